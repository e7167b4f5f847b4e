import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { DeskError } from '../src-shared/ipc/desk-error.ts'
import type { Pictures } from './files/pictures.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
}

/** The page's Content-Security-Policy. No network but app:// itself; styles by nonce for the component library (SE-23). */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/**
 * The file of the built page that a URL names, or undefined. Checked after resolving links, so neither `..` nor an
 * encoded slash nor a symbolic link leads out of `folder` (SE-27).
 */
export async function pageFile(folder: string, url: string): Promise<string | undefined> {
  let name: string
  try {
    name = decodeURIComponent(new URL(url).pathname)
  } catch {
    return undefined
  }
  if (name.includes('\0') || name.includes('\\')) return undefined
  const base = await fs.realpath(folder)
  try {
    const file = await fs.realpath(path.join(base, name === '/' ? 'index.html' : name))
    return file.startsWith(base + path.sep) ? file : undefined
  } catch {
    return undefined
  }
}

const pictureRoute = '/picture/'

/** The SM3 a picture's address names: 64 small hex digits and nothing before, behind or beside them (SE-40). */
export const pictureHash = (url: string): string | undefined => /^app:\/\/liuhen\/picture\/([0-9a-f]{64})$/.exec(url)?.[1]

/**
 * A picture of the text from the desk's file store, or from the server where this person may have it: 404 where they may
 * not, or nobody has it; 503 where it cannot be had now. The type is what the bytes are. A page opened on the address
 * itself could do nothing.
 */
async function servePicture(pictures: Pick<Pictures, 'read'>, url: string): Promise<Response> {
  // no-store: what is sealed in the store must not lie in clear in a cache of Chromium's (SE-50)
  const headers = {
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'no-store',
  }
  const hash = pictureHash(url)
  if (hash === undefined) return new Response(null, { status: 404, headers })
  try {
    const { bytes, mime } = await pictures.read(hash)
    return new Response(new Uint8Array(bytes), {
      headers: { ...headers, 'content-type': mime },
    })
  } catch (error) {
    const later = !(error instanceof DeskError) || error.code === 'NET-OFFLINE' || error.code === 'SE-SIGNED-OUT'
    return new Response(null, { status: later ? 503 : 404, headers })
  }
}

/** Answers requests of the page from the built files and the pictures: GET only, a fresh nonce for every page load. */
export function servePage(folder: string, pictures?: Pick<Pictures, 'read'>): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET') return new Response(null, { status: 405 })
    if (pictures && new URL(request.url).pathname.startsWith(pictureRoute)) return servePicture(pictures, request.url)
    const file = await pageFile(folder, request.url)
    const type = file && types[path.extname(file)]
    if (!file || !type) return new Response(null, { status: 404 })
    const nonce = randomBytes(16).toString('base64')
    const headers: Record<string, string> = {
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    }
    const bytes = await fs.readFile(file)
    if (!file.endsWith('.html')) return new Response(new Uint8Array(bytes), { headers })
    headers['content-security-policy'] = contentSecurityPolicy(nonce)
    return new Response(bytes.toString('utf8').replaceAll('%CSP_NONCE%', nonce), { headers })
  }
}
