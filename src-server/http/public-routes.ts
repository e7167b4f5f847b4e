import { sql } from 'kysely'
import type { FastifyInstance } from 'fastify'
import { paths } from '../../src-shared/sync/protocol.ts'
import type { Environment } from '../commands/environment.ts'
import { HttpError } from '../errors.ts'

/** What is answered without a session: whether the server is well, and the sample county's sign-ins where that is loaded (SE-11). */
export function publicRoutes(app: FastifyInstance, env: Environment): void {
  app.get(paths.health, async () => {
    await sql`select 1`.execute(env.db)
    return { ok: true }
  })
  app.get(paths.sample, async () => {
    const { sample } = await env.db.selectFrom('sync_meta').select('sample').executeTakeFirstOrThrow()
    if (!sample) throw new HttpError(404, 'SY-NOT-FOUND')
    return sample
  })
}
