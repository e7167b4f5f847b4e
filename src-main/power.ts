import { app, powerMonitor } from 'electron'

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
