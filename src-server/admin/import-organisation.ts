import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { hasErrors, type Finding } from '../../src-shared/organisation/model.ts'
import { adminRoles, isAdminRole, tables } from '../../src-shared/organisation/tables.ts'
import { ServerError } from '../errors.ts'
import { decideGrants, waitingGrants, type FirstPassword } from '../organisation/grants.ts'
import { applyImport, checkImport, SHELL } from '../organisation/import.ts'
import { sampleRoute } from '../sample/county.ts'
import type { Db } from '../store/database.ts'

type Report = {
  applied: boolean
  units: Counts
  people: Counts
  posts: Counts
  errors: string[]
  warnings: string[]
  /** of the first administrators of a county, told once */
  passwords: FirstPassword[]
}
type Counts = { added: number; changed: number; removed: number }

/**
 * Imports the organisation from a workbook or CSV file on the server's own command line; `checkOnly` says what it would do.
 * In a county that has no 安全保密员 yet the first 三员 are confirmed at once, as nobody else could: everything after them
 * waits for the two persons it takes. Errors: ORG-ERRORS with the list, as ServerError where the file cannot be read.
 */
export async function importOrganisation(db: Db, file: string, checkOnly: boolean, now: number): Promise<Report> {
  const bytes = await readFile(file).catch(() => {
    throw new ServerError('ORG-NO-FILE', `读不到文件：${file}`)
  })
  const asked = { files: [{ name: basename(file), bytes }], actor: SHELL, at: now }
  const { plan, findings, base } = await checkImport(db, asked)
  const count = (changes: typeof plan.units): Counts => {
    const of = (kind: string) => changes.filter((one) => one.kind === kind).length
    return { added: of('added'), changed: of('changed'), removed: of('removed') }
  }
  const told = (level: Finding['level']): string[] => findings.filter((one) => one.level === level).map(lineOf)
  const applied = !checkOnly && !hasErrors(findings)
  if (applied) await applyImport(db, asked, base)
  const passwords = applied ? await firstAdministrators(db, now) : []
  if (applied) await beginCounty(db)
  return {
    applied,
    units: count(plan.units),
    people: count(plan.people),
    posts: count(plan.posts),
    errors: told('error'),
    warnings: told('warning'),
    passwords,
  }
}

/** A finding on one line: where, which code, and the cell's text. */
const lineOf = ({ code, table, row, column, value, other }: Finding): string =>
  [
    table === null ? '' : `${tables[table].title}表`,
    row === null ? '' : `第${row}行`,
    column === null ? '' : `“${column}”`,
    code,
    value,
    other === null ? '' : `(${other})`,
  ]
    .filter((part) => part !== '')
    .join(' ')

async function firstAdministrators(db: Db, now: number): Promise<FirstPassword[]> {
  const held = await db.selectFrom('post').select('role').where('role', '=', 'secadmin').executeTakeFirst()
  if (held) return []
  const waiting = await waitingGrants(db)
  const first = new Set(waiting.filter(({ post }) => post && isAdminRole(post.role)).map(({ userId }) => userId))
  if (!adminRoles.every((role) => waiting.some(({ post }) => post?.role === role))) return []
  const ids = waiting.filter(({ userId }) => first.has(userId)).map(({ id }) => id)
  return decideGrants(db, ids, 'confirm', { actor: `${SHELL}:first`, at: now })
}

/** A database without a county becomes that of the unit at the top, with the usual route of a document. */
async function beginCounty(db: Db): Promise<void> {
  const { county } = await db.selectFrom('sync_meta').select('county').executeTakeFirstOrThrow()
  if (county !== '') return
  const top = await db.selectFrom('unit').select('name').where('parent_id', 'is', null).orderBy('ord').executeTakeFirst()
  const route = { ...sampleRoute, steps: JSON.stringify(sampleRoute.steps), ord: 0 }
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('route_template')
      .values(route)
      .onConflict((on) => on.doNothing())
      .execute()
    await tx
      .updateTable('sync_meta')
      .set({ county: top?.name.replace(/人民政府$/, '') ?? '' })
      .execute()
  })
}
