import type { LostDevice } from './lost-device.ts'

const lostMs = 60_000
const outMs = 5 * 60_000

/**
 * Asks the server at the start and then every few minutes whether this machine was reported lost, unless somebody's session
 * says already that it was not (SE-71). On a lost one every minute, until everything is handed in. Returns the stop.
 */
export function watchForLoss(lost: LostDevice, signedIn: () => boolean): () => void {
  let timer: NodeJS.Timeout | undefined
  const look = (): void => {
    const asked = lost.fate() === null && signedIn() ? Promise.resolve() : lost.ask()
    void asked.then(() => {
      // a little apart, so that a county's desks do not ask in step
      timer = setTimeout(look, (lost.fate() === null ? outMs : lostMs) * (0.8 + Math.random() * 0.4))
      timer.unref()
    })
  }
  look()
  return () => clearTimeout(timer)
}
