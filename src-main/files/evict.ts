/** A file of the cache: its name, its bytes on disk, when it was last used (epoch ms), and whether it must stay. */
export type Cached = { name: string; bytes: number; usedAt: number; stays: boolean }

/**
 * What is to go so that no more than `limit` bytes are kept: of the files that may go, those used longest ago, and no more
 * of them than needed (SY-155). Where those that must stay are over the limit by themselves, all others go.
 */
export function evicted(files: readonly Cached[], limit: number): string[] {
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const gone: string[] = []
  for (const file of files.filter((one) => !one.stays).toSorted((a, b) => a.usedAt - b.usedAt)) {
    if (bytes <= limit) break
    bytes -= file.bytes
    gone.push(file.name)
  }
  return gone
}
