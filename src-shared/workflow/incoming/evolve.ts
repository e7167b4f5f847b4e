export const incomingEvolvers = {}
