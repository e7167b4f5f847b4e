import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import http from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { ZodError } from 'zod'
import { codeOf, HttpError } from '../errors.ts'

const compress = promisify(gzip)
const WORTH_IT = 2_048

/** Long JSON answers go out gzipped where the other end takes it: a township's line is slow. */
export function compressReplies(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const accepts = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
    if (!accepts || typeof payload !== 'string' || payload.length < WORTH_IT) return payload
    reply.header('content-encoding', 'gzip').header('vary', 'accept-encoding').removeHeader('content-length')
    return compress(payload, { level: 5 })
  })
}

/** Every refusal is a status and a stable code; what went wrong inside stays inside (SE-10). */
export function refuseWithCodes(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ code: 'SY-NOT-FOUND' }))
  app.setErrorHandler((error, request, reply) => {
    const known = refusalOf(error)
    // what was sent away on purpose is counted (metrics), not written down one by one: a storm would fill the disk
    if (known.status >= 500 && !(error instanceof HttpError)) request.log.error({ err: error }, 'request failed')
    const retry = known.retryMs === undefined ? {} : { retryMs: known.retryMs }
    const message = error instanceof HttpError && known.message !== known.code ? { message: known.message } : {}
    return reply.code(known.status).send({ code: known.code, ...message, ...retry })
  })
}

/**
 * What never becomes a request, a path that is none or bytes that are no HTTP, is refused with a code, too (SE-10, SY-141);
 * `noted` is told of it, as no hook sees it.
 */
export const refuseAtTheDoor = (noted: (code: string) => void) => ({
  frameworkErrors: (_error: Error, _request: unknown, reply: FastifyReply): void => {
    noted('SY-MALFORMED')
    void reply.code(400).send({ code: 'SY-MALFORMED' })
  },
  clientErrorHandler: (error: Error & { code: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
    const body = JSON.stringify({ code: 'SY-MALFORMED' })
    const head = [
      `HTTP/1.1 ${status} ${http.STATUS_CODES[status]}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ]
    // more of the same may come before the line is cut: it was answered already
    if (!socket.writable) return socket.destroySoon()
    noted('SY-MALFORMED')
    socket.end([...head, 'Connection: close', '', body].join('\r\n'))
    socket.destroySoon()
  },
})

/** SQLSTATE classes and socket errors that mean "the database is away", not "the request was wrong". */
const away = /^(?:08|53|57|58)|^(?:ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/

function refusalOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error
  if (error instanceof ZodError || error instanceof SyntaxError) return new HttpError(400, 'SY-MALFORMED')
  const code = codeOf(error)
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new HttpError(413, 'SY-TOO-LARGE')
  // a value the database cannot hold, such as a text with U+0000: the request was wrong, not the server
  if (code.startsWith('22')) return new HttpError(400, 'SY-MALFORMED')
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status >= 400 && status < 500) return new HttpError(status, 'SY-MALFORMED')
  const gone =
    away.test(code) ||
    (error instanceof Error && /timeout exceeded when trying to connect|Connection terminated|not queryable/.test(error.message))
  return gone ? new HttpError(503, 'SY-BUSY', { retryMs: 2_000 }) : new HttpError(500, 'SY-INTERNAL')
}

type Loggable = { code?: unknown; name?: unknown; stack?: unknown }

/** Logs hold methods, paths, codes and stack frames: no bodies, titles or names, and no error text, which may quote values (SE-12). */
export const logSerializers = {
  req: (request: { method: string; url: string }) => ({ method: request.method, path: request.url.split('?')[0] ?? '' }),
  res: (reply: { statusCode?: number | undefined }) => ({ status: reply.statusCode }),
  err: (error: Loggable) => ({
    type: String(error.name ?? 'Error'),
    message: '',
    code: String(error.code ?? ''),
    stack: String(error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12)
      .join('\n'),
  }),
}
