import { checkPosts } from './check-posts.ts'
import { checkUnits } from './check-units.ts'
import { compare, comparingPeople, comparingPosts, comparingUnits, moved } from './compare.ts'
import { draftOf } from './draft.ts'
import { matchPosts } from './match-posts.ts'
import type { Checked, Finding, Organisation, Surroundings } from './model.ts'
import { readTables } from './read-rows.ts'
import type { Sheet } from './tables.ts'

/**
 * What importing these sheets would do, and everything that is wrong with them. A table that is not among them stays as it
 * is; of one that is, what it does not name vanishes. Nothing may be applied while a finding is an error.
 */
export function planImport(now: Organisation, around: Surroundings, sheets: readonly Sheet[], newId: () => string): Checked {
  const read = readTables(sheets)
  const findings: Finding[] = [...read.findings]
  const draft = draftOf(now, around, read, findings)
  const posts = matchPosts(now, draft.posts, newId)
  // of a table that could not be read nothing can be said to have vanished
  const unread = findings.some(
    ({ code }) => code === 'ORG-TABLE-TWICE' || code === 'ORG-COLUMN-MISSING' || code === 'ORG-ROWS-MANY',
  )
  if (!unread) findings.push(...checkUnits(now, around, draft), ...checkPosts(now, around, draft))

  const target = {
    units: draft.units.map(({ value }) => value),
    people: draft.people.map(({ value: { id, login, name } }) => ({ id, login, name })),
    posts: posts.map(({ post }) => post),
  }
  const logins = new Map([...now.people, ...target.people].map(({ id, login }) => [id, login]))
  const rowsOf = (placed: readonly { value: { id: string }; row: { row: number } | null }[]) =>
    new Map(placed.map(({ value, row }) => [value.id, row?.row ?? null]))
  const plan = {
    units: compare(comparingUnits, now.units, target.units, rowsOf(draft.units)),
    people: compare(comparingPeople, now.people, target.people, rowsOf(draft.people)),
    posts: compare(comparingPosts(logins), now.posts, target.posts, new Map(posts.map(({ post, row }) => [post.id, row]))),
    reordered: moved(now.units, target.units) || moved(now.posts, target.posts),
  }
  return { plan, findings: inOrder(findings), target }
}

/** Errors first, then by place, as one goes through a list. */
const inOrder = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted(
    (a, b) =>
      Number(a.level === 'warning') - Number(b.level === 'warning') ||
      (a.table ?? '').localeCompare(b.table ?? '') ||
      (a.row ?? 0) - (b.row ?? 0),
  )
