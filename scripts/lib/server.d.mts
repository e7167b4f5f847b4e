export type CountyServer = { url: string; stop: () => Promise<void>; kill: () => Promise<void> }
/** See server.mjs. */
export function startCountyServer(dataDir: string, options?: { sample?: boolean; port?: number }): Promise<CountyServer>
