import { app, powerMonitor, type WebContents } from 'electron'
import { liesBeside, installedPlace } from './place.ts'
import { openStarts, type Starts } from './starts.ts'
import { openUpdater, type Hands, type Updater, type UpdaterParts } from './updater.ts'

/** So long a page must stand before its version counts as one that starts. */
const standsMs = 10_000

type Given = Pick<UpdaterParts, 'policy' | 'profile' | 'device' | 'network' | 'log' | 'flush' | 'told'> & {
  /** Work the page has begun in main, by the calls under way. */
  underWay: () => ReadonlySet<string>
  lastWork: () => number
  unsent: () => number | null
  freeBytes: () => Promise<number | null>
  /** What must be gone before the program ends. */
  leave: () => Promise<void>
}

const printing = ['paper.print', 'paper.pdf', 'paper.ofd', 'paper.layout']
const importing = ['safeCopy.read', 'safeCopy.write', 'admin.apply', 'archive.save', 'attachment.pick']

/** The updater of this desk, in Electron. */
export function startUpdates({
  underWay,
  lastWork,
  unsent,
  freeBytes,
  leave,
  ...given
}: Given): Updater & { watchStart: (page: WebContents) => void } {
  const exe = app.getPath('exe')
  const place = app.isPackaged ? installedPlace(exe) : null
  const starts = openStarts(given.profile)
  const version = app.getVersion()
  const hands = async (): Promise<Hands> => {
    const calls = underWay()
    return {
      lastInputAt: Math.max(lastWork(), Date.now() - powerMonitor.getSystemIdleTime() * 1000),
      printing: printing.some((name) => calls.has(name)),
      importing: importing.some((name) => calls.has(name)),
      onBattery: powerMonitor.onBatteryPower,
      freeBytes: (await freeBytes()) ?? Infinity,
      unsent: unsent(),
    }
  }
  const updater = openUpdater({
    ...given,
    place,
    version,
    starts,
    now: Date.now,
    hands,
    restart: () =>
      void leave().finally(() => {
        const words = process.argv.slice(1).filter((word) => word.startsWith('-'))
        // a session of its own: whoever waits for the old one and then ends its group leaves the new one alone
        if (place) app.relaunch({ execPath: '/usr/bin/setsid', args: [place.start, ...words] })
        app.exit(0)
      }),
  })
  // told by liuhen-start's way of beginning it: one that lies beside, not the installed one
  const isBeside = place !== null && liesBeside(place, version)
  return { ...updater, watchStart: (page) => place && watchStart(page, version, starts, isBeside) }
}

/**
 * Writes down that this version starts, once its page has stood a while (UP-08). A version on trial whose page dies before that ends with
 * a failure, so that the one before is started again: a window without a page would keep it for ever.
 */
function watchStart(page: WebContents, version: string, starts: Starts, isTrial: boolean): void {
  let stood: NodeJS.Timeout | undefined
  const died = (): void => {
    clearTimeout(stood)
    if (isTrial) app.exit(1)
  }
  page.on('render-process-gone', died)
  page.on('did-fail-load', died)
  page.once('did-finish-load', () => {
    stood = setTimeout(() => {
      page.off('render-process-gone', died)
      page.off('did-fail-load', died)
      void starts.well(version)
    }, standsMs)
  })
}
