export const incomingDeciders = {}

export const incomingBeginners = {}
