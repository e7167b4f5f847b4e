export const routingDeciders = {}
