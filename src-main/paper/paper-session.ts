import fs from 'node:fs/promises'
import path from 'node:path'
import { pageFile } from '../app-protocol.ts'
import type { Pictures } from '../files/pictures.ts'
import { isolatedSession, type IsolatedSession } from '../isolated-page.ts'
import { appScheme } from '../security.ts'

/** The origin of the hidden page: another one than the desk's, so main hears no call from it (SE-28, PP-43). */
const paperOrigin = `${appScheme}://paper`
export const paperPage = `${paperOrigin}/paper/paper.html`

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
}

/** The page draws and nothing else: its own scripts, styles, faces and the pictures of its text. */
const paperPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  'sandbox allow-scripts allow-same-origin',
].join('; ')

const headers = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' }

/** What the hidden page may load: built files of its own, and the pictures `mayShow` names. */
export function servePaper(
  folder: string,
  pictures: Pick<Pictures, 'read'>,
  mayShow: (sm3: string) => boolean,
): (request: Request) => Promise<Response> {
  const picture = async (sm3: string): Promise<Response> => {
    if (!mayShow(sm3)) return new Response(null, { status: 404, headers })
    try {
      const { bytes, mime } = await pictures.read(sm3)
      return new Response(new Uint8Array(bytes), { headers: { ...headers, 'content-type': mime } })
    } catch {
      return new Response(null, { status: 404, headers }) // the page tells PP-PICTURE-MISSING
    }
  }
  return async (request) => {
    const url = new URL(request.url)
    if (request.method !== 'GET' || url.host !== 'paper') return new Response(null, { status: 404, headers })
    const sm3 = /^\/picture\/([0-9a-f]{64})$/.exec(url.pathname)?.[1]
    if (sm3 !== undefined) return picture(sm3)
    const file = /^\/(assets|faces|paper)\//.test(url.pathname) ? await pageFile(folder, request.url) : undefined
    const type = file && types[path.extname(file)]
    if (!file || !type) return new Response(null, { status: 404, headers })
    return new Response(new Uint8Array(await fs.readFile(file)), {
      headers: { ...headers, 'content-type': type, 'content-security-policy': paperPolicy },
    })
  }
}

/** The session of one hidden window (PP-43). */
export const paperSession = (serve: (request: Request) => Promise<Response>, refused: (what: string) => void): IsolatedSession =>
  isolatedSession('paper', paperOrigin, serve, refused)
