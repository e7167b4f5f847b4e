import Papa from 'papaparse'
import { isNewer } from '../../src-shared/update/order.ts'
import type { Db } from '../store/database.ts'
import { issuingUnit } from '../../src-shared/workflow/directory.ts'
import { countyCache } from '../store/directory.ts'
import { ringFor } from './releases.ts'

/** One desk as IT looks at it; times are epoch ms, `code` says what stopped its update. */
export type FleetDesk = {
  device: string
  people: readonly string[]
  units: readonly string[]
  version: string
  ring: string
  machine: string
  lastContact: number
  unsent: number | null
  stage: string
  to: string
  code: string
  lost: boolean
}

/** Every desk that ever asked for updates (UP-12), the one longest silent first. */
export async function fleetOf(db: Db): Promise<FleetDesk[]> {
  const { directory } = await countyCache().read(db)
  const reports = await db
    .selectFrom('machine_report as r')
    .leftJoin('machine as m', 'm.id', 'r.id')
    .select(['r.id', 'r.at', 'r.report', 'm.lost_at'])
    .orderBy('r.at')
    .execute()
  const seats = await db
    .selectFrom('device as d')
    .innerJoin('account as a', 'a.id', 'd.user_id')
    .select(['d.id', 'd.user_id', 'a.login'])
    .where('d.revoked', '=', false)
    .orderBy('a.login')
    .execute()
  const rings = await db.selectFrom('release_ring').selectAll().execute()
  return Promise.all(
    reports.map(async ({ id, at, report, lost_at }) => {
      const own = seats.filter((seat) => seat.id === id)
      const people = new Set(own.map(({ user_id }) => user_id))
      const posts = directory.posts.filter(({ userId }) => people.has(userId))
      const ids = posts.flatMap(({ unitId }) => [unitId, issuingUnit(directory, unitId)?.id ?? unitId])
      const names = new Set(posts.map(({ unitId }) => issuingUnit(directory, unitId)?.name ?? unitId))
      return {
        device: id,
        people: own.map(({ login }) => login),
        units: [...names],
        version: report.version,
        // nobody is in a ring of their own: the question need not be asked for each desk
        ring: rings.length === 0 ? 'broad' : await ringFor(db, id, ids),
        machine: `${report.platform}-${report.arch} ${report.kind}`,
        lastContact: at,
        unsent: report.unsent,
        stage: report.update.stage,
        to: report.update.version ?? '',
        code: report.update.code ?? '',
        lost: lost_at !== null,
      }
    }),
  )
}

const HOUR = 3_600_000
const beijing = (at: number): string => new Date(at + 8 * HOUR).toISOString().slice(0, 19).replace('T', ' ')

/** The list as CSV for a table program: UTF-8 with BOM, formulas made harmless. */
export const fleetCsv = (desks: readonly FleetDesk[]): string =>
  `\u{FEFF}${Papa.unparse(
    desks.map((one) => ({
      设备: one.device,
      人员: one.people.join(' '),
      单位: one.units.join(' '),
      版本: one.version,
      发布批次: one.ring,
      系统: one.machine,
      '最后联系（北京时间）': beijing(one.lastContact),
      未上报: one.unsent ?? '',
      更新状态: one.stage,
      目标版本: one.to,
      代码: one.code,
      已报失: one.lost ? '是' : '',
    })),
    { escapeFormulae: true },
  )}\r\n`

const counted = (words: readonly string[]): [string, number][] => {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
}
const ages: readonly [string, number][] = [
  ['一小时内', HOUR],
  ['一天内', 24 * HOUR],
  ['七天内', 7 * 24 * HOUR],
  ['三十天内', 30 * 24 * HOUR],
  ['更早', Infinity],
]

/** What IT reads first: how many desks, on which versions, how long silent, what failed and why. */
export function fleetPage(desks: readonly FleetDesk[], now: number): string {
  const bar = (n: number): string => '█'.repeat(Math.ceil((n / Math.max(1, desks.length)) * 40))
  const rows = (counts: readonly (readonly [string, number])[]): string[] =>
    counts.filter(([, n]) => n > 0).map(([name, n]) => `  ${name.padEnd(12)}${String(n).padStart(6)} ${bar(n)}`)
  const versions = counted(desks.map(({ version }) => version)).toSorted(([a], [b]) => (isNewer(a, b) ? -1 : 1))
  const silent = counted(desks.map(({ lastContact }) => ages.find(([, most]) => now - lastContact <= most)?.[0] ?? '更早'))
  const troubled = desks.filter(({ code }) => code !== '')
  return [
    `设备 ${desks.length} 台，有未上报内容的 ${desks.filter(({ unsent }) => (unsent ?? 0) > 0).length} 台，报失 ${desks.filter(({ lost }) => lost).length} 台`,
    '版本：',
    ...rows(versions),
    '最后联系：',
    ...rows(ages.map(([name]) => [name, silent.find(([one]) => one === name)?.[1] ?? 0] as const)),
    `更新受阻 ${troubled.length} 台：`,
    ...rows(counted(troubled.map(({ to, code }) => `${to} ${code}`)).toSorted((a, b) => b[1] - a[1])),
    '',
  ].join('\n')
}
