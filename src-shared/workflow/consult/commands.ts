export const consultArgs = {} as const

export const consultOnlineOnly = [] as const
