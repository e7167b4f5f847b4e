import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'

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

/** Answers requests of the page from the built files: GET only, a fresh nonce for every page load. */
export function servePage(folder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET') return new Response(null, { status: 405 })
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
