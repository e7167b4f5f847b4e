import fs from 'node:fs/promises'
import path from 'node:path'
import { pageFile } from '../app-protocol.ts'
import { isolatedSession, type IsolatedSession } from '../isolated-page.ts'
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

/** The session of one opened file (SE-80, SE-82). */
export const viewSession = (folder: string, refused: (what: string) => void): IsolatedSession =>
  isolatedSession('file-view', viewOrigin, serveView(folder), refused)
