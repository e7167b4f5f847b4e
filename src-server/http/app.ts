import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { paths } from '../../src-shared/sync/protocol.ts'
import { commandNames } from '../../src-shared/workflow/commands.ts'
import type { Environment } from '../commands/environment.ts'
import { admit, type AdmissionOptions } from './admission.ts'
import { blobRoutes } from './blob-routes.ts'
import { contactRoutes } from './contact-routes.ts'
import { archiveRoutes } from './archive-routes.ts'
import { numberRoutes } from './number-routes.ts'
import { documentRoutes } from './document-routes.ts'
import { refuseWhenLeaving, type Life } from './life.ts'
import { measure, serverMeters, type Meters } from './measure.ts'
import type { Registry } from './metrics.ts'
import { countyEditRoutes } from './county-edit-routes.ts'
import { organisationRoutes } from './organisation-routes.ts'
import { publicRoutes } from './public-routes.ts'
import { auditRefusals, type Refusals } from './refusals.ts'
import { compressReplies, logSerializers, refuseAtTheDoor, refuseWithCodes } from './replies.ts'
import { requireSession, sessionOf } from './session.ts'
import { sealRoutes } from './seal-routes.ts'
import { searchRoutes } from './search-routes.ts'
import { passwordRoute, signInRoute } from './sign-in.ts'
import { surrenderRoutes } from './surrender-routes.ts'
import { syncRoutes } from './sync-routes.ts'
import type { WakeHub } from './wake-hub.ts'
import type { Tls } from './tls.ts'
import { templateRoutes } from './template-routes.ts'
import { turnRoutes } from './turn-routes.ts'
import { updateRoutes } from './update-routes.ts'
import { wakeRoute } from './wake-route.ts'

const BODY_BYTES = 256 * 1024
/** Whoever sends more slowly than this holds room that others wait for. */
const REQUEST_MS = 300_000

export type AppParts = {
  hub: WakeHub
  life: Life
  logger: FastifyServerOptions['logger']
  admission: AdmissionOptions
  registry: Registry
  /** HTTPS; without it plain HTTP, for a proxy or this machine alone */
  tls: Tls | undefined
  /** proxies whose word on who asks is taken; nobody's where there are none */
  trustedProxies: readonly string[]
  /** how often desks ask for updates, ms */
  updatePollMs: number
}
export type App = { app: FastifyInstance; meters: Meters; refusals: Refusals }

/** The HTTP side of the county server: who is not signed in meets three routes, a machine its own (SE-71, UP-12), everything else asks for a session first. */
export function buildApp(
  env: Environment,
  { hub, life, logger, admission, registry, tls, trustedProxies, updatePollMs }: AppParts,
): App {
  const logging =
    typeof logger === 'object' ? { ...logger, serializers: { ...logger.serializers, ...logSerializers } } : (logger ?? false)
  const withSerializers = logging === true ? { serializers: logSerializers } : logging
  let refusals: Refusals | undefined
  const app = fastify({
    logger: withSerializers as boolean,
    bodyLimit: BODY_BYTES,
    requestTimeout: REQUEST_MS,
    exposeHeadRoutes: false,
    // an answer under way goes out before the server does (SY-126)
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    ...(tls && { https: { cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' as const } }),
    ...refuseAtTheDoor((code) => refusals?.noted(code)),
  })
  refuseWithCodes(app)
  compressReplies(app)
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    if (tls) reply.header('strict-transport-security', 'max-age=31536000')
  })
  refuseWhenLeaving(app, life)
  const { inFlight, waiting } = admit(app, admission)
  const gauges = { db: env.db, now: env.now, inFlight, waiting, listeners: hub.listeners, up: () => life.state === 'up' }
  const meters = serverMeters(registry, gauges)
  measure(app, meters, commandNames)
  refusals = auditRefusals(app, env)
  publicRoutes(app, env)
  signInRoute(app, env)
  contactRoutes(app, env)
  surrenderRoutes(app, env)
  updateRoutes(app, env, updatePollMs)
  app.register(async (secured) => {
    secured.addHook('onRequest', requireSession(env))
    syncRoutes(secured, env)
    documentRoutes(secured, env)
    archiveRoutes(secured, env)
    numberRoutes(secured, env)
    blobRoutes(secured, env)
    sealRoutes(secured, env)
    searchRoutes(secured, env)
    organisationRoutes(secured, env)
    countyEditRoutes(secured, env)
    templateRoutes(secured, env)
    turnRoutes(secured, env)
    passwordRoute(secured, env)
    wakeRoute(secured, hub)
    secured.post(paths.signOut, async (request, reply) => {
      const { tokenHash } = sessionOf(request)
      await env.db.deleteFrom('session').where('token_hash', '=', tokenHash).execute()
      hub.drop(tokenHash)
      return reply.code(204).send()
    })
  })
  return { app, meters, refusals }
}
