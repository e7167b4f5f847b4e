import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { documentId } from '../../src-shared/ids.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { issuingUnit } from '../../src-shared/workflow/directory.ts'
import { archivePackage } from '../archive/package.ts'
import type { Environment } from '../commands/environment.ts'
import { HttpError, ServerError } from '../errors.ts'
import { appendAudit, documentChain } from '../store/audit.ts'
import { BodyDamaged } from '../store/body-store.ts'
import { sessionOf } from './session.ts'

/**
 * The archive package of one 件, for the archivist of its organ alone (domain.md §4.5, SE-121); to everybody else it is not
 * there. That it was taken is a line of the audit chain, before its first byte goes out.
 */
export function archiveRoutes(app: FastifyInstance, env: Environment): void {
  app.get(`${paths.archive}/:doc`, async (request, reply) => {
    const { doc: docId } = z.object({ doc: documentId }).parse(request.params)
    const { userId } = sessionOf(request)
    const county = await env.county.read(env.db)
    const state = (await env.db.selectFrom('doc').select('data').where('id', '=', docId).executeTakeFirst())?.data
    const keeps = county
      .postsOf(userId)
      .some(({ role, unitId }) => role === 'archivist' && issuingUnit(county.directory, unitId)?.id === state?.unitId)
    if (!state || !keeps) throw new HttpError(404, 'SY-NOT-FOUND')
    const made = await env.db
      .transaction()
      .execute(async (tx) => {
        const file = await archivePackage(tx, env.dataDir, state)
        const entry = { chain: documentChain(docId), at: env.now(), actor: userId, kind: 'archive.exported', docId }
        await appendAudit(tx, { ...entry, detail: { files: file.files } })
        return file
      })
      .catch((error: unknown) => {
        if (error instanceof ServerError) throw new HttpError(409, error.code, { message: error.message })
        throw error instanceof BodyDamaged ? new HttpError(409, error.code) : error
      })
    return reply.type('application/zip').send(Readable.from(made.bytes()))
  })
}
