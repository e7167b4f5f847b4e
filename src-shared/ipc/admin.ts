import { z } from 'zod'
import {
  checkedHolidays,
  checkedImport,
  checkedRoute,
  checkRouteRequest,
  grantsRequest,
  grantsResponse,
  newSealRequest,
  organisationResponse,
  phrasesRequest,
  publishRouteRequest,
  routeVersions,
  sealList,
  withdrawSealRequest,
} from '../organisation/messages.ts'

const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output })

/** The calls of 管理. All of them ask the county server; errors beside those named: NET-OFFLINE, NET-BUSY, SE-NO-SESSION, ORG-NOT-YOURS. */
export const adminCalls = {
  /** The organisation as it stands, with what waits for 安全保密员. */
  'admin.look': call(z.void(), organisationResponse),
  /**
   * Asks the person for the files and has the server say what importing them would do; main keeps them for `admin.apply`.
   * null: the dialog was cancelled. errors: ORG-FILE-LARGE, ORG-FILES-MANY, ORG-FILE-UNREAD
   */
  'admin.check': call(z.void(), z.object({ files: z.array(z.string()), checked: checkedImport }).nullable()),
  /** Applies the files checked last. errors: ORG-STALE (check again), ORG-ERRORS, ORG-NO-CHECK */
  'admin.apply': call(z.object({ base: z.string().max(100) }), checkedImport),
  /** Asks where to and writes the organisation: a workbook, or three CSV files into a folder. null: cancelled. errors: ORG-WRITE */
  'admin.export': call(z.object({ format: z.enum(['xlsx', 'csv']) }), z.object({ place: z.string() }).nullable()),
  /** Asks where to and writes a text the page made, such as the list of what is wrong. null: cancelled. errors: ORG-WRITE */
  'admin.save': call(
    z.object({ name: z.string().min(1).max(100), text: z.string().max(8_000_000) }),
    z.object({ place: z.string() }).nullable(),
  ),
  /** 安全保密员 confirms or refuses; first passwords are told once. errors: ORG-STALE, ORG-SAME-PERSON, ORG-ACCOUNT-FIRST, ORG-ROLES-EXCLUDE */
  'admin.grants': call(grantsRequest, grantsResponse),
  /**
   * Asks the person for a year of holidays and has the server say what importing it would do; main keeps the file for
   * `admin.applyHolidays`. null: the dialog was cancelled. errors: CAL-FILE-LARGE, ORG-FILE-UNREAD
   */
  'admin.checkHolidays': call(z.void(), z.object({ file: z.string(), checked: checkedHolidays }).nullable()),
  /** Applies the year checked last. errors: ORG-STALE (check again), CAL-ERRORS, ORG-NO-CHECK */
  'admin.applyHolidays': call(z.object({ base: z.string().max(100) }), checkedHolidays),
  /** 系统管理员 writes 常用语 of an organ. errors: ORG-STALE (somebody else wrote them meanwhile), ORG-NO-ORGAN */
  'admin.phrases': call(phrasesRequest, z.object({})),
  /** Every version of a route template. errors: ORG-NO-ROUTE */
  'admin.routes': call(z.object({ id: z.string().max(100) }), routeVersions),
  /** What publishing a route would do; changes nothing. errors: ORG-NO-ROUTE */
  'admin.checkRoute': call(checkRouteRequest, checkedRoute),
  /** Publishes a checked route as the next version. errors: ORG-STALE (check again), ORG-ROUTE */
  'admin.publishRoute': call(publishRouteRequest, checkedRoute),
  /** Every electronic seal of the county, withdrawn ones too. */
  'admin.seals': call(z.void(), sealList),
  /** Asks the person for a seal's picture. null: the dialog was cancelled. errors: ORG-SEAL-PICTURE, ORG-FILE-UNREAD */
  'admin.sealPicture': call(z.void(), z.object({ file: z.string(), image: z.base64() }).nullable()),
  /** 安全保密员 has a seal cut. errors: ORG-NO-ORGAN, ORG-SEAL-PICTURE, ORG-SEAL-SIZE */
  'admin.newSeal': call(newSealRequest, z.object({ id: z.string() })),
  /** 安全保密员 withdraws a seal. errors: ORG-NO-SEAL */
  'admin.withdrawSeal': call(withdrawSealRequest, z.object({})),
} as const
