import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { z } from 'zod'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { commandId, documentId } from '../../src-shared/ids.ts'
import {
  bodiesRequest,
  limits,
  paths,
  type BodiesResponse,
  type BodyResponse,
  type BranchResponse,
  type VersionRow,
} from '../../src-shared/sync/protocol.ts'
import { mayRead } from '../commands/authorise.ts'
import { readBranch, type LateText } from '../commands/branches.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
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
    const rest: BodiesResponse['rest'] = []
    let size = 0
    for (const { id, body_version } of readable) {
      if (size >= limits.bodiesBytes) {
        rest.push(documentId.parse(id))
        continue
      }
      const body = await soundOrDamaged(env, id, body_version, request.log)
      if (body instanceof BodyDamaged)
        damaged.push({ doc: documentId.parse(id), version: body_version, harmed: body.version, code: body.code })
      else if (body) {
        bodies.push({ doc: documentId.parse(id), version: body.version, sm3: body.sm3, body: body.json })
        size += JSON.stringify(body.json).length
      }
    }
    return { bodies, damaged, rest }
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

  app.get(`${paths.branches}/:doc/:branch`, async (request): Promise<BranchResponse> => {
    const input = z.object({ doc: documentId, branch: commandId }).parse(request.params)
    const { userId } = sessionOf(request)
    const [listed] = await readableDocs(env, userId, [input.doc])
    const doc = listed && (await env.db.selectFrom('doc').select('data').where('id', '=', input.doc).executeTakeFirst())?.data
    const readable = doc && mayRead(await env.county.read(env.db), doc, userId)
    const late = readable && (await lateOrDamaged(env, doc, input.branch, request.log))
    if (late instanceof BodyDamaged) throw new HttpError(409, late.code)
    if (!late) throw new HttpError(404, 'SY-NOT-FOUND')
    const { base } = late
    return { ...input, baseVersion: base.version, baseSm3: base.sm3, base: base.json, body: bodyJson(late.work) }
  })

  app.get(paths.directory, async (request, reply) => {
    const { have } = z.object({ have: z.coerce.number().int().optional() }).parse(request.query)
    const { directory } = await env.county.read(env.db)
    return have === directory.version ? reply.code(204).send() : directory
  })
}

const soundOrDamaged = (env: Environment, docId: string, version: number, log: FastifyBaseLogger) =>
  orDamaged<StoredBody>(log, () => readBody(env.db, docId, version))

const lateOrDamaged = (env: Environment, doc: DocumentState, branchId: string, log: FastifyBaseLogger) =>
  orDamaged<LateText>(log, () => readBranch(env.db, doc, branchId))

/** One body that is damaged must not keep the others away; the log says which it is (RV-50). */
async function orDamaged<T>(log: FastifyBaseLogger, read: () => Promise<T | undefined>): Promise<T | BodyDamaged | undefined> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof BodyDamaged)) throw error
    log.error({ code: error.code, doc: error.docId, version: error.version, why: error.why }, 'body damaged')
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
