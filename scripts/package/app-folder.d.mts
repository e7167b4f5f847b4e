/** See app-folder.mjs. */
export function layOutApp(folder: string): string
