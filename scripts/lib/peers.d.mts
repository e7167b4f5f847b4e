/** See peers.mjs. */
export type Peer = {
  key: string
  name: string
  version: string
  license?: string
  /** path of the bundle below the project's root; absent where the peer cannot be had */
  bundle?: string
  reason?: string
}
export function ensurePeers(): Promise<Peer[]>
