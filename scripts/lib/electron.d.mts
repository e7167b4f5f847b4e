/** See electron.mjs. */
export function ensureElectron(): Promise<{ dist: string; exec: string; version: string; source: string }>
export function cacheRoot(): string
