import { z } from 'zod'
import { shortId } from '../ids.ts'
import { post, roleCode, unit, type Post, type Unit } from '../workflow/directory.ts'
import { tableNames } from './tables.ts'

/** Somebody with an account. `waiting`: it is inert until 安全保密员 confirms it. */
export const orgPerson = z.object({ id: shortId, login: z.string(), name: z.string(), waiting: z.boolean() })
export type OrgPerson = z.infer<typeof orgPerson>

/** A post as the organisation lists it; `waiting`: it gives no rights yet. */
export const orgPost = post.omit({ name: true }).extend({ waiting: z.boolean() })
export type OrgPost = z.infer<typeof orgPost>

/** Units, the people who have accounts, and their posts, those that wait for 安全保密员 among them. */
export const organisation = z.object({ units: z.array(unit), people: z.array(orgPerson), posts: z.array(orgPost) })
export type Organisation = z.infer<typeof organisation>

/** What a check must know beside the organisation itself. */
export type Surroundings = {
  /** accounts that were closed; a login of theirs opens the same account again */
  former: readonly OrgPerson[]
  /** documents that are not finished, by the unit they are at or belong to, and by the person whose turn it is */
  openWork: { units: ReadonlyMap<string, number>; people: ReadonlyMap<string, number> }
  /** finished documents by the unit they belong to */
  finished: ReadonlyMap<string, number>
  /** who imports; null: the server's own command line */
  actor: string | null
}

export const changeKinds = ['added', 'changed', 'removed'] as const
/** One unit, person or post that would be other than it is; `row` in its file, null for what the file no longer names. */
export const change = z.object({
  kind: z.enum(changeKinds),
  id: shortId,
  label: z.string(),
  row: z.number().int().nullable(),
  fields: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
  /** inert until 安全保密员 confirms it */
  waits: z.boolean(),
})
export type Change = z.infer<typeof change>

/** What an import would do. `reordered`: the units or posts stand in another order. */
export const plan = z.object({
  units: z.array(change),
  people: z.array(change),
  posts: z.array(change),
  reordered: z.boolean(),
})
export type Plan = z.infer<typeof plan>

/**
 * What is wrong, or worth a look, and where: file, table, row as a spreadsheet counts them (the names of the columns are
 * row 1), name of the column, the cell's text. Null where it is in no single place.
 */
export const finding = z.object({
  level: z.enum(['error', 'warning']),
  code: z.string(),
  file: z.string().nullable(),
  table: z.enum(tableNames).nullable(),
  row: z.number().int().nullable(),
  column: z.string().nullable(),
  value: z.string(),
  /** a row it clashes with, how many documents, and the like */
  other: z.union([z.string(), z.number()]).nullable(),
})
export type Finding = z.infer<typeof finding>

/** The organisation as it would stand. */
export type Target = {
  units: Unit[]
  people: Omit<OrgPerson, 'waiting'>[]
  posts: Omit<Post, 'name'>[]
}

export type Checked = { plan: Plan; findings: Finding[]; target: Target }

/** Whether an import would change nothing. */
export const isEmptyPlan = ({ units, people, posts, reordered }: Plan): boolean =>
  !reordered && units.length + people.length + posts.length === 0

/** Whether anything stands in the way of applying it. */
export const hasErrors = (findings: readonly Finding[]): boolean => findings.some(({ level }) => level === 'error')

/** A right that waits for 安全保密员 (domain.md §4.5): an account, or a post of one. */
export const grant = z.object({
  id: z.uuid(),
  kind: z.enum(['account', 'post']),
  userId: shortId,
  login: z.string(),
  name: z.string(),
  /** of a post */
  post: z.object({ id: shortId, unitId: shortId, unitName: z.string(), title: z.string(), role: roleCode }).nullable(),
  askedBy: z.string(),
  /** epoch ms */
  askedAt: z.number(),
})
export type Grant = z.infer<typeof grant>
