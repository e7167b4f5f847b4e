import fs from 'node:fs/promises'
import type { EventPayload } from '../src-shared/ipc/contract.ts'

const lowBytes = 500 * 1024 * 1024
const fullBytes = 100 * 1024 * 1024
const everyMs = 5000

/** Free bytes where the profile lies; null where the system does not say. */
export async function freeBytes(folder: string): Promise<number | null> {
  try {
    const stat = await fs.statfs(folder)
    return stat.bavail * stat.bsize
  } catch {
    return null
  }
}

/** What a person is told: calm under 500 MB, read-only under 100 MB (sync.md §5). */
export const diskLevel = (free: number): EventPayload<'disk.state'>['level'] =>
  free < fullBytes ? 'full' : free < lowBytes ? 'low' : 'ok'

/** Looks every few seconds (one cheap call) and reports. Returns the stop. */
export function watchDisk(folder: string, report: (state: EventPayload<'disk.state'>) => void): () => void {
  const look = async (): Promise<void> => {
    const free = await freeBytes(folder)
    if (free !== null) report({ freeBytes: free, level: diskLevel(free) })
  }
  void look()
  const timer = setInterval(() => void look(), everyMs)
  return () => clearInterval(timer)
}
