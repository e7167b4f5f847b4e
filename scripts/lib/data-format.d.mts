export const dataFormat: string
export function readyDataFolder(place: string, now?: number): string | undefined
