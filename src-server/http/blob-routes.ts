import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { sm3Hex } from '../../src-shared/ids.ts'
import { limits, paths, type BlobState } from '../../src-shared/sync/protocol.ts'
import type { Environment } from '../commands/environment.ts'
import { HttpError } from '../errors.ts'
import { blobStream } from '../store/blob-files.ts'
import { receiveChunk, refuseInfected, type Chunk } from '../store/blob-receive.ts'
import { blobState, mayReadBlob } from '../store/blobs.ts'
import { scopesOf } from '../store/directory.ts'
import { rangeOf } from './range.ts'
import { sessionOf } from './session.ts'

const hashOf = (request: FastifyRequest): string => z.object({ sm3: sm3Hex }).parse(request.params).sm3

/** Attachments by their SM3: how far an upload came, the next chunk of one, and reading with ranges (SY-24, SY-25, SE-09). */
export function blobRoutes(app: FastifyInstance, env: Environment): void {
  const scopes = async (userId: string) => scopesOf(await env.county.read(env.db), userId)

  app.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer', bodyLimit: limits.blobChunkBytes },
    (_request, body, done) => done(null, body),
  )

  app.head(`${paths.blob}/:sm3`, async (request, reply) => {
    const { userId } = sessionOf(request)
    const sm3 = hashOf(request)
    const state = await blobState(env.db, sm3, userId, await scopes(userId))
    if (!state.complete) await refuseInfected(env, sm3)
    return reply
      .headers({
        'x-liuhen-received': String(state.received),
        'x-liuhen-complete': state.complete ? '1' : '0',
        'accept-ranges': 'bytes',
      })
      .send()
  })

  app.get(`${paths.blob}/:sm3`, async (request, reply) => {
    const { userId } = sessionOf(request)
    const sm3 = hashOf(request)
    const size = await mayReadBlob(env.db, sm3, userId, await scopes(userId))
    if (size === undefined) throw new HttpError(404, 'SY-NOT-FOUND')
    const range = rangeOf(request.headers.range, size)
    const headers = { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment', 'accept-ranges': 'bytes' }
    reply.headers({ ...headers, 'content-length': String(range.to - range.from) })
    if (range.partial) reply.code(206).header('content-range', `bytes ${range.from}-${range.to - 1}/${size}`)
    return reply.send(blobStream(env.dataDir, sm3, range.from, range.to))
  })

  app.put(`${paths.blob}/:sm3`, { bodyLimit: limits.blobChunkBytes }, async (request): Promise<BlobState> => {
    const { userId } = sessionOf(request)
    const bytes = request.body instanceof Buffer ? request.body : Buffer.alloc(0)
    const { from, total } = contentRange(request.headers['content-range'], bytes.length)
    if (total > limits.blobBytes) throw new HttpError(413, 'SY-TOO-LARGE')
    const chunk: Chunk = { sm3: hashOf(request), userId, from, total, bytes }
    return receiveChunk(env, chunk, await scopes(userId))
  })
}

// `bytes a-b/total` of a chunk, which must be as long as it says; a star for a-b is the empty file
function contentRange(header: string | undefined, length: number): { from: number; total: number } {
  // an empty file has no first and last byte; desks write `bytes 0--1/0`
  if (header === undefined || (length === 0 && /^bytes \S{1,8}\/0$/.test(header))) return { from: 0, total: length }
  const [, from, to, total] = /^bytes (?:(\d{1,12})-(\d{1,12})|\*)\/(\d{1,12})$/.exec(header) ?? []
  const range = { from: Number(from ?? 0), to: Number(to ?? -1) + 1, total: Number(total ?? -1) }
  if (range.total < 0 || range.to - range.from !== length || range.to > range.total) throw new HttpError(400, 'SY-MALFORMED')
  if (length === 0 && range.total > 0) throw new HttpError(400, 'SY-MALFORMED')
  return range
}
