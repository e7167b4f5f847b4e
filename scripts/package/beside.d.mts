export function layOutBeside(folder: string, given: { version: string; releaseKeys: readonly string[] }): string
