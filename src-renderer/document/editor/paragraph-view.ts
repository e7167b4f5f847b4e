import { DOMSerializer, type Node as PmNode } from 'prosemirror-model'
import type { NodeView } from 'prosemirror-view'

/** Characters of a line of the type area (GB/T 9704 §7.2.5), and the indent of a paragraph. */
const LINE = 28
const INDENT = 2

/** Height of a line in mm of paper: 225 mm for 22 lines. */
const LINE_MM = 225 / 22

/** How many lines a paragraph fills, pictures with their height: its height while it has not been drawn yet. */
function linesOf(block: PmNode): number {
  const text = block.textContent
  let width = INDENT
  for (let i = 0; i < text.length; i++) width += text.charCodeAt(i) > 0x2e80 ? 1 : 0.5
  let pictures = 0
  block.forEach((node) => {
    if (node.type.name === 'image') pictures += Number(node.attrs['height'] ?? 0) / LINE_MM
  })
  return Math.max(1, Math.ceil(width / LINE + pictures))
}

/**
 * A paragraph as the schema draws it, with the number of its lines for the style sheet (`marks.css`, UI-45). Not a
 * decoration: ProseMirror looks through all those of a long text at every key.
 */
export function paragraphView(node: PmNode): NodeView {
  const { dom, contentDOM } = DOMSerializer.renderSpec(document, node.type.spec.toDOM?.(node) ?? ['p', 0])
  const paragraph = dom as HTMLElement
  let now = node
  // what the style sheet takes for granted
  let lines = 2
  const measure = (): void => {
    const next = linesOf(now)
    if (next !== lines) paragraph.style.setProperty('--lines', String(next))
    lines = next
  }
  measure()
  return {
    dom: paragraph,
    ...(contentDOM ? { contentDOM } : {}),
    update: (next) => {
      if (!next.sameMarkup(now)) return false
      now = next
      measure()
      return true
    },
  }
}
