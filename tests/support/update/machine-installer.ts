import { execFile } from 'node:child_process'
import fs from 'node:fs'

/** Where desks hand releases over. */
const box = '/var/spool/liuhen-updates'

/**
 * In the place of systemd, which a container has not: starts the machine's installer as root whenever a desk handed something over.
 * Returns the stop.
 */
export function installerWaits(program: string): () => void {
  let running = false
  let again = false
  const take = (): void => {
    again = running
    if (running) return
    running = true
    execFile(program, () => {
      running = false
      if (again) take()
    })
  }
  const watcher = fs.watch(box, (_kind, name) => {
    if (name?.endsWith('.ready') && fs.existsSync(`${box}/${name}`)) take()
  })
  return () => watcher.close()
}
