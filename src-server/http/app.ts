import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { paths } from '../../src-shared/sync/protocol.ts'
import type { Environment } from '../commands/environment.ts'
import { blobRoutes } from './blob-routes.ts'
import { documentRoutes } from './document-routes.ts'
import { publicRoutes } from './public-routes.ts'
import { compressReplies, logSerializers, refuseWithCodes } from './replies.ts'
import { requireSession, sessionOf } from './session.ts'
import { signInRoute } from './sign-in.ts'
import { syncRoutes } from './sync-routes.ts'
import type { WakeHub } from './wake-hub.ts'
import { wakeRoute } from './wake-route.ts'

const BODY_BYTES = 256 * 1024

/** The HTTP side of the county server: who is not signed in meets three routes, everything else asks for a session first. */
export function buildApp(env: Environment, hub: WakeHub, logger: FastifyServerOptions['logger']): FastifyInstance {
  const logging =
    typeof logger === 'object' ? { ...logger, serializers: { ...logger.serializers, ...logSerializers } } : (logger ?? false)
  const withSerializers = logging === true ? { serializers: logSerializers } : logging
  const app = fastify({
    logger: withSerializers as boolean,
    bodyLimit: BODY_BYTES,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    trustProxy: false,
  })
  refuseWithCodes(app)
  compressReplies(app)
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  })
  publicRoutes(app, env)
  signInRoute(app, env)
  app.register(async (secured) => {
    secured.addHook('onRequest', requireSession(env))
    syncRoutes(secured, env)
    documentRoutes(secured, env)
    blobRoutes(secured, env)
    wakeRoute(secured, hub)
    secured.post(paths.signOut, async (request, reply) => {
      const { tokenHash } = sessionOf(request)
      await env.db.deleteFrom('session').where('token_hash', '=', tokenHash).execute()
      hub.drop(tokenHash)
      return reply.code(204).send()
    })
  })
  return app
}
