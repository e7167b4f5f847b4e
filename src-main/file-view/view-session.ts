import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { session, type Session } from 'electron'
import { pageFile } from '../app-protocol.ts'
import { appScheme } from '../security.ts'

/** The origin of opened files: another one than the desk's, so that neither reaches what is the other's (PP-61). */
export const viewOrigin = `${appScheme}://file-view`
export const viewPage = `${viewOrigin}/file-view/file-view.html`

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.bcmap': 'application/octet-stream',
  '.pfb': 'application/octet-stream',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
}

/**
 * The page draws and nothing else: scripts and workers of its own, no eval and no WebAssembly, no frames, forms, downloads
 * or windows; `connect-src` is for the tables of characters beside the page (SE-81).
 */
export const viewPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  'sandbox allow-scripts allow-same-origin',
].join('; ')

/** Answers the viewer's requests from the built files: its page, scripts and faces, never the desk's page, its pictures or data. */
export function serveView(folder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url)
    // no encoded characters: `..%2f` would lead out of the two folders
    const mayHave =
      request.method === 'GET' && url.host === 'file-view' && /^\/(assets|faces|file-view)\/[\w./-]+$/.test(url.pathname)
    const file = mayHave ? await pageFile(folder, request.url) : undefined
    const type = file && types[path.extname(file)]
    if (!file || !type) return new Response(null, { status: 404 })
    return new Response(new Uint8Array(await fs.readFile(file)), {
      headers: {
        'content-type': type,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': viewPolicy,
        'cross-origin-opener-policy': 'same-origin',
      },
    })
  }
}

/**
 * A session for one opened file, in memory only and shared with nothing: no permission, no device, no download, and no
 * request but for its own page (SE-80, SE-82). `end` clears it.
 */
export function viewSession(folder: string, refused: (what: string) => void): { session: Session; end: () => Promise<void> } {
  const own = session.fromPartition(`file-view-${randomUUID()}`, { cache: false })
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  own.setPermissionCheckHandler(() => false)
  own.setDevicePermissionHandler(() => false)
  own.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  own.on('will-download', (event) => {
    event.preventDefault()
    refused('download')
  })
  own.webRequest.onBeforeRequest((details, answer) => {
    const isOwn = details.url.startsWith(`${viewOrigin}/`)
    if (!isOwn) refused(details.url.split(':', 1)[0] ?? '')
    answer({ cancel: !isOwn })
  })
  // what no request handler sees (sockets of any kind) finds no line either
  own.enableNetworkEmulation({ offline: true })
  own.protocol.handle(appScheme, serveView(folder))
  return {
    session: own,
    end: async () => {
      own.protocol.unhandle(appScheme)
      await own.clearStorageData()
      await own.clearCache()
    },
  }
}
