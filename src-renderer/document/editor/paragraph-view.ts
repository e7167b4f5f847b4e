import { DOMSerializer, type Node as PmNode } from 'prosemirror-model'
import type { EditorState } from 'prosemirror-state'
import type { EditorView, NodeView } from 'prosemirror-view'

/** Characters of a line of the type area (GB/T 9704 §7.2.5), and the indent of a paragraph. */
const LINE = 28
const INDENT = 2

/** Height of a line in mm of paper: 225 mm for 22 lines. */
const LINE_MM = 225 / 22

/** Lines as paper has them, where they have been counted (`pages/measured.ts`). */
const counted = new WeakMap<PmNode, number>()

/** Tells how many lines a paragraph really fills; answers whether that is news. */
export function tellLines(block: PmNode, lines: number): boolean {
  const news = linesOf(block) !== lines
  counted.set(block, lines)
  return news
}

/** How many lines a paragraph fills, pictures with their height: its height while it has not been drawn yet. */
export function linesOf(block: PmNode): number {
  const known = counted.get(block)
  if (known !== undefined) return known
  let width = INDENT
  let pictures = 0
  for (const node of block.content.content) {
    if (node.type.name === 'image') pictures += Number(node.attrs['height'] ?? 0) / LINE_MM
    const words = node.text ?? ''
    for (let i = 0; i < words.length; i++) width += words.charCodeAt(i) > 0x2e80 ? 1 : 0.5
  }
  return Math.max(1, Math.ceil(width / LINE + pictures))
}

/** Empty paragraphs that differ in nothing but their id: copying one is quicker than making one, and they share their style. */
const patterns = new Map<string, HTMLElement>()

function paragraphOf(node: PmNode, lines: number): HTMLElement {
  const { style, list, level, align } = node.attrs
  const name = `${String(style)} ${String(list)} ${String(level)} ${String(align)} ${lines}`
  let pattern = patterns.get(name)
  if (!pattern) {
    pattern = DOMSerializer.renderSpec(document, node.type.spec.toDOM?.(node) ?? ['p', 0]).dom as HTMLElement
    pattern.style.setProperty('--lines', String(lines))
    patterns.set(name, pattern)
  }
  const paragraph = pattern.cloneNode() as HTMLElement
  paragraph.setAttribute('data-id', String(node.attrs['id'] ?? ''))
  return paragraph
}

/**
 * A paragraph as the schema draws it, with the number of its lines for the style sheet (`marks.css`, UI-45). Not a
 * decoration: ProseMirror looks through all those of a long text at every key.
 */
/** So many lines before and behind the caret the browser counts as in sight: one and a half windows to each side. */
const IN_SIGHT = 90

const nearOf = new WeakMap<EditorState, ReadonlySet<PmNode>>()

/** The blocks a window shows when it shows the caret; looked up once for each state. */
function nearCaret(state: EditorState): ReadonlySet<PmNode> {
  const known = nearOf.get(state)
  if (known) return known
  const { $head } = state.selection
  const blocks = $head.depth > 0 ? $head.node(1) : undefined
  const near = new Set<PmNode>()
  const walk = (by: 1 | -1): void => {
    let lines = 0
    for (let at = blocks ? $head.index(1) : 0; lines < IN_SIGHT; at += by) {
      const block = blocks?.maybeChild(at)
      if (!block) return
      near.add(block)
      lines += linesOf(block)
    }
  }
  walk(-1)
  walk(1)
  nearOf.set(state, near)
  return near
}

/**
 * A paragraph as the schema draws it, with the number of its lines for the style sheet (`marks.css`, UI-45). Not a
 * decoration: ProseMirror looks through all those of a long text at every key. One that comes up at the caret is drawn
 * at once: left to `content-visibility` it is found in sight only while the frame is under way, which then starts over
 * (50 pasted paragraphs: 21 ms of a frame instead of 11) [measured].
 */
export function paragraphView(node: PmNode, view: EditorView): NodeView {
  let now = node
  let lines = linesOf(node)
  const paragraph = paragraphOf(node, lines)
  if (nearCaret(view.state).has(node)) paragraph.classList.add('drawn')
  return {
    dom: paragraph,
    contentDOM: paragraph,
    // lines that were counted (`--lines`) are no edit of the text
    ignoreMutation: (mutation) => mutation.type === 'attributes',
    update: (next) => {
      if (!next.sameMarkup(now)) return false
      now = next
      const fresh = linesOf(next)
      if (fresh !== lines) paragraph.style.setProperty('--lines', String(fresh))
      lines = fresh
      return true
    },
  }
}
