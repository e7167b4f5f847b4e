import { createReadStream } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { MIN_PROTOCOL, paths } from '../../src-shared/sync/protocol.ts'
import { issuingUnit } from '../../src-shared/workflow/directory.ts'
import { releaseFile, version, type Feed } from '../../src-shared/update/messages.ts'
import type { Environment } from '../commands/environment.ts'
import { HttpError } from '../errors.ts'
import { releasePath } from '../releases/folder.ts'
import { feedFor, ringFor } from '../releases/releases.ts'
import { rangeOf } from './range.ts'
import { sessionOf } from './session.ts'

/** What a desk is told about updates, and the files of a release in pieces, to go on with after a cut (UP-11). */
export function updateRoutes(app: FastifyInstance, env: Environment): void {
  app.get(paths.updates, async (request): Promise<Feed> => {
    const { userId, deviceId } = sessionOf(request)
    const { directory } = await env.county.read(env.db)
    const units = directory.posts
      .filter((post) => post.userId === userId)
      .flatMap(({ unitId }) => [unitId, issuingUnit(directory, unitId)?.id ?? unitId])
    return feedFor(env.db, deviceId, await ringFor(env.db, deviceId, units), MIN_PROTOCOL)
  })

  app.get(`${paths.updates}/:version/:name`, async (request, reply) => {
    sessionOf(request)
    const asked = z.object({ version, name: releaseFile.shape.name }).parse(request.params)
    const row = await env.db
      .selectFrom('release')
      .select(['statement', 'state'])
      .where('version', '=', asked.version)
      .executeTakeFirst()
    const file = row?.state === 'withdrawn' ? undefined : row?.statement.files.find(({ name }) => name === asked.name)
    if (!file) throw new HttpError(404, 'SY-NOT-FOUND')
    const etag = `"${file.sha512}"`
    const same = request.headers['if-range'] === undefined || request.headers['if-range'] === etag
    const { from, to, partial } = rangeOf(same ? request.headers.range : undefined, file.size)
    reply.headers({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'accept-ranges': 'bytes',
      'content-length': String(to - from),
      etag,
    })
    if (partial) reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${file.size}`)
    return reply.send(createReadStream(releasePath(env.dataDir, asked.version, asked.name), { start: from, end: to - 1 }))
  })
}
