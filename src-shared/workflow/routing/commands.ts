export const routingArgs = {} as const

export const routingOnlineOnly = [] as const
