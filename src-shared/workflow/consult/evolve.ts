export const consultEvolvers = {}
