import { app, powerMonitor } from 'electron'
import type { watchForLock } from './lock-watch.ts'

/**
 * Has what is typed written down before the machine sleeps or ends. Linux and macOS wait for who holds the end up; the page gets its
 * ten seconds, then the desk goes by itself.
 */
export function flushBeforePower(flush: (why: 'suspend' | 'shutdown') => Promise<unknown>): void {
  powerMonitor.on('suspend', () => void flush('suspend'))
  powerMonitor.on(
    'shutdown' as 'suspend',
    ((event: { preventDefault: () => void }) => {
      event.preventDefault()
      void flush('shutdown').finally(() => app.quit())
    }) as () => void,
  )
}

/** What the machine says of hands and screen; `lastWork`: epoch ms of the last thing done in the desk itself. */
export const handsAndScreen = (lastWork: () => number): Parameters<typeof watchForLock>[1] => ({
  idleSeconds: () => powerMonitor.getSystemIdleTime(),
  lastWork,
  now: Date.now,
  screenIsLocked: () => powerMonitor.getSystemIdleState(60) === 'locked',
  onScreenLocked: (listener) => {
    powerMonitor.on('lock-screen', listener)
    return () => powerMonitor.off('lock-screen', listener)
  },
})
