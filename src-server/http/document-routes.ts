import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { z } from 'zod'
import { documentId } from '../../src-shared/ids.ts'
import { bodiesRequest, paths, type BodiesResponse, type BodyResponse, type VersionRow } from '../../src-shared/sync/protocol.ts'
import type { Environment } from '../commands/environment.ts'
import { HttpError } from '../errors.ts'
import { BodyDamaged, listVersions, readBody, type StoredBody } from '../store/body-store.ts'
import { scopesOf } from '../store/directory.ts'
import { sessionOf } from './session.ts'

/** Bodies, versions and the address book. What a person may read is what stands in one of their scopes (SE-08). */
export function documentRoutes(app: FastifyInstance, env: Environment): void {
  app.post(paths.bodies, async (request): Promise<BodiesResponse> => {
    const { docs } = bodiesRequest.parse(request.body)
    const readable = await readableDocs(env, sessionOf(request).userId, [...new Set<string>(docs)])
    const bodies: BodyResponse[] = []
    const damaged: BodiesResponse['damaged'] = []
    for (const { id, body_version } of readable) {
      const body = await soundOrDamaged(env, id, body_version, request.log)
      if (body instanceof BodyDamaged)
        damaged.push({ doc: documentId.parse(id), version: body_version, harmed: body.version, code: body.code })
      else if (body) bodies.push({ doc: documentId.parse(id), version: body.version, sm3: body.sm3, body: body.json })
    }
    return { bodies, damaged }
  })

  app.get(`${paths.versions}/:doc`, async (request): Promise<{ versions: VersionRow[] }> => {
    const { doc } = z.object({ doc: documentId }).parse(request.params)
    const [readable] = await readableDocs(env, sessionOf(request).userId, [doc])
    if (!readable) throw new HttpError(404, 'SY-NOT-FOUND')
    return { versions: await listVersions(env.db, doc) }
  })

  app.get(`${paths.versions}/:doc/:version`, async (request): Promise<BodyResponse> => {
    const input = z.object({ doc: documentId, version: z.coerce.number().int().positive().max(1_000_000) }).parse(request.params)
    const [readable] = await readableDocs(env, sessionOf(request).userId, [input.doc])
    const body = readable && (await soundOrDamaged(env, input.doc, input.version, request.log))
    if (body instanceof BodyDamaged) throw new HttpError(409, body.code)
    if (!body) throw new HttpError(404, 'SY-NOT-FOUND')
    return { doc: input.doc, version: body.version, sm3: body.sm3, body: body.json }
  })

  app.get(paths.directory, async (request, reply) => {
    const { have } = z.object({ have: z.coerce.number().int().optional() }).parse(request.query)
    const { directory } = await env.county.read(env.db)
    return have === directory.version ? reply.code(204).send() : directory
  })
}

/** One body that is damaged must not keep the others away; the log says which it is (RV-50). */
async function soundOrDamaged(
  env: Environment,
  docId: string,
  version: number,
  log: FastifyBaseLogger,
): Promise<StoredBody | BodyDamaged | undefined> {
  try {
    return await readBody(env.db, docId, version)
  } catch (error) {
    if (!(error instanceof BodyDamaged)) throw error
    log.error({ code: error.code, doc: docId, version: error.version, why: error.why }, 'body damaged')
    return error
  }
}

async function readableDocs(
  env: Environment,
  userId: string,
  ids: readonly string[],
): Promise<{ id: string; body_version: number }[]> {
  const scopes = scopesOf(await env.county.read(env.db), userId)
  return env.db
    .selectFrom('doc as d')
    .select(['d.id', 'd.body_version'])
    .where('d.id', 'in', ids)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('scope_entry as e')
          .select('e.v')
          .whereRef('e.doc_id', '=', 'd.id')
          .where('e.op', '=', 'U')
          .where('e.scope', 'in', scopes),
      ),
    )
    .orderBy('d.id')
    .execute()
}
