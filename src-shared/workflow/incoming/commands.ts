export const incomingArgs = {} as const

export const incomingOnlineOnly = [] as const
