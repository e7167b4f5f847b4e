export const consultDeciders = {}
