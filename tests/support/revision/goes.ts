import type { Node as PmNode } from 'prosemirror-model'
import { changeSignatures } from '../../../src-shared/revision/changes.ts'
import { resolveDoc, stripChanges } from '../../../src-shared/revision/resolve.ts'
import type { Verdict } from '../../../src-shared/revision/types.ts'
import { withoutAnchors } from './documents.ts'
import { brief, checkShape, mustBeSame } from './invariants.ts'
import type { Random } from './random.ts'

/** A verdict on every change, and in which of several goes it is given. */
type Plan = ReadonlyMap<string, { verdict: Verdict; go: number }>

function draw(random: Random, doc: PmNode, goes: number): Plan {
  const chance = random.pick([0.2, 0.5, 0.8])
  return new Map(
    [...changeSignatures(doc).keys()].map((id) => [
      id,
      { verdict: random.chance(chance) ? 'accept' : 'reject', go: random.int(1, goes) } as const,
    ]),
  )
}

const all = (doc: PmNode, plan: Plan, isRejected: (id: string) => boolean = () => false): PmNode =>
  resolveDoc(doc, (who) => (isRejected(who.id) ? 'reject' : (plan.get(who.id)?.verdict ?? 'keep')))

/**
 * I5 once more, harder: all changes decided at once leave no change open, and decided in a few goes, whether each go is
 * told alone or with those before it, they leave the same (RV-10).
 */
export function checkGoes(random: Random, doc: PmNode, rounds = 4): void {
  for (let round = 0; round < rounds; round++) {
    const goes = random.int(2, 4)
    const plan = draw(random, doc, goes)
    const story = () => `${JSON.stringify([...plan].map(([id, { verdict, go }]) => [go, id, verdict]))} of ${brief(doc)}`
    const bulk = all(doc, plan)
    if (changeSignatures(bulk).size) throw new Error(`all are decided and some are open: ${story()}\n ${brief(bulk)}`)
    checkShape(bulk)
    let one = doc
    for (let now = 1; now <= goes; now++) {
      const together = random.chance(0.5)
      one = resolveDoc(one, (who) => {
        const given = plan.get(who.id)
        return given && (together ? given.go <= now : given.go === now) ? given.verdict : 'keep'
      })
      checkShape(one)
    }
    mustBeSame(`decided in ${goes} goes differs from bulk ${story()}`, all(one, plan), bulk)
  }
}

/**
 * Work that came in last and is rejected leaves no trace, whatever is decided about the rest (RV-22): the text is that of
 * the document it came to.
 */
export function checkTraceless(random: Random, doc: PmNode, arrivals: readonly ((id: string) => boolean)[]): void {
  const plan = draw(random, doc, 1)
  for (const isNew of arrivals)
    mustBeSame(
      `rejected work leaves a trace ${JSON.stringify([...plan].map(([id, { verdict }]) => [id, verdict]))} of ${brief(doc)}`,
      withoutAnchors(all(doc, plan, isNew)),
      withoutAnchors(all(stripChanges(doc, isNew), plan)),
    )
}
