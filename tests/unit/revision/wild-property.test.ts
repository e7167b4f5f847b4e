import { Fragment, Slice, type Node as PmNode } from 'prosemirror-model'
import {
  AllSelection,
  EditorState,
  NodeSelection,
  Plugin,
  TextSelection,
  type Command,
  type Transaction,
} from 'prosemirror-state'
import { deleteSelection, joinBackward, joinForward, selectAll, splitBlock, toggleMark } from 'prosemirror-commands'
import {
  addColumnAfter,
  addColumnBefore,
  addRowAfter,
  addRowBefore,
  CellSelection,
  deleteColumn,
  deleteRow,
  deleteTable,
  fixTablesKey,
  tableEditing,
} from 'prosemirror-tables'
import { history, redo, undo } from 'prosemirror-history'
import { describe, expect, it } from 'vitest'
import { schema } from '../../../src-shared/document/schema.ts'
import { deriveSteps } from '../../../src-shared/revision/derive.ts'
import { acceptAll, rejectAll } from '../../../src-shared/revision/resolve.ts'
import { coarseMeta, trackTransaction } from '../../../src-shared/revision/track.ts'
import { stripTracking } from '../../../src-shared/revision/assign-ids.ts'
import { counter, paragraph, randomDocument, table } from '../../support/revision/documents.ts'
import { baseSeed, many, Random } from '../../support/revision/random.ts'
import { brief, checkDecisions, desk, mustBeSame } from '../../support/revision/session.ts'

/** The table plugin mends ragged tables in a transaction of its own, which no editor that tracks may let through. */
const noMending = new Plugin({ filterTransaction: (tr) => !tr.getMeta(fixTablesKey) })

const sequences = many(150, 3000)

function textPlaces(doc: PmNode): number[] {
  const places: number[] = []
  doc.descendants((node, pos) => {
    if (node.isTextblock) for (let i = 0; i <= node.content.size; i++) places.push(pos + 1 + i)
    return !node.isTextblock
  })
  return places
}

function randomSelection(random: Random, state: EditorState): Transaction {
  const places = textPlaces(state.doc)
  const a = random.pick(places)
  const near = places.filter((pos) => Math.abs(pos - a) < 30)
  const cells: number[] = []
  const blocks: number[] = []
  state.doc.descendants((node, pos) => {
    if (node.type.name === 'tableCell') cells.push(pos)
    if (node.type.name === 'table' || node.type.name === 'paragraph') blocks.push(pos)
  })
  const kind = random.int(0, 9)
  if (kind === 0 && cells.length) return state.tr.setSelection(CellSelection.create(state.doc, random.pick(cells)) as never)
  if (kind === 1) return state.tr.setSelection(NodeSelection.create(state.doc, random.pick(blocks)))
  if (kind <= 4) return state.tr.setSelection(TextSelection.create(state.doc, a))
  return state.tr.setSelection(
    TextSelection.between(state.doc.resolve(a), state.doc.resolve(random.pick(random.chance(0.2) ? places : near))),
  )
}

/** What users do through real commands, wherever the selection happens to be. */
function randomCommand(random: Random): { name: string; command: Command } {
  const ids = counter('plain')
  const dispatching =
    (make: (tr: Transaction, state: EditorState) => Transaction): Command =>
    (state, dispatch) => {
      dispatch?.(make(state.tr, state))
      return true
    }
  const all: [string, Command][] = [
    ['splitBlock', splitBlock],
    ['joinBackward', joinBackward],
    ['joinForward', joinForward],
    ['deleteSelection', deleteSelection],
    ['toggle strong', toggleMark(schema.marks['strong'] as never)],
    ['toggle underline', toggleMark(schema.marks['underline'] as never)],
    ['type', dispatching((tr) => tr.insertText(random.text(1, 2)))],
    [
      'type over all',
      dispatching((tr, state) =>
        random.chance(0.1) ? tr.setSelection(new AllSelection(state.doc)).deleteSelection() : tr.insertText('全'),
      ),
    ],
    ['add row', random.chance(0.5) ? addRowAfter : addRowBefore],
    ['add column', random.chance(0.5) ? addColumnAfter : addColumnBefore],
    ['delete row', deleteRow],
    ['delete column', deleteColumn],
    ['delete table', deleteTable],
    [
      'style',
      dispatching((tr, state) =>
        tr.setBlockType(state.selection.from, state.selection.to, schema.nodes['paragraph'] as never, {
          style: random.pick(['h1', 'h2', 'body']),
          list: 'bullet',
        }),
      ),
    ],
    [
      'paste blocks',
      dispatching((tr) =>
        tr.replaceSelection(
          new Slice(
            Fragment.fromArray([
              paragraph(random, ids, 1, 3),
              ...(random.chance(0.3) ? [table(random, ids, 1, 2)] : []),
              paragraph(random, ids, 1, 3),
            ]),
            random.int(0, 1),
            random.int(0, 1),
          ),
        ),
      ),
    ],
    ['paste own text', dispatching((tr, state) => tr.replaceSelection(stripTracking(state.doc.slice(...pair(random, state)))))],
    ['paste table', dispatching((tr) => tr.replaceSelectionWith(table(random, ids, 2, 2)))],
    ['break', dispatching((tr) => tr.replaceSelectionWith(schema.node('hardBreak')))],
    ['image', dispatching((tr) => tr.replaceSelectionWith(schema.node('image', { sm3: 'a' })))],
    [
      'resize images',
      dispatching((tr, state) => {
        state.doc.descendants(
          (node, pos) => void (node.type.name === 'image' && tr.setNodeAttribute(pos, 'width', random.int(1, 9))),
        )
        return tr
      }),
    ],
    [
      'move',
      dispatching((tr, state) => {
        const { from, to, empty } = state.selection
        if (empty) return tr
        const slice = stripTracking(state.doc.slice(from, to))
        tr.deleteSelection()
        const target = random.pick(textPlaces(tr.doc))
        return tr.replaceRange(target, target, slice)
      }),
    ],
    ['select all', selectAll],
    [
      'replace body',
      dispatching((tr, state) => {
        const body = state.doc.lastChild
        if (!body || !random.chance(0.2)) return tr
        const children = random.shuffle(acceptAll(state.doc).lastChild?.children ?? []).slice(0, random.int(1, 3))
        return tr.replaceWith(state.doc.content.size - body.content.size - 1, state.doc.content.size - 1, children)
      }),
    ],
  ]
  const [name, command] = random.pick(all)
  return { name, command }
}

