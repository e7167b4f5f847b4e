/** See app-folder.mjs. */
export function layOutApp(folder: string, version?: string): string
