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
      apply: (tr, old, _before, state) => {
        const looks = (tr.getMeta(looksKey) as Looks | undefined) ?? old.looks
        if (looks === old.looks && !tr.docChanged) return old
        return { looks, set: decorate(state.doc, looks) }
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

function decorate(doc: PmNode, looks: Looks): DecorationSet {
  const all: Decoration[] = []
  doc.descendants((node, pos, parent) => {
    if (node.isInline) return false
    const entries = entriesOf(node)
    for (const entry of entries) {
      const verdict = looks.verdicts.get(entry.id)
      const classes = ['trk', entryClass[entry.k], looks.persons.get(entry.author)?.className ?? 'p7']
      if (verdict) classes.push(`decided-${verdict}`)
      if (entry.id === looks.current) classes.push('current-block')
      all.push(Decoration.node(pos, pos + node.nodeSize, { class: classes.join(' ') }))
    }
    if (parent?.type.name === 'header') {
      const words = looks.labels[node.type.name as ElementName]
      const empty = node.content.size === 0
      all.push(
        Decoration.node(pos, pos + node.nodeSize, {
          class: `el el-${node.type.name}${empty ? ' is-empty' : ''}`,
          'data-label': words.label,
          'data-hint': words.hint,
        }),
      )
    }
    if (node.type.name === 'body' && node.childCount === 1 && node.firstChild?.content.size === 0) {
      all.push(
        Decoration.node(pos + 1, pos + 1 + node.firstChild.nodeSize, { class: 'is-empty', 'data-hint': looks.labels.body.hint }),
      )
    }
    if (!node.isTextblock) return true
    for (const run of touchedText(node)) {
      for (const { kind, id } of run.marks) {
        const verdict = looks.verdicts.get(id)
        const classes = [...(verdict ? [`d-${kind}-${verdict}`] : []), ...(id === looks.current ? ['current'] : [])]
        if (classes.length) all.push(Decoration.inline(pos + 1 + run.from, pos + 1 + run.to, { class: classes.join(' ') }))
      }
    }
    return false
  })
  return DecorationSet.create(doc, all)
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
