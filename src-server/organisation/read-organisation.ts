import { sql } from 'kysely'
import type { Organisation, OrgPerson, Surroundings } from '../../src-shared/organisation/model.ts'
import type { StateName } from '../../src-shared/workflow/document-state.ts'
import type { Db, Tx } from '../store/database.ts'

/** States nothing is done in any more. */
export const finished: readonly StateName[] = ['F12', 'X1', 'X2', 'S9', 'XR']

/**
 * The organisation as administrators see it, with what waits for 安全保密员, from one snapshot; `base` names that state: who
 * applies an import says which one it was checked against.
 */
export async function readOrganisation(tx: Tx): Promise<{ base: string; organisation: Organisation; former: OrgPerson[] }> {
  const { base } = await readBase(tx)
  const units = await tx.selectFrom('unit').selectAll().orderBy('ord').orderBy('id').execute()
  const accounts = await tx.selectFrom('account').selectAll().orderBy('login').execute()
  const posts = await tx.selectFrom('post').selectAll().execute()
  const waiting = await tx.selectFrom('grant_request').selectAll().where('status', '=', 'waiting').execute()
  const waits = new Set(waiting.filter(({ kind }) => kind === 'account').map(({ subject }) => subject))
  const people = accounts.map(({ id, login, name, disabled }) => ({ id, login, name, disabled, waiting: waits.has(id) }))
  const listed = [
    ...posts.map((p) => ({
      ord: p.ord,
      post: { id: p.id, userId: p.user_id, unitId: p.unit_id, role: p.role, title: p.title, waiting: false },
    })),
    ...waiting.flatMap(({ ord, post }) => (post ? [{ ord, post: { ...post, waiting: true } }] : [])),
  ]
  return {
    base,
    organisation: {
      units: units.map((u) => ({
        id: u.id,
        name: u.name,
        shortName: u.short_name,
        category: u.category,
        parentId: u.parent_id,
        prefixes: u.prefixes,
        inner: u.inner_section,
      })),
      people: people.filter((one) => !one.disabled || one.waiting).map(plainPerson),
      posts: listed.toSorted((a, b) => a.ord - b.ord || (a.post.id < b.post.id ? -1 : 1)).map(({ post }) => post),
    },
    former: people.filter((one) => one.disabled && !one.waiting).map(plainPerson),
  }
}

const plainPerson = ({ id, login, name, waiting }: OrgPerson): OrgPerson => ({ id, login, name, waiting })

/** The state of the organisation by name; `lock`: nobody else changes it before this transaction ends. */
export async function readBase(tx: Db | Tx, lock = false): Promise<{ base: string }> {
  const meta = tx.selectFrom('sync_meta').select(['epoch', 'directory_version', 'organisation_version'])
  const row = await (lock ? meta.forUpdate() : meta).executeTakeFirstOrThrow()
  return { base: `${row.epoch}.${row.directory_version}.${row.organisation_version}` }
}

/** What a check must know of documents: numbers only, nothing of what is in them. */
export async function readSurroundings(tx: Tx, former: OrgPerson[], actor: string | null): Promise<Surroundings> {
  const ended = sql.join(finished)
  const open = await sql<{ unit: string | null; person: string | null; n: number }>`
    with open as (select id, owner_unit, data from doc where state not in (${ended})),
      turns as (select o.id, t #>> '{assignee,unitId}' as unit, t #>> '{assignee,userId}' as person
        from open o, jsonb_array_elements(o.data -> 'tasks') t where t ->> 'doneAt' is null)
    select unit, null as person, count(distinct id)::int as n
      from (select id, owner_unit as unit from open union all select id, unit from turns
        union all select id, data #>> '{drafter,unitId}' from open) at_unit group by unit
    union all select null, person, count(distinct id)::int from turns group by person`.execute(tx)
  const done = await sql<{ unit: string; n: number }>`
    select owner_unit as unit, count(*)::int as n from doc where state in (${ended}) group by 1`.execute(tx)
  const by = (key: 'unit' | 'person') =>
    new Map(open.rows.flatMap((row) => (row[key] === null ? [] : [[row[key], row.n] as const])))
  return {
    former,
    openWork: { units: by('unit'), people: by('person') },
    finished: new Map(done.rows.map(({ unit, n }) => [unit, n])),
    actor,
  }
}
