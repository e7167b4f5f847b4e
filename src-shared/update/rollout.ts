import { rings, type Ring, type Rollout } from './messages.ts'

/**
 * Where a device stands among all for a release, 0 to 1: the same whenever it is asked, and another for another release, so that
 * not always the same desks go first. No secret and no proof.
 */
export function placeOf(deviceId: string, version: string): number {
  // FNV-1a, mixed once more: neighbouring ids must not be neighbours here
  let hash = 0x811c9dc5
  for (const letter of `${version}/${deviceId}`) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/**
 * Is a release let out to a desk of this ring (UP-04)? Rings before the widest one whole, of that one `percent`: a share that grows only
 * adds desks.
 */
export function isLetOut({ version, ring: widest, percent, state }: Rollout, ring: Ring, deviceId: string): boolean {
  if (state !== 'open') return false
  const [own, last] = [rings.indexOf(ring), rings.indexOf(widest)]
  return own < last || (own === last && placeOf(deviceId, version) * 100 < percent)
}

/** When a desk may begin to fetch it, epoch ms: spread over time, so that thin lines are not stormed (UP-05). */
export const opensAt = ({ openedAt, spreadMs, version }: Rollout, deviceId: string): number =>
  openedAt + Math.floor(placeOf(deviceId, `${version}/spread`) * spreadMs)
