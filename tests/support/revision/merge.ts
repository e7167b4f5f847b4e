import type { Node as PmNode } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import type { Step } from 'prosemirror-transform'
import { applySteps, stepsToJson } from '../../../src-shared/revision/apply-steps.ts'
import { deriveSteps, stripChanges } from '../../../src-shared/revision/derive.ts'
import { rebaseSteps } from '../../../src-shared/revision/rebase.ts'
import { acceptAll, rejectAll } from '../../../src-shared/revision/resolve.ts'
import { selfCheckMerge, verifySubmission } from '../../../src-shared/revision/verify.ts'
import { counter, randomDocument } from './documents.ts'
import { randomOperation, type Level } from './operations.ts'
import { Random } from './random.ts'
import { brief, checkDecisions, desk, mustBeSame, trackOperation, type Desk } from './session.ts'

export type Work = { by: Desk; doc: PmNode; steps: Step[]; isNew: (id: string) => boolean; done: string[] }

/** Some operations of one author on a base, offline, and their net steps. */
export function workOffline(random: Random, base: PmNode, by: Desk, level: Level, operations: number, now: number): Work {
  let state = EditorState.create({ doc: base })
  const isNew = (id: string) => id.startsWith(`${by.author}-`)
  const done: string[] = []
  for (let i = 0; i < operations; i++) {
    const operation = randomOperation(random, level, state.doc)
    done.push(`${by.author} ${operation.name}`)
    state = trackOperation(state, operation, by, now + i * 1000, isNew)
  }
  return { by, doc: state.doc, steps: [], isNew, done }
}

/** The server's side of one submission: derive, check, rebase on the head, verify, self-check. */
export function submit(base: PmNode, theirs: readonly Step[], head: PmNode, work: Work): { steps: Step[]; doc: PmNode } {
  work.steps = deriveSteps(base, work.doc, work.isNew)
  mustBeSame('derived steps do not replay', applySteps(base, stepsToJson(work.steps)), work.doc)
  const honest = verifySubmission({ base, steps: work.steps, author: work.by.author, held: [work.by.step], tracked: true })
  if (!honest.ok) throw new Error(`honest work of ${work.by.author} refused: ${honest.code} ${honest.detail}`)
  const { steps, doc, dropped } = rebaseSteps(base, work.steps, theirs)
  if (dropped) throw new Error(`${dropped} steps of ${work.by.author} dropped`)
  const merged = verifySubmission({ base: head, steps, author: work.by.author, held: [work.by.step], tracked: true })
  if (!merged.ok) throw new Error(`merge of ${work.by.author} refused: ${merged.code} ${merged.detail}`)
  mustBeSame('merge is not what was verified', merged.doc, doc)
  const check = selfCheckMerge({ head, merged: doc, isNew: work.isNew })
  if (!check.ok) throw new Error(check.detail)
  return { steps, doc }
}

/** Two or three authors offline on one base, merged in every order; returns the number of merges. */
export function runMerge(seed: number, level: Level, authors: number, operations: number): number {
  const random = new Random(seed)
  const done: string[] = []
  let base: PmNode | undefined
  let works: Work[] = []
  let head: PmNode | undefined
  try {
    const original = randomDocument(random, counter('b'), level === 'L7')
    base = workOffline(random, original, desk('丙'), level, 3, 1_000_000).doc
    const start = base
    works = ['甲', '乙', '丁']
      .slice(0, authors)
      .map((author) => workOffline(random, start, desk(author), level, operations, 2_000_000))
    done.push(...works.flatMap((work) => work.done))
    let merges = 0
    for (const order of ordersOf(works)) {
      head = start
      let theirs: Step[] = []
      order.forEach((work, i) => {
        const { steps, doc } = submit(start, theirs, head ?? start, work)
        if (i > 0) merges++
        theirs = [...theirs, ...steps]
        head = doc
      })
      mustBeSame('reject all of the merge is not the original', rejectAll(head), rejectAll(start))
      acceptAll(head).check()
      for (const work of works) {
        // non-interference: without the others exactly this author's document is left
        const others = works.filter((other) => other !== work)
        mustBeSame(
          `without the others the merge is not the document of ${work.by.author}`,
          stripChanges(head, (id) => others.some((other) => other.isNew(id))),
          work.doc,
        )
      }
      checkDecisions(random, head)
    }
    return merges
  } catch (error) {
    const shown = [base ? brief(base) : '', ...works.map((work) => brief(work.doc)), head ? brief(head) : '']
    throw new Error(
      `seed ${seed} level ${level} ${authors} authors: ${done.join(' | ')}\n${shown.join('\n---')}\n${String(error)}`,
      { cause: error },
    )
  }
}

function ordersOf(works: readonly Work[]): Work[][] {
  if (works.length < 2) return [[...works]]
  return works.flatMap((work) => ordersOf(works.filter((other) => other !== work)).map((rest) => [work, ...rest]))
}