function pair(random: Random, state: EditorState): [number, number] {
  const places = textPlaces(state.doc)
  const i = random.int(0, places.length - 1)
  return [places[i] ?? 1, places[Math.min(places.length - 1, i + random.int(0, 12))] ?? 1]
}

function run(seed: number): { operations: number; coarse: number } {
  const random = new Random(seed)
  const original = randomDocument(random, counter('b'), true)
  const desks = [desk('甲'), desk('乙')]
  const sent = new Set<string>()
  let state = EditorState.create({
    doc: original,
    plugins: [history({ newGroupDelay: 0, depth: 500 }), tableEditing(), noMending],
  })
  const done: string[] = []
  let coarse = 0
  let base = original
  let operations = 0
  let before: PmNode = original
  try {
    for (let i = 0; i < 10; i++) {
      const by = random.pick(desks)
      if (random.chance(0.2)) {
        state.doc.descendants((node) => {
          for (const mark of node.marks) sent.add(String(mark.attrs['id']))
          for (const entry of (node.attrs['trk'] as { id: string }[] | null) ?? []) sent.add(entry.id)
        })
        base = state.doc
      }
      state = state.apply(randomSelection(random, state))
      const { name, command } = randomCommand(random)
      done.push(`${by.author} ${name} ${state.selection.from}-${state.selection.to}`)
      command(state, (tr) => {
        before = state.doc
        const tracked = trackTransaction(tr, state, {
          author: by.author,
          step: by.step,
          now: 1000 + i,
          newId: by.newId,
          isUnsent: (id) => !sent.has(id) && id.startsWith(by.author),
        })
        if (tracked.getMeta(coarseMeta)) {
          coarse++
          done.push('coarse')
          if (process.env['LIUHEN_VERBOSE'])
            console.log(name, tracked.getMeta(coarseMeta), JSON.stringify(tr.steps.map((x) => x.toJSON())).slice(0, 300))
        }
        state = state.apply(tracked)
        operations++
      })
      state.doc.check()
      mustBeSame('reject all is not the original', rejectAll(state.doc), original)
      acceptAll(state.doc).check()
    }
    checkDecisions(random, state.doc)
    const isNew = (id: string) => !sent.has(id)
    mustBeSame(
      'derive does not replay',
      deriveSteps(base, state.doc, isNew).reduce((doc, step) => step.apply(doc).doc ?? doc, base),
      state.doc,
    )
    const end = state.doc
    while (undo(state, (tr) => (state = state.apply(tr)))) if (!state) break
    mustBeSame('undo is not the start', state.doc, original)
    while (redo(state, (tr) => (state = state.apply(tr)))) if (!state) break
    mustBeSame('redo is not the end', state.doc, end)
  } catch (error) {
    throw new Error(
      `seed ${seed}: ${done.join(' | ')}\nbefore ${brief(before)}\nnow ${brief(state.doc)}\n${error instanceof Error ? (error.stack ?? '').slice(0, 5000) : String(error)}`,
      { cause: error },
    )
  }
  return { operations, coarse }
}

describe('real editor commands anywhere', () => {
  it('RV-11 nothing escapes tracking: whatever the command and the selection, reject all is the original', () => {
    const failures: string[] = []
    let operations = 0
    let coarse = 0
    for (let i = 0; i < sequences; i++) {
      try {
        const result = run(baseSeed + i * 6133)
        operations += result.operations
        coarse += result.coarse
      } catch (error) {
        failures.push(String(error).slice(0, 9000))
      }
    }
    console.log(
      `revision: commands ${sequences} sequences, ${operations} tracked, ${coarse} recorded block by block, ${failures.length} violations`,
    )
    expect(failures.slice(0, 1)).toEqual([])
  }, 600_000)
})
