import type { Directory } from '../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Person } from '../../src-shared/workflow/person.ts'
import { r } from './text-revisions.ts'

/** How a person is shown in one document: hue and line style as a class, the letter on badge and label, name and post. */
export type PersonLook = { className: string; letter: string; name: string; post: string }

/** Eight hues in four line styles: so many people differ by more than the letter. */
export const lookCount = 32

/** The n-th of the looks: the hue turns with every person, the line style once more with every eighth (UI-41). */
export const lookClass = (n: number): string => `p${n % 8} l${(n + Math.floor(n / 8)) % 4}`

/** Whoever signed a change that nothing is known of. */
export const unknownLook: PersonLook = { className: lookClass(lookCount - 1), letter: r.noLetter, name: r.gonePerson, post: '' }

type Known = { userId: string; name: string; post: string }

/**
 * Looks of everyone who took part in a document, in the order they came to it: turns, then opinions and decisions, as the
 * document's state lists them. That order only ever grows, so nobody's look changes later and it is the same on every desk
 * (UI-07, UI-41). Authors the state does not know take their looks from the other end. Pure.
 */
export function personsOf(
  state: DocumentState,
  authors: Iterable<string>,
  directory: Directory | undefined,
): ReadonlyMap<string, PersonLook> {
  const people = new Map<string, Person>()
  const met = [
    state.drafter,
    // they come and go before the draft is handed on only, so nobody's look changes later
    ...state.codrafters,
    ...state.tasks.map((task) => task.assignee),
    ...state.opinions.map((opinion) => opinion.by),
    ...state.decisions.map((decision) => decision.by),
  ]
  for (const person of met) if (!people.has(person.userId)) people.set(person.userId, person)
  const strays = [...new Set(authors)].filter((id) => !people.has(id)).toSorted()
  const looks = new Map<string, PersonLook>()
  const taken = new Set<string>()
  const add = ({ userId, name, post }: Known, n: number): void => {
    const letter = freeLetter(name, taken)
    taken.add(letter)
    looks.set(userId, { className: lookClass(n % lookCount), letter, name, post })
  }
  let n = 0
  for (const person of people.values()) add(known(person.userId, person, directory), n++)
  strays.forEach((id, i) => add(known(id, undefined, directory), lookCount - 1 - (i % lookCount)))
  return looks
}

/** Name and post: the post held now in the unit the person acted for; who is in no list any more keeps the name (UI-41). */
function known(userId: string, person: Person | undefined, directory: Directory | undefined): Known {
  const posts = directory?.posts.filter((post) => post.userId === userId) ?? []
  const post = posts.find((one) => one.unitId === person?.unitId) ?? posts[0]
  const unit = directory?.units.find((one) => one.id === post?.unitId)?.shortName ?? person?.unitName ?? ''
  const left = directory !== undefined && post === undefined
  const words = [unit, left ? r.leftCounty : post?.title].filter(Boolean).join(' ')
  return { userId, name: person?.name ?? post?.name ?? r.gonePerson, post: words }
}

/** One letter nobody else has: of the name, else the first with a number. */
function freeLetter(name: string, taken: ReadonlySet<string>): string {
  const letters = [...name]
  const first = letters[0] ?? r.noLetter
  const found = [first, letters.at(-1) ?? first, ...letters].find((letter) => !taken.has(letter))
  if (found !== undefined) return found
  for (let i = 2; ; i++) if (!taken.has(`${first}${i}`)) return `${first}${i}`
}
