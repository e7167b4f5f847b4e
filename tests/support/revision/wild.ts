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
  mergeCells,
  splitCell,
  tableEditing,
} from 'prosemirror-tables'
import { history, redo, undo } from '../../../src-renderer/document/editor/history.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { stripTracking } from '../../../src-shared/revision/assign-ids.ts'
import { changeSignatures } from '../../../src-shared/revision/changes.ts'
import { deriveSteps } from '../../../src-shared/revision/derive.ts'
import { runSteps } from '../../../src-shared/revision/apply-steps.ts'
import { acceptAll, rejectAll } from '../../../src-shared/revision/resolve.ts'
import { coarseMeta, trackTransaction } from '../../../src-shared/revision/track.ts'
import { counter, paragraph, table, withoutAnchors, withoutIds } from './documents.ts'
import { checkGoes } from './goes.ts'
import { brief, checkDecisions, checkOnlyAdds, checkRejectAuthor, checkRoundTrip, checkShape, mustBeSame } from './invariants.ts'
import { Random } from './random.ts'
import { desk, documentOf, type Desk } from './session.ts'
import { messageOf, type Counts, type Plan } from './shrink.ts'

/** The table plugin without its mending of ragged tables: an edit of its own, which throws where cells are merged. */
const tables = (): Plugin => {
  const { appendTransaction: _mending, ...spec } = tableEditing().spec
  return new Plugin(spec)
}

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
  if (kind === 0 && cells.length) {
    const anchor = random.pick(cells)
    const $anchor = state.doc.resolve(anchor)
    const inTable = cells.filter((cell) => state.doc.resolve(cell).node(-1) === $anchor.node(-1))
    return state.tr.setSelection(CellSelection.create(state.doc, anchor, random.pick(inTable)) as never)
  }
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
    ['merge cells', mergeCells],
    ['split cell', splitCell],
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
    [
      'comment',
      dispatching((tr, state) => {
        const { from, to, empty } = state.selection
        const mark = schema.mark('comment', { id: `c-${random.int(1, 1_000_000_000)}` })
        // anchors are no part of the history of typing
        return empty ? tr : tr.addMark(from, to, mark).setMeta('addToHistory', false)
      }),
    ],
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

/** Commands for which tracking takes another shape by rule: slices cut through cells and elements, whole bodies (RV-12, RV-13). */
const byRule: ReadonlySet<string> = new Set(['paste own text', 'paste table', 'move', 'replace body', 'type over all'])

/** One block of a container, or several: the shapes for which tracking promises what a plain editor gives (RV-13). */
function staysInside(tr: Transaction): boolean {
  return tr.steps.every((step, i) => {
    const doc = tr.docs[i] ?? tr.doc
    let inside = true
    step.getMap().forEach((from, to) => {
      const [$from, $to] = [doc.resolve(from), doc.resolve(to)]
      const depth = (pos: typeof $from) => (pos.parent.inlineContent ? pos.depth - 1 : pos.depth)
      const same = depth($from) === depth($to) && $from.start(depth($from)) === $to.start(depth($to))
      const parts = ['header', 'doc'].includes($from.node(depth($from)).type.name)
      inside &&= same && (!parts || ($from.parent === $to.parent && $from.parent.inlineContent))
    })
    return inside
  })
}

/**
 * I2 for any command: on the text as an accepting reader has it, tracking and accepting gives what the plain editor
 * gives. Where a command reaches over several containers or into the header's structure, RV-13 wants another result.
 */
function checkPlain(random: Random, doc: PmNode, by: Desk): number {
  let state = EditorState.create({ doc: acceptAll(doc), plugins: [tables()] })
  state = state.apply(randomSelection(random, state))
  const { name, command } = randomCommand(random)
  const tr = wantedBy(command, state)
  // a table does not fit into a cell
  const intoCell = name === 'paste blocks' && state.selection.$from.depth > 2
  if (!tr?.docChanged || byRule.has(name) || intoCell || !staysInside(tr)) return 0
  const fresh = trackTransaction(tr, state, {
    author: by.author,
    step: by.step,
    now: 1,
    newId: counter('f'),
    isUnsent: () => true,
  })
  if (fresh.getMeta(coarseMeta)) return 0
  if (!isValid(tr.doc)) return 0
  const got = acceptAll(fresh.doc)
  if (!withoutIds(got).eq(withoutIds(tr.doc)))
    throw new Error(
      `${name} accepted is not what a plain editor gives, of ${brief(state.doc)}\n got  ${brief(got)}\n want ${brief(tr.doc)}\n steps ${JSON.stringify(tr.steps)}`,
    )
  return 1
}

