import { app, type Session, type WebContents } from 'electron'

export const appScheme = 'app'
export const appOrigin = 'app://liuhen'

/** Permissions the page may have, with the reason. Everything else is denied, asked or checked (SE-25). */
const allowedPermissions: Readonly<Record<string, true>> = {
  'clipboard-sanitized-write': true, // copy a 文号 or a passage
}

/** Denies what the page never needs: permissions, devices, screen capture, and every request that leaves app:// (SE-24, SE-25). */
export function hardenSession(session: Session, refused: (url: string) => void): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(allowedPermissions[permission] === true))
  session.setPermissionCheckHandler((_contents, permission) => allowedPermissions[permission] === true)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  session.webRequest.onBeforeRequest((details, answer) => {
    const ok =
      details.url.startsWith(`${appOrigin}/`) ||
      details.url.startsWith('devtools://') ||
      details.url.startsWith('blob:') ||
      details.url.startsWith('data:')
    if (!ok) refused(details.url)
    answer({ cancel: !ok })
  })
}

/** Every web contents: no navigation away, no new windows, no webview (SE-26). */
export function hardenContents(refused: (what: string) => void): void {
  const stayHome = (contents: WebContents): void => {
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
      contents.on(name as 'will-navigate', (event: { url: string; preventDefault: () => void }) => {
        if (isOwnPage(event.url)) return
        event.preventDefault()
        refused(name)
      })
    }
    contents.setWindowOpenHandler(() => {
      refused('window.open')
      return { action: 'deny' }
    })
    contents.on('will-attach-webview', (event) => {
      event.preventDefault()
      refused('webview')
    })
  }
  app.on('web-contents-created', (_event, contents) => stayHome(contents))
}

/** The one page of the desk, with any hash. */
export function isOwnPage(url: string): boolean {
  try {
    const parsed = new URL(url)
    return `${parsed.protocol}//${parsed.host}` === appOrigin && (parsed.pathname === '/' || parsed.pathname === '/index.html')
  } catch {
    return false
  }
}
