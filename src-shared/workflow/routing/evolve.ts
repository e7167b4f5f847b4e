export const routingEvolvers = {}
