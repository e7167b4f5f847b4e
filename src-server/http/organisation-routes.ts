import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  applyHolidaysRequest,
  applyRequest,
  checkHolidaysRequest,
  checkRequest,
  exportQuery,
  grantsRequest,
  organisationLimits,
  organisationPaths as paths,
  organisationReaders,
  type CheckedHolidays,
  type CheckedImport,
  type FirstPasswords,
  type ImportFile,
  type OrganisationResponse,
} from '../../src-shared/organisation/messages.ts'
import { writeTables } from '../../src-shared/organisation/write-tables.ts'
import type { RoleCode } from '../../src-shared/workflow/directory.ts'
import type { Environment } from '../commands/environment.ts'
import { HttpError } from '../errors.ts'
import { csvFile, xlsxFile, type NamedFile } from '../organisation/files.ts'
import { decideGrants, waitingGrants } from '../organisation/grants.ts'
import { applyHolidays, checkHolidays } from '../organisation/holidays.ts'
import { applyImport, checkImport } from '../organisation/import.ts'
import { readOrganisation } from '../organisation/read-organisation.ts'
import { ACCESS_CHAIN, appendAudit } from '../store/audit.ts'
import { sessionOf } from './session.ts'

/**
 * Administration (domain.md §4.5): the 系统管理员 sees, exports and imports the organisation, the 安全保密员 confirms what gives
 * rights, the 安全审计员 looks on. Whoever holds none of these posts at this moment is refused before a body is read.
 */
export function organisationRoutes(app: FastifyInstance, env: Environment): void {
  const only = (...roles: RoleCode[]) => ({ onRequest: (request: FastifyRequest) => holdsOneOf(env, request, roles) })
  const large = { bodyLimit: organisationLimits.requestBytes }
  const whoIs = (request: FastifyRequest) => ({ actor: sessionOf(request).userId, at: env.now() })

  app.get(paths.organisation, only(...organisationReaders), async (): Promise<OrganisationResponse> =>
    env.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (tx) => {
        const { base, organisation } = await readOrganisation(tx)
        return { base, organisation, grants: await waitingGrants(tx) }
      }),
  )

  app.post(paths.check, { ...large, ...only('sysadmin') }, async (request): Promise<CheckedImport> => {
    const { files } = checkRequest.parse(request.body)
    return checkImport(env.db, { files: files.map(namedFile), ...whoIs(request) })
  })

  app.post(paths.apply, { ...large, ...only('sysadmin') }, async (request): Promise<CheckedImport> => {
    const { files, base } = applyRequest.parse(request.body)
    return applyImport(env.db, { files: files.map(namedFile), ...whoIs(request) }, base)
  })

  app.post(paths.checkHolidays, only('sysadmin'), async (request): Promise<CheckedHolidays> => {
    const { bytes } = checkHolidaysRequest.parse(request.body)
    return checkHolidays(env.db, Buffer.from(bytes, 'base64'), env.now())
  })

  app.post(paths.applyHolidays, only('sysadmin'), async (request): Promise<CheckedHolidays> => {
    const { bytes, base } = applyHolidaysRequest.parse(request.body)
    return applyHolidays(env.db, Buffer.from(bytes, 'base64'), base, whoIs(request))
  })

  app.get(paths.export, only('sysadmin'), async (request, reply) => {
    const wanted = exportQuery.parse(request.query)
    const { actor, at } = whoIs(request)
    const tables = await env.db.transaction().execute(async (tx) => {
      await appendAudit(tx, { chain: ACCESS_CHAIN, at, actor, kind: 'organisation.exported', detail: wanted })
      return writeTables((await readOrganisation(tx)).organisation)
    })
    const bytes = wanted.format === 'xlsx' ? await xlsxFile(tables) : csvFile(tables, wanted.table)
    return reply.type('application/octet-stream').send(Buffer.from(bytes))
  })

  app.post(paths.grants, only('secadmin'), async (request): Promise<{ passwords: FirstPasswords }> => {
    const { ids, verdict } = grantsRequest.parse(request.body)
    return { passwords: await decideGrants(env.db, ids, verdict, whoIs(request)) }
  })
}

const namedFile = ({ name, bytes }: ImportFile): NamedFile => ({ name, bytes: Buffer.from(bytes, 'base64') })

/** Refuses whoever holds none of the roles at this moment. */
export async function holdsOneOf(env: Environment, request: FastifyRequest, roles: readonly RoleCode[]): Promise<void> {
  const county = await env.county.read(env.db)
  if (!county.postsOf(sessionOf(request).userId).some(({ role }) => roles.includes(role)))
    throw new HttpError(403, 'ORG-NOT-YOURS')
}
