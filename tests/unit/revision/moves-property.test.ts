import type { Node as PmNode } from 'prosemirror-model'
import { history, redo, undo } from '../../../src-renderer/document/editor/history.ts'
import { EditorState, type Transaction } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { schema } from '../../../src-shared/document/schema.ts'
import { addBlockIds, blockIdsIn } from '../../../src-shared/revision/assign-ids.ts'
import { changeSignatures, listChanges } from '../../../src-shared/revision/changes.ts'
import { withPartners } from '../../../src-shared/revision/moves.ts'
import { acceptAll, resolveDoc } from '../../../src-shared/revision/resolve.ts'
import { trackTransaction } from '../../../src-shared/revision/track.ts'
import { counter, randomDocument } from '../../support/revision/documents.ts'
import { moveOneBlock } from '../../support/revision/move-operations.ts'
import { scene } from '../../support/revision/operation-tools.ts'
import { randomOperation, type Operation } from '../../support/revision/operations.ts'
import { baseSeed, many, Random } from '../../support/revision/random.ts'
import { brief, checkInvariants, desk, plainResult, trackOperation } from '../../support/revision/session.ts'

/** Random work, a block moved every second time; `check` sees every edit. A failure names the seed and what was done. */
function work(seed: number, authors: number, check: (before: EditorState, after: EditorState, operation: Operation) => void) {
  const random = new Random(seed)
  const desks = ['甲', '乙'].slice(0, authors).map(desk)
  const sent = new Set<string>()
  const done: string[] = []
  const original = randomDocument(random, counter('b'), true)
  let state = EditorState.create({ doc: original, plugins: [history({ pause: 0, depth: 100 })] })
  try {
    for (let i = 0; i < 8; i++) {
      const by = random.pick(desks)
      for (const id of changeSignatures(state.doc).keys()) if (authors > 1 && random.chance(0.5)) sent.add(id)
      const operation = (random.chance(0.5) && moveOneBlock(random, scene(state.doc))) || randomOperation(random, 'L6', state.doc)
      done.push(`${by.author} ${operation.name}`)
      const before = state
      const mine = (id: string) => id.startsWith(`${by.author}-`) && !sent.has(id)
      state = trackOperation(state, operation, by, 1_000_000 + i * 1000, mine)
      check(before, state, operation)
    }
    return { original, state }
  } catch (error) {
    throw new Error(`seed ${seed}, ${authors} author(s): ${done.join(' | ')}\n${brief(state.doc)}\n${String(error)}`, {
      cause: error,
    })
  }
}

const sequences = many(60, 5000)
const seeds = Array.from({ length: sequences }, (_, i) => baseSeed + i)

describe('moves at random', () => {
  for (const authors of [1, 2])
    it(`RV-23 ${authors} author(s): reject all is the original, accept all the plain edit, a move is decided as one`, () => {
      let moves = 0
      for (const seed of seeds) {
        const { original, state } = work(seed, authors, (before, after, operation) => {
          checkInvariants(seedOriginal(seed), after.doc, plainResult(acceptAll(before.doc), operation))
        })
        expect(original.eq(seedOriginal(seed))).toBe(true)
        const changes = listChanges(state.doc)
        for (const { id, kind, moveId, author } of changes) {
          if (kind !== 'move') continue
          moves++
          const both = withPartners(changes, [id])
          expect(both.length, `seed ${seed}`).toBeGreaterThan(1)
          const left = resolveDoc(state.doc, (who) => (both.includes(who.id) ? 'reject' : 'keep'))
          const half = listChanges(left).find((change) => change.moveId === moveId && change.author === author)
          expect(half?.moved, `seed ${seed}: one half of ${id} is left`).toBeUndefined()
        }
      }
      console.log(`RV-23 ${sequences} sessions from seed ${baseSeed}, ${authors} author(s), ${moves} halves of moves`)
      expect(moves).toBeGreaterThan(0)
    })

  it('RV-23 undo of everything gives the start, redo the end', () => {
    for (const seed of seeds) {
      const { original, state: end } = work(seed, 1, () => {})
      let state = end
      const ctx = { author: 'x', step: 'x', now: 1, newId: () => 'x', isUnsent: () => true }
      const dispatch = (tr: Transaction) => (state = state.apply(trackTransaction(tr, state, ctx)))
      while (undo(state, dispatch));
      expect(state.doc.eq(original), `seed ${seed}`).toBe(true)
      while (redo(state, dispatch));
      expect(state.doc.eq(end.doc), `seed ${seed}`).toBe(true)
    }
  })

  it('RV-28 looking at what came in gives the same block ids as looking at the whole document', () => {
    let assigned = 0
    const compare = (run: () => Transaction) => {
      const [a, b] = [blockIdsIn(run(), counter('n')), addBlockIds(run(), counter('n'))]
      assigned += b.steps.length - run().steps.length
      if (!a.doc.eq(b.doc)) throw new Error(`${brief(a.doc)}\n${brief(b.doc)}`)
    }
    for (const seed of seeds) {
      const random = new Random(seed)
      work(seed, 1, (before, _after, operation) => {
        compare(() => operation.run(before))
        // blocks copied before and behind themselves, and ids set to nothing or to another's
        const [copied, target, named] = [0, 1, 2].map(() =>
          random.pick(scene(before.doc).blocks.filter(({ element }) => !element)),
        )
        const id = random.chance(0.5) ? null : String(before.doc.nodeAt(copied?.before ?? 0)?.attrs['id'])
        compare(() => {
          const tr = before.tr.setNodeAttribute(named?.before ?? 0, 'id', id)
          return tr.insert(target?.before ?? 0, before.doc.slice(copied?.before ?? 0, copied?.after ?? 0).content)
        })
      })
    }
    console.log(`RV-28 ${assigned} ids assigned in ${sequences} sessions from seed ${baseSeed}`)
    expect(assigned).toBeGreaterThan(sequences)
  })

  it('RV-29 the list after an edit is the same as that of a document read anew', () => {
    const anew = (doc: PmNode) => schema.nodeFromJSON(JSON.parse(JSON.stringify(doc.toJSON())))
    for (const seed of seeds) work(seed, 2, (_before, { doc }) => expect(listChanges(doc)).toEqual(listChanges(anew(doc))))
  })
})

/** The document `work` starts from. */
const seedOriginal = (seed: number): PmNode => randomDocument(new Random(seed), counter('b'), true)
