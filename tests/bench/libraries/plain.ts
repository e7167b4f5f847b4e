import { Schema, type MarkSpec, type Node as PmNode, type NodeSpec } from 'prosemirror-model'

/** What a tracker adds to the plain schema, as its README asks for. */
export type Additions = {
  marks?: Record<string, MarkSpec>
  /** attributes of every block node and of the `strong` mark */
  attrs?: Record<string, { default: unknown }>
  /** names of marks that block nodes may carry */
  blockMarks?: string
}

/** The common schema: paragraphs with an alignment, bold text, flat bullet lists. */
export function plainSchema({ marks = {}, attrs = {}, blockMarks }: Additions = {}): Schema {
  const container: NodeSpec = blockMarks === undefined ? {} : { marks: blockMarks }
  return new Schema({
    nodes: {
      doc: { content: '(paragraph | bullet_list)+', ...container },
      paragraph: { content: 'text*', marks: '_', attrs: { align: { default: null }, ...attrs }, toDOM: () => ['p', 0] },
      bullet_list: { content: 'list_item+', attrs, ...container, toDOM: () => ['ul', 0] },
      list_item: { content: 'paragraph+', attrs, ...container, toDOM: () => ['li', 0] },
      text: {},
    },
    marks: { strong: { attrs, toDOM: () => ['strong', 0] }, ...marks },
  })
}

/** Some letters of one look. */
export type Piece = { text: string; bold: boolean }

/** A paragraph of a start document. */
export type Paragraph = { align: string | null; pieces: readonly Piece[] }
export type Start = readonly Paragraph[]

/** A start document's paragraphs as nodes. */
export const paragraphsOf = (schema: Schema, start: Start): PmNode[] =>
  start.map(({ align, pieces }) =>
    schema.node(
      'paragraph',
      { align },
      pieces.map((piece) => textOf(schema, piece)),
    ),
  )

/** The start document in a schema of the plain shape. */
export const plainDocument = (schema: Schema, start: Start): PmNode => schema.node('doc', null, paragraphsOf(schema, start))

/** A piece as a text node. */
export const textOf = (schema: Schema, { text, bold }: Piece): PmNode => schema.text(text, bold ? [schema.mark('strong')] : [])

const zeroWidth = '\u200B'

/**
 * What a reader has before them, whatever schema it is in: one line per paragraph with list, alignment and bold. Marks a
 * tracker left behind are shown: a change that is still open after everything was decided is a fault. `lenient` leaves
 * out the zero-width spaces some libraries keep in the text.
 */
export function brief(doc: PmNode, lenient = false): string {
  const lines: string[] = []
  const line = (block: PmNode): string => {
    let text = ''
    let open = ''
    block.forEach((child) => {
      const letters = lenient ? child.text?.replaceAll(zeroWidth, '') : child.text
      const names = child.marks
        .map((mark) => mark.type.name)
        .sort()
        .join(' ')
      if (!letters) return
      if (names !== open) text += `[${names}]`
      open = names
      text += letters
    })
    return text
  }
  const walk = (node: PmNode, listed: boolean): void => {
    // our documents have a header of elements before the body
    if (node.type.name === 'header') return
    if (!node.isTextblock) return node.forEach((child) => walk(child, listed || child.type.name === 'bullet_list'))
    const isListed = listed || typeof node.attrs['list'] === 'string'
    lines.push(`${isListed ? '•' : ''}${node.attrs['align'] ?? ''}|${line(node)}`)
  }
  walk(doc, false)
  return lines.join('\n')
}

/** Every letter's place: letters never come twice in a plan. A letter in struck content counts only if there is no other. */
export function lettersOf(doc: PmNode, isStruck: (node: PmNode) => boolean): Map<string, number> {
  const found = new Map<string, number>()
  const struck = new Map<string, number>()
  const walk = (node: PmNode, start: number, dead: boolean): void =>
    node.forEach((child, offset) => {
      const pos = start + offset
      const gone = dead || isStruck(child)
      if (child.isText)
        for (let i = 0; i < (child.text?.length ?? 0); i++) (gone ? struck : found).set(child.text?.[i] ?? '', pos + i)
      else walk(child, pos + 1, gone)
    })
  walk(doc, 0, false)
  for (const [letter, pos] of struck) if (!found.has(letter)) found.set(letter, pos)
  return found
}
