import { createReadStream } from 'node:fs'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { deviceId, type DeviceId } from '../../src-shared/ids.ts'
import { contactHeader, contactToken, MIN_PROTOCOL, paths } from '../../src-shared/sync/protocol.ts'
import { deskReport, releaseFile, version, type Feed } from '../../src-shared/update/messages.ts'
import { issuingUnit } from '../../src-shared/workflow/directory.ts'
import type { Environment } from '../commands/environment.ts'
import { HttpError } from '../errors.ts'
import { releasePath } from '../releases/folder.ts'
import { feedFor, ringFor } from '../releases/releases.ts'
import { noteReport } from '../releases/reports.ts'
import { machineOf } from '../store/machines.ts'
import { rangeOf } from './range.ts'

const onMachine = z.object({ device: deviceId })
const ofFile = onMachine.extend({ version, name: releaseFile.shape.name })

/**
 * What a desk is told about updates, and the files of a release in pieces, to go on with after a cut (UP-11). A machine is brought up to date
 * whoever sits at it, and at night nobody does: its contact token proves it (UP-12). One that was reported lost gets nothing.
 */
export function updateRoutes(app: FastifyInstance, env: Environment, askAgainMs: number): void {
  const proved = async (request: FastifyRequest): Promise<DeviceId> => {
    const { device } = onMachine.parse(request.params)
    const token = contactToken.safeParse(request.headers[contactHeader])
    const machine = token.success ? await machineOf(env.db, device, token.data) : undefined
    if (!machine) throw new HttpError(401, 'SE-CONTACT')
    if (machine.lostAt !== null) throw new HttpError(403, 'SE-LOST')
    return device
  }

  app.post(`${paths.updates}/:device`, async (request): Promise<Feed> => {
    const device = await proved(request)
    await noteReport(env.db, device, deskReport.parse(request.body), env.now())
    return feedFor(env.db, device, await ringFor(env.db, device, await unitsAt(env, device)), {
      oldestProtocol: MIN_PROTOCOL,
      askAgainMs,
    })
  })

  app.get(`${paths.releases}/:device/:version/:name`, async (request, reply) => {
    await proved(request)
    const asked = ofFile.parse(request.params)
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

/** Where the people of a desk work, and the organs those units act for. */
async function unitsAt({ db, county }: Environment, device: string): Promise<string[]> {
  const { directory } = await county.read(db)
  const rows = await db.selectFrom('device').select('user_id').where('id', '=', device).where('revoked', '=', false).execute()
  const people = new Set(rows.map(({ user_id }) => user_id))
  return directory.posts
    .filter(({ userId }) => people.has(userId))
    .flatMap(({ unitId }) => [unitId, issuingUnit(directory, unitId)?.id ?? unitId])
}