function isValid(doc: PmNode): boolean {
  try {
    doc.check()
    return true
  } catch {
    return false
  }
}

/** What a command wants to do; nothing where it does not apply, or breaks down over a table it cannot map. */
function wantedBy(command: Command, state: EditorState): Transaction | null {
  let wanted: Transaction | null = null
  try {
    command(state, (tr) => (wanted = tr))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return wanted
}

type Wild = { state: EditorState; base: PmNode; before: PmNode; sent: Set<string>; done: string[]; counts: Counts }

function act(wild: Wild, original: PmNode, desks: readonly Desk[], seed: number, index: number): void {
  const random = new Random(seed)
  const by = random.pick(desks)
  if (random.chance(0.2)) {
    for (const id of changeSignatures(wild.state.doc).keys()) wild.sent.add(id)
    wild.base = wild.state.doc
  }
  wild.state = wild.state.apply(randomSelection(random, wild.state))
  const { name, command } = randomCommand(random)
  wild.done.push(`${by.author} ${name} ${wild.state.selection.from}-${wild.state.selection.to}`)
  const tr = wantedBy(command, wild.state)
  if (tr) {
    wild.before = wild.state.doc
    const tracked = trackTransaction(tr.setTime(1000 + index), wild.state, {
      author: by.author,
      step: by.step,
      now: 1000 + index,
      newId: by.newId,
      isUnsent: (id) => !wild.sent.has(id) && id.startsWith(by.author),
    })
    const coarse = tracked.getMeta(coarseMeta) !== undefined
    if (coarse) wild.done.push(`coarse: ${String(tracked.getMeta(coarseMeta))}`)
    wild.counts['coarse'] = (wild.counts['coarse'] ?? 0) + Number(coarse)
    wild.counts['tracked'] = (wild.counts['tracked'] ?? 0) + 1
    // a row in a row, as the table commands build it on a ragged table: tracking takes in what is in it, and its document
    // is valid, which checkShape below asks of every one
    wild.counts['mended'] = (wild.counts['mended'] ?? 0) + Number(!isValid(tr.doc))
    wild.state = wild.state.apply(tracked)
  }
  checkShape(wild.state.doc)
  mustBeSame('reject all is not the original', withoutAnchors(rejectAll(wild.state.doc)), withoutAnchors(original))
  checkShape(acceptAll(wild.state.doc))
  wild.counts['compared'] = (wild.counts['compared'] ?? 0) + checkPlain(random, wild.state.doc, by)
}

/** Real commands wherever the selection happens to be, by two people, with submissions between. */
export function runWild(plan: Plan): Counts {
  const original = documentOf(plan)
  const desks = [desk('甲'), desk('乙')]
  const plugins = [history({ pause: 0, depth: 500 }), tables()]
  const state = EditorState.create({ doc: original, plugins })
  const wild: Wild = {
    state,
    base: original,
    before: original,
    sent: new Set(),
    done: [],
    counts: { tracked: 0, compared: 0, coarse: 0, mended: 0 },
  }
  try {
    plan.operations.forEach((seed, i) => act(wild, original, desks, seed, i))
    const end = wild.state.doc
    checkDecisions(new Random(plan.seed), end)
    checkGoes(new Random(plan.seed), end)
    checkRoundTrip(end)
    for (const { author } of desks) checkRejectAuthor(end, author)
    const steps = deriveSteps(wild.base, end, (id) => !wild.sent.has(id))
    mustBeSame('derive does not replay', runSteps(wild.base, steps), end)
    checkOnlyAdds(steps)
    const dispatch = (tr: Transaction) => (wild.state = wild.state.apply(tr))
    for (let i = 0; i < 40 && undo(wild.state, dispatch); i++) checkShape(wild.state.doc)
    mustBeSame('undo is not the start', withoutAnchors(wild.state.doc), withoutAnchors(original))
    for (let i = 0; i < 40 && redo(wild.state, dispatch); i++) checkShape(wild.state.doc)
    mustBeSame('redo is not the end', withoutAnchors(wild.state.doc), withoutAnchors(end))
    return wild.counts
  } catch (error) {
    throw new Error(
      `${messageOf(error)}\n after ${wild.done.join(' | ')}\nbefore ${brief(wild.before)}\nnow ${brief(wild.state.doc)}`,
      {
        cause: error,
      },
    )
  }
}
