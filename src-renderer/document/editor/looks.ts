import type { Mark, Node as PmNode } from 'prosemirror-model'
import { Plugin, PluginKey } from 'prosemirror-state'
import { Decoration, DecorationSet, type MarkViewConstructor } from 'prosemirror-view'
import { entriesOf, type ElementName, type Entry } from '../../../src-shared/document/schema.ts'
import type { Verdict } from '../../../src-shared/revision/types.ts'
import type { PersonLook } from '../../ui/persons.ts'

/** What the marks on the page depend on beside the document itself. Changed by a transaction with `looksKey` as meta. */
export type Looks = {
  persons: ReadonlyMap<string, PersonLook>
  verdicts: ReadonlyMap<string, Verdict>
  /** id of the change the reader stands at */
  current: string | null
  labels: Readonly<Record<ElementName | 'body', { label: string; hint: string }>>
}

type LooksState = { looks: Looks; set: DecorationSet }

export const looksKey = new PluginKey<LooksState>('liuhen.looks')

/** Colours by person, decided changes shown as decided, the change one stands at, and the hints of empty 要素. */
export function looksPlugin(initial: Looks): Plugin<LooksState> {
  return new Plugin<LooksState>({
    key: looksKey,
    state: {
      init: (_config, state) => ({ looks: initial, set: decorate(state.doc, initial) }),
      apply: (tr, old, before, state) => {
        const looks = (tr.getMeta(looksKey) as Looks | undefined) ?? old.looks
        if (looks !== old.looks) return { looks, set: decorate(state.doc, looks) }
        if (!tr.docChanged) return old
        return { looks, set: redecorate(old.set.map(tr.mapping, state.doc), before.doc, state.doc, looks) }
      },
    },
    props: {
      decorations: (state) => looksKey.getState(state)?.set ?? null,
    },
  })
}

type Touched = { from: number; to: number; marks: readonly { kind: string; id: string }[] }
/** Tracked text of a textblock, by offset from its start: kept per node, so a keystroke looks at one block only. */
const touchedCache = new WeakMap<PmNode, readonly Touched[]>()

function touchedText(block: PmNode): readonly Touched[] {
  const known = touchedCache.get(block)
  if (known) return known
  const found: Touched[] = []
  block.forEach((child, offset) => {
    const marks = child.marks.filter((m) => m.type.name === 'ins' || m.type.name === 'del' || m.type.name === 'fmt')
    if (!marks.length) return
    found.push({
      from: offset,
      to: offset + child.nodeSize,
      marks: marks.map((m) => ({ kind: m.type.name, id: String(m.attrs['id']) })),
    })
  })
  touchedCache.set(block, found)
  return found
}

const entryClass: Record<Entry['k'], string> = {
  brkIns: 'brk-ins',
  brkDel: 'brk-del',
  blkIns: 'blk-ins',
  blkDel: 'blk-del',
  attr: 'blk-attr',
}

const decorate = (doc: PmNode, looks: Looks): DecorationSet =>
  DecorationSet.create(doc, decorationsBetween(doc, 0, doc.content.size, looks))

/**
 * After an edit only the blocks that differ are looked at again: a keystroke in a long document leaves every other
 * block's decorations the same objects, so the view does not touch them.
 */
function redecorate(mapped: DecorationSet, before: PmNode, after: PmNode, looks: Looks): DecorationSet {
  const start = after.content.findDiffStart(before.content)
  const end = after.content.findDiffEnd(before.content)
  if (start === null || !end) return mapped
  const from = outside(after, Math.min(start, end.a), 'before')
  const to = outside(after, Math.max(start, end.a), 'after')
  const stale = mapped.find(from, to).filter((decoration) => decoration.to > from && decoration.from < to)
  return mapped.remove(stale).add(after, decorationsBetween(after, from, to, looks))
}

/** The edge of the textblock a position is in, or the position itself between blocks. */
function outside(doc: PmNode, pos: number, side: 'before' | 'after'): number {
  const $pos = doc.resolve(pos)
  if (!$pos.parent.isTextblock) return pos
  return side === 'before' ? $pos.before() : $pos.after()
}

function decorationsBetween(doc: PmNode, from: number, to: number, looks: Looks): Decoration[] {
  const all: Decoration[] = []
  doc.nodesBetween(from, to, (node, pos, parent) => {
    if (node.isInline) return false
    all.push(...blockDecorations(node, pos, parent, looks))
    if (node.isTextblock) all.push(...textDecorations(node, pos, looks))
    return !node.isTextblock
  })
  return all
}

function blockDecorations(node: PmNode, pos: number, parent: PmNode | null, looks: Looks): Decoration[] {
  const all = entriesOf(node).map((entry) => {
    const verdict = looks.verdicts.get(entry.id)
    const classes = ['trk', entryClass[entry.k], looks.persons.get(entry.author)?.className ?? 'p7']
    if (verdict) classes.push(`decided-${verdict}`)
    if (entry.id === looks.current) classes.push('current-block')
    return Decoration.node(pos, pos + node.nodeSize, { class: classes.join(' ') })
  })
  const only = node.type.name === 'body' && node.childCount === 1 ? node.firstChild : null
  if (only?.content.size === 0) {
    all.push(Decoration.node(pos + 1, pos + 1 + only.nodeSize, { class: 'is-empty', 'data-hint': looks.labels.body.hint }))
  }
  if (parent?.type.name !== 'header') return all
  const words = looks.labels[node.type.name as ElementName]
  const className = `el el-${node.type.name}${node.content.size === 0 ? ' is-empty' : ''}`
  all.push(Decoration.node(pos, pos + node.nodeSize, { class: className, 'data-label': words.label, 'data-hint': words.hint }))
  return all
}

/** Decided changes and the one the reader stands at, within a textblock. */
function textDecorations(block: PmNode, pos: number, looks: Looks): Decoration[] {
  return touchedText(block).flatMap((run) =>
    run.marks.flatMap(({ kind, id }) => {
      const verdict = looks.verdicts.get(id)
      const classes = [...(verdict ? [`d-${kind}-${verdict}`] : []), ...(id === looks.current ? ['current'] : [])]
      if (classes.length === 0) return []
      return [Decoration.inline(pos + 1 + run.from, pos + 1 + run.to, { class: classes.join(' ') })]
    }),
  )
}

/** How marks of tracking are drawn: in the person's colour and line style (look and manners). */
export function markViews(persons: () => ReadonlyMap<string, PersonLook>): Record<string, MarkViewConstructor> {
  const draw =
    (tag: string, kind: string): MarkViewConstructor =>
    (mark: Mark) => {
      const dom = document.createElement(tag)
      dom.className = `${kind} ${persons().get(String(mark.attrs['author']))?.className ?? 'p7'}`
      dom.dataset['change'] = String(mark.attrs['id'])
      return { dom }
    }
  return { ins: draw('ins', 'mk-ins'), del: draw('del', 'mk-del'), fmt: draw('span', 'mk-fmt') }
}
