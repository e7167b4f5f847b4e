import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  checkRouteRequest,
  newSealRequest,
  organisationLimits,
  organisationPaths as paths,
  organisationReaders,
  phrasesRequest,
  publishRouteRequest,
  withdrawSealRequest,
  type CheckedRoute,
  type ListedSeal,
  type RouteVersions,
} from '../../src-shared/organisation/messages.ts'
import type { RoleCode } from '../../src-shared/workflow/directory.ts'
import { cutUnitSeal, withdrawSeal } from '../admin/unit-seal.ts'
import type { Environment } from '../commands/environment.ts'
import { HttpError, ServerError } from '../errors.ts'
import { keepPhrases } from '../organisation/phrases.ts'
import { checkRouteDraft, publishRoute, routeVersions } from '../organisation/routes.ts'
import { allSeals } from '../store/seals.ts'
import { holdsOneOf } from './organisation-routes.ts'
import { sessionOf } from './session.ts'

/**
 * What a county keeps beside its organisation: 系统管理员 writes 常用语 and publishes route templates; 安全保密员 has seals cut and
 * withdrawn, so that who appoints 用印员 does not cut what they press (AD-60 to AD-72). All three look.
 */
export function countyEditRoutes(app: FastifyInstance, env: Environment): void {
  const only = (...roles: readonly RoleCode[]) => ({ onRequest: (request: FastifyRequest) => holdsOneOf(env, request, roles) })
  const whoIs = (request: FastifyRequest) => ({ actor: sessionOf(request).userId, at: env.now() })
  const directory = async () => (await env.county.read(env.db)).directory

  app.post(paths.phrases, only('sysadmin'), async (request): Promise<Record<string, never>> => {
    await keepPhrases(env.db, await directory(), phrasesRequest.parse(request.body), whoIs(request))
    return {}
  })

  app.get(`${paths.routes}/:id`, only(...organisationReaders), async (request): Promise<RouteVersions> => {
    const { id } = z.object({ id: z.string().max(100) }).parse(request.params)
    return routeVersions(env.db, id)
  })

  app.post(paths.checkRoute, only('sysadmin'), async (request): Promise<CheckedRoute> => {
    const { id, draft } = checkRouteRequest.parse(request.body)
    return checkRouteDraft(env.db, await directory(), id, draft)
  })

  app.post(paths.publishRoute, only('sysadmin'), async (request): Promise<CheckedRoute> =>
    publishRoute(env.db, await directory(), publishRouteRequest.parse(request.body), whoIs(request)),
  )

  app.get(paths.seals, only(...organisationReaders), async (): Promise<{ seals: ListedSeal[] }> => ({
    seals: (await allSeals(env.db)).map((seal) => ({
      id: seal.id,
      unitId: seal.unit_id,
      name: seal.name,
      image: seal.image.toString('base64'),
      widthMm: seal.width_mm,
      heightMm: seal.height_mm,
      from: seal.valid_from,
      to: seal.valid_to,
      withdrawnAt: seal.withdrawn_at,
    })),
  }))

  const picture = { bodyLimit: organisationLimits.sealBytes * 2 }
  app.post(paths.seals, { ...picture, ...only('secadmin') }, async (request): Promise<{ id: string }> => {
    const { unitId, image, widthMm: width } = newSealRequest.parse(request.body)
    const { actor, at: now } = whoIs(request)
    const seal = { unitId, image: Buffer.from(image, 'base64'), width, now, actor }
    return { id: (await told(() => cutUnitSeal(env.db, env.dataDir, seal))).id }
  })

  app.post(paths.withdrawSeal, only('secadmin'), async (request): Promise<Record<string, never>> => {
    const { id } = withdrawSealRequest.parse(request.body)
    const { actor, at } = whoIs(request)
    await told(() => withdrawSeal(env.db, id, at, actor))
    return {}
  })
}

const sealCodes: Readonly<Record<string, string>> = {
  'NO-UNIT': 'ORG-NO-ORGAN',
  'NO-PICTURE': 'ORG-SEAL-PICTURE',
  'BAD-SIZE': 'ORG-SEAL-SIZE',
  'NO-SEAL': 'ORG-NO-SEAL',
}

/** What keeps a seal from being cut or withdrawn, as the code a desk has words for. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = error instanceof ServerError ? sealCodes[error.code] : undefined
    throw code === undefined ? error : new HttpError(422, code)
  }
}
