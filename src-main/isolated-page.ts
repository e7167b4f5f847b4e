import { randomUUID } from 'node:crypto'
import { session, type Session, type WebPreferences } from 'electron'
import { appScheme } from './security.ts'

/*
 * What the windows beside the desk have in common, those of opened files (SE-80…83) and the hidden one for paper (PP-43): they draw
 * what they are handed over a port and can reach nothing else.
 */

/** A session of one isolated window, and how to clear it when the window has ended. */
export type IsolatedSession = { session: Session; end: () => Promise<void> }

/**
 * A session in memory only and shared with nothing: no permission, no device, no download, and no request but for `origin`,
 * which `serve` answers. `name`: what it is for, as Electron's partition names it. `refused` hears what was tried.
 */
export function isolatedSession(
  name: string,
  origin: string,
  serve: (request: Request) => Promise<Response>,
  refused: (what: string) => void,
): IsolatedSession {
  const own = session.fromPartition(`${name}-${randomUUID()}`, { cache: false })
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  own.setPermissionCheckHandler(() => false)
  own.setDevicePermissionHandler(() => false)
  own.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  own.on('will-download', (event) => {
    event.preventDefault()
    refused('download')
  })
  own.webRequest.onBeforeRequest((details, answer) => {
    const isOwn = details.url.startsWith(`${origin}/`)
    if (!isOwn) refused(details.url.split(':', 1)[0] ?? '')
    answer({ cancel: !isOwn })
  })
  // what no request handler sees (sockets of any kind) finds no line either
  own.enableNetworkEmulation({ offline: true })
  own.protocol.handle(appScheme, serve)
  return {
    session: own,
    end: async () => {
      own.protocol.unhandle(appScheme)
      await own.clearStorageData()
      await own.clearCache()
    },
  }
}

/** How an isolated window runs: sandboxed, without Node, dialogs, tools for developers or anything written to disk. */
export const isolatedPreferences = (preload: string, own: Session): WebPreferences => ({
  preload,
  session: own,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webviewTag: false,
  webgl: false,
  spellcheck: false,
  disableDialogs: true,
  navigateOnDragDrop: false,
  devTools: false,
  v8CacheOptions: 'none',
  // it works on behind other windows and unseen: one that only waits must not look like one that hangs
  backgroundThrottling: false,
})
