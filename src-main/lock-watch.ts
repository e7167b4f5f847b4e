/**
 * Locks the desk when nobody has been at it (SE-52): after so many minutes without a hand at mouse or keyboard, and at once
 * when the system's own screen is locked. Returns the stop.
 */
export function watchForLock(
  minutes: number,
  machine: {
    /** seconds since the last key or movement anywhere in the session */
    idleSeconds: () => number
    /** epoch ms of the last thing done in the desk itself: some sessions cannot say how long they are idle */
    lastWork: () => number
    now: () => number
    /** asked beside the event: not every system tells it */
    screenIsLocked: () => boolean
    onScreenLocked: (listener: () => void) => () => void
  },
  lock: (why: 'idle' | 'screen') => void,
): () => void {
  const look = (): void => {
    if (machine.screenIsLocked()) return lock('screen')
    const sinceWork = Math.max(0, machine.now() - machine.lastWork()) / 1000
    if (Math.min(machine.idleSeconds(), sinceWork) >= minutes * 60) lock('idle')
  }
  const timer = setInterval(look, 10_000)
  timer.unref()
  const unhear = machine.onScreenLocked(() => lock('screen'))
  return () => {
    clearInterval(timer)
    unhear()
  }
}
