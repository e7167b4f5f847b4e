import type { Node as PmNode } from 'prosemirror-model'
import { Plugin, PluginKey } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import { entriesOf, type ElementName, type Entry } from '../../../src-shared/document/schema.ts'
import { unknownLook } from '../../ui/persons.ts'
import { repaintMarks, touchedBy, type Paint } from './mark-paint.ts'

/** What the marks on the page depend on beside the document itself. Changed by a transaction with `looksKey` as meta. */
export type Looks = Paint & {
  labels: Readonly<Record<ElementName | 'body', { label: string; hint: string }>>
}

type LooksState = { looks: Looks; set: DecorationSet }

export const looksKey = new PluginKey<LooksState>('liuhen.looks')

/**
 * Colours by person, decided changes shown as decided, the change one stands at, and the hints of empty 要素. Marks in text
 * are painted where they stand (`mark-paint.ts`); blocks have decorations.
 */
export function looksPlugin(initial: Looks): Plugin<LooksState> {
  return new Plugin<LooksState>({
    key: looksKey,
    state: {
      init: (_config, state) => ({ looks: initial, set: decorate(state.doc, initial) }),
      apply: (tr, old, before, state) => {
        const looks = (tr.getMeta(looksKey) as Looks | undefined) ?? old.looks
        const set = tr.docChanged ? redecorate(old.set.map(tr.mapping, state.doc), before.doc, state.doc, old.looks) : old.set
        if (looks !== old.looks) return { looks, set: repainted(set, state.doc, old.looks, looks) }
        return set === old.set ? old : { looks, set }
      },
    },
    props: {
      decorations: (state) => looksKey.getState(state)?.set ?? null,
      attributes: (state) => ({ class: pageClasses(state.doc) }),
    },
    view: (view) => {
      const paint = (now: EditorView): void => {
        const looks = looksKey.getState(now.state)?.looks
        if (looks) repaintMarks(now, looks)
      }
      paint(view)
      return { update: paint }
    },
  })
}

/** From so many blocks on, what is out of sight is not drawn (`marks.css`, UI-45): switching and deciding stay quick. */
const LONG = 120
/** Whether what is out of sight is left out. */
export const isLong = (body: PmNode): boolean => body.childCount >= LONG

const hasList = (block: PmNode): boolean =>
  block.isTextblock ? block.attrs['list'] !== null : block.content.content.some(hasList)

/** What the style sheet is told of the whole text; elements are never lists (RV-13). */
function pageClasses(doc: PmNode): string {
  const body = doc.child(1)
  return [isLong(body) && 'long', hasList(body) && 'lists'].filter(Boolean).join(' ')
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

/** Under other looks only the blocks with a change that looks different get new decorations (UI-49). */
function repainted(set: DecorationSet, doc: PmNode, before: Looks, after: Looks): DecorationSet {
  const touched = touchedBy(before, after)
  if (touched === 'all' || before.labels !== after.labels) return decorate(doc, after)
  if (!touched.size) return set
  const stale: Decoration[] = []
  const fresh: Decoration[] = []
  doc.descendants((node, pos, parent) => {
    if (node.isInline) return false
    if (entriesOf(node).some((entry) => touched.has(entry.id))) {
      const end = pos + node.nodeSize
      stale.push(...set.find(pos, end).filter((one) => one.from === pos && one.to === end))
      fresh.push(...blockDecorations(node, pos, parent, after))
    }
    return !node.isTextblock
  })
  return stale.length ? set.remove(stale).add(doc, fresh) : set
}

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
    return !node.isTextblock
  })
  return all
}

function blockDecorations(node: PmNode, pos: number, parent: PmNode | null, looks: Looks): Decoration[] {
  const entries = entriesOf(node)
  const all: Decoration[] = []
  if (entries.length) {
    const classes = entries.flatMap((entry) => {
      const verdict = looks.verdicts.get(entry.id)
      return [
        entryClass[entry.k],
        (looks.persons.get(entry.author) ?? unknownLook).className,
        ...(verdict ? [`decided-${verdict}`] : []),
        ...(entry.id === looks.current ? ['current-block'] : []),
      ]
    })
    const attrs = {
      class: `trk ${classes.join(' ')}`,
      'data-changes': entries.map((entry) => entry.id).join(' '),
      'data-mark': (looks.persons.get(entries[0]?.author ?? '') ?? unknownLook).letter,
    }
    all.push(Decoration.node(pos, pos + node.nodeSize, attrs))
  }
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
