import { z } from 'zod'
import { calendarYear } from '../calendar/calendar-year.ts'
import { noticeFinding } from '../calendar/check-notice.ts'
import { routeStep } from '../workflow/directory.ts'
import { routeDraft, routeFinding } from './check-route.ts'
import { finding, grant, organisation, plan } from './model.ts'
import { phraseList } from './phrases.ts'
import { tableNames } from './tables.ts'

/**
 * What an administrator's desk and the server say to one another. Not part of synchronisation: nothing of it is kept on the
 * desk, and an older desk simply has no 管理.
 */
export const organisationPaths = {
  organisation: '/api/organisation',
  check: '/api/organisation/check',
  apply: '/api/organisation/apply',
  export: '/api/organisation/export',
  grants: '/api/organisation/grants',
  checkHolidays: '/api/organisation/holidays/check',
  applyHolidays: '/api/organisation/holidays/apply',
  phrases: '/api/organisation/phrases',
  routes: '/api/organisation/routes',
  checkRoute: '/api/organisation/routes/check',
  publishRoute: '/api/organisation/routes/publish',
  seals: '/api/organisation/seals',
  withdrawSeal: '/api/organisation/seals/withdraw',
} as const

export const organisationLimits = {
  /** of one file */
  fileBytes: 8 * 1024 * 1024,
  files: 3,
  /** of a year of holidays: the longest so far has 7 KB */
  holidayBytes: 128 * 1024,
  /** of a seal's picture */
  sealBytes: 1024 * 1024,
  /** of a whole request, its files in base64 */
  requestBytes: 24 * 1024 * 1024,
  /** rights decided at once: each account costs the server a password's hash */
  grants: 200,
} as const

/** A file as it was chosen; the bytes in base64. */
export const importFile = z.object({
  name: z.string().min(1).max(200),
  bytes: z.base64().max(Math.ceil(organisationLimits.fileBytes / 3) * 4),
})
export type ImportFile = z.infer<typeof importFile>

const files = z.array(importFile).min(1).max(organisationLimits.files)
export const checkRequest = z.object({ files })
/** `base` as the check answered it. */
export const applyRequest = z.object({ files, base: z.string().max(100) })
export const checkedImport = z.object({ base: z.string(), plan, findings: z.array(finding) })
export type CheckedImport = z.infer<typeof checkedImport>

export const organisationResponse = z.object({ base: z.string(), organisation, grants: z.array(grant) })
export type OrganisationResponse = z.infer<typeof organisationResponse>

export const exportQuery = z.union([
  z.object({ format: z.literal('xlsx') }),
  z.object({ format: z.literal('csv'), table: z.enum(tableNames) }),
])

export const grantsRequest = z.object({
  ids: z.array(z.uuid()).min(1).max(organisationLimits.grants),
  verdict: z.enum(['confirm', 'refuse']),
})
/** The first passwords of the accounts that were confirmed: told once. */
export const grantsResponse = z.object({
  passwords: z.array(z.object({ login: z.string(), name: z.string(), password: z.string() })),
})
export type FirstPasswords = z.infer<typeof grantsResponse>['passwords']

const holidayFile = z.base64().max(Math.ceil(organisationLimits.holidayBytes / 3) * 4)
export const checkHolidaysRequest = z.object({ bytes: holidayFile })
/** `base` as the check answered it. */
export const applyHolidaysRequest = z.object({ bytes: holidayFile, base: z.string().max(100) })
/** `notice`: the year as it was read, null where an error stands in the way; `before`: what counts in that year until now. */
export const checkedHolidays = z.object({
  base: z.string(),
  notice: calendarYear.nullable(),
  before: calendarYear.nullable(),
  findings: z.array(noticeFinding),
})
export type CheckedHolidays = z.infer<typeof checkedHolidays>

/** `before`: the list as it was shown, so that of two who write the same one the second is told. */
export const phrasesRequest = z.object({
  unitId: z.string().min(1).max(100),
  words: phraseList,
  before: z.array(z.string().max(200)).max(100),
})

const routeId = z.string().min(1).max(100)
/** Every version of a route template, the one that counts first; `replaced`: by whom and when it was. */
export const routeVersions = z.array(
  z.object({
    id: routeId,
    version: z.number().int(),
    name: z.string(),
    steps: z.array(routeStep),
    replaced: z.object({ by: z.string(), at: z.number() }).nullable(),
  }),
)
export type RouteVersions = z.infer<typeof routeVersions>
export const checkRouteRequest = z.object({ id: routeId, draft: routeDraft })
/** `base` as the check answered it. */
export const publishRouteRequest = z.object({ id: routeId, draft: routeDraft, base: z.string().max(100) })
/** `version`: what it becomes; `running`: documents in work by the template, which keep their version. */
export const checkedRoute = z.object({
  base: z.string(),
  version: z.number().int(),
  running: z.number().int(),
  findings: z.array(routeFinding),
})
export type CheckedRoute = z.infer<typeof checkedRoute>

/** An electronic seal as administrators see it: never its key. */
export const listedSeal = z.object({
  id: z.uuid(),
  unitId: z.string(),
  name: z.string(),
  /** the PNG in base64 */
  image: z.base64(),
  widthMm: z.number(),
  heightMm: z.number(),
  from: z.number(),
  to: z.number(),
  withdrawnAt: z.number().nullable(),
})
export type ListedSeal = z.infer<typeof listedSeal>
export const sealList = z.object({ seals: z.array(listedSeal) })
export const newSealRequest = z.object({
  unitId: z.string().min(1).max(100),
  image: z.base64().max(Math.ceil(organisationLimits.sealBytes / 3) * 4),
  widthMm: z.number().positive().max(100),
})
export const withdrawSealRequest = z.object({ id: z.uuid() })

/** Who asks for what: the roles a request needs one of (domain.md §4.5). */
export const organisationReaders = ['sysadmin', 'secadmin', 'auditor'] as const
