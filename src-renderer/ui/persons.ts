/** Which of the eight hues and four line styles a person has in one document, and the letter on the badge. */
export type PersonLook = { className: string; letter: string; name: string }

/**
 * Looks of everyone who takes part in a document, in the order they came to it: the same person keeps the same colour
 * in that document on every desk (UI-07). Line styles turn with the hues, so print and colour-blind readers tell them apart.
 */
export function personLooks(people: readonly { userId: string; name: string }[]): ReadonlyMap<string, PersonLook> {
  const looks = new Map<string, PersonLook>()
  for (const { userId, name } of people) {
    if (looks.has(userId)) continue
    looks.set(userId, { className: `p${looks.size % 8}`, letter: [...name][0] ?? '?', name })
  }
  return looks
}
