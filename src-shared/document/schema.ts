import { Schema, type Node as PmNode, type NodeSpec, type MarkSpec } from 'prosemirror-model'

/**
 * The one body schema of a 公文, used by the editor, the cache and the county server.
 *
 * A document is `header body`: the header holds the 要素 (elements, 条例第九条) that are written text, each as a
 * textblock of its own, and the coded ones as attributes; so 要素 are tracked by the same code as the body.
 * Paragraph style, list kind and level are attributes, never node types: a node type that changes under two
 * offline authors cannot be merged (design: tracked-changes.md §4.1).
 */

/** Who made a change: the change's id, the author's user id, when (epoch ms), at which workflow step. */
export type Who = { id: string; author: string; at: number; step: string }

/** One tracked change of a block, kept in the block's ordered list `trk` (tracked-changes.md §5). */
export type Entry = Who &
  (
    | { k: 'brkIns' } // the boundary before this textblock is new
    | { k: 'brkDel'; over?: string | undefined } // the boundary before this textblock is struck; `over` = id of an inserted block it was joined to
    | { k: 'blkIns' } // this whole block (paragraph, table, row, cell, image) is new
    | { k: 'blkDel' } // this whole block is struck
    | { k: 'attr'; name: string; old: AttrValue; new: AttrValue }
  ) & { moveId?: string | undefined }

export type AttrValue = string | number | boolean | null

/** Paragraph styles of GB/T 9704 §7.3.3: 一、黑体 →（一）楷体 → 1. 仿宋 →（1）仿宋. */
export const paragraphStyles = ['body', 'h1', 'h2', 'h3', 'h4', 'centered', 'right'] as const
export type ParagraphStyle = (typeof paragraphStyles)[number]

/** The written 要素 in the order they stand on paper. Each is a node type of the header. */
export const elementNames = ['title', 'mainTo', 'attachmentNote', 'issuer', 'issuedOn', 'remark', 'copyTo'] as const
export type ElementName = (typeof elementNames)[number]

/** 依据与会签: what the writer says of this very matter (said-facts.ts). */
export const saidCodes = ['approval', 'weight', 'concerned', 'otherSuperiors'] as const
/** The coded 要素: attributes of the header node. `docType` is the 文种, `urgency` the 紧急程度. */
export const headerCodes = ['docType', 'urgency', 'secrecy', 'openness', ...saidCodes] as const
export type HeaderCode = (typeof headerCodes)[number]

const block = { id: { default: null }, trk: { default: null } } as const

const dataBlock = (name: string) => ({
  toDOM: (node: PmNode) => ['div', { 'data-block': name, 'data-id': String(node.attrs['id'] ?? '') }, 0] as const,
  parseDOM: [{ tag: `div[data-block="${name}"]` }],
})

const element = (name: ElementName): NodeSpec => ({
  content: 'inline*',
  marks: '_',
  group: 'element',
  isolating: true,
  defining: true,
  selectable: false,
  attrs: block,
  ...dataBlock(name),
})

const nodes: Record<string, NodeSpec> = {
  doc: { content: 'header body' },
  header: {
    content: elementNames.join(' '),
    isolating: true,
    defining: true,
    selectable: false,
    attrs: {
      ...block,
      docType: { default: '通知' },
      urgency: { default: '' },
      secrecy: { default: '' },
      openness: { default: '' },
      approval: { default: '' },
      weight: { default: '' },
      concerned: { default: '' },
      otherSuperiors: { default: '' },
    },
    ...dataBlock('header'),
  },
  body: {
    content: '(paragraph | table)+',
    isolating: true,
    selectable: false,
    ...dataBlock('body'),
  },
  paragraph: {
    content: 'inline*',
    marks: '_',
    group: 'block',
    attrs: {
      ...block,
      style: { default: 'body' },
      list: { default: null }, // null | 'bullet' | 'ordered'
      level: { default: 0 }, // list or indent level, 0…8
      align: { default: null }, // null (by style) | 'left' | 'center' | 'right' | 'justify'
    },
    parseDOM: [
      { tag: 'p', getAttrs: (dom) => paragraphAttrs(dom) },
      { tag: 'h1', attrs: { style: 'h1' } },
      { tag: 'h2', attrs: { style: 'h2' } },
      { tag: 'h3', attrs: { style: 'h3' } },
      { tag: 'h4', attrs: { style: 'h4' } },
      { tag: 'li', attrs: { list: 'bullet' } },
    ],
    toDOM: (node) => [
      'p',
      {
        'data-id': String(node.attrs['id'] ?? ''),
        'data-style': String(node.attrs['style']),
        ...(node.attrs['list'] == null ? {} : { 'data-list': String(node.attrs['list']) }),
        ...(node.attrs['level'] ? { 'data-level': String(node.attrs['level']) } : {}),
        ...(node.attrs['align'] == null ? {} : { 'data-align': String(node.attrs['align']) }),
      },
      0,
    ],
  },
  table: {
    content: 'tableRow+',
    group: 'block',
    tableRole: 'table',
    isolating: true,
    attrs: block,
    parseDOM: [{ tag: 'table' }],
    toDOM: () => ['table', ['tbody', 0]],
  },
  tableRow: {
    content: 'tableCell+',
    tableRole: 'row',
    attrs: block,
    parseDOM: [{ tag: 'tr' }],
    toDOM: () => ['tr', 0],
  },
  tableCell: {
    content: 'paragraph+',
    tableRole: 'cell',
    isolating: true,
    attrs: { ...block, colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null } },
    parseDOM: [{ tag: 'td' }, { tag: 'th' }],
    toDOM: ({ attrs }) => ['td', { ...spanOf('colspan', attrs), ...spanOf('rowspan', attrs) }, 0],
  },
  text: { group: 'inline' },
  hardBreak: {
    inline: true,
    group: 'inline',
    selectable: false,
    linebreakReplacement: true,
    parseDOM: [{ tag: 'br' }],
    toDOM: () => ['br'],
  },
  image: {
    inline: true,
    group: 'inline',
    draggable: true,
    // the picture itself is a file, addressed by the SM3 of its bytes; width and height are mm of paper (picture-size.ts)
    attrs: { sm3: { default: '' }, width: { default: null }, height: { default: null }, alt: { default: '' } },
    parseDOM: [{ tag: 'img[data-sm3]', getAttrs: (dom) => imageAttrs(dom) }],
    toDOM: (node) => [
      'img',
      {
        'data-sm3': String(node.attrs['sm3']),
        alt: String(node.attrs['alt']),
        ...(node.attrs['width'] == null ? {} : { 'data-width': String(node.attrs['width']) }),
        ...(node.attrs['height'] == null ? {} : { 'data-height': String(node.attrs['height']) }),
      },
    ],
  },
}
for (const name of elementNames) nodes[name] = element(name)

/** A span of a cell as HTML has it, where it has one. */
const spanOf = (name: 'colspan' | 'rowspan', attrs: Readonly<Record<string, unknown>>): Record<string, string> =>
  Number(attrs[name]) > 1 ? { [name]: String(attrs[name]) } : {}

/** What `parseDOM` needs of a DOM element; shared code has no DOM types. */
type Dom = { getAttribute(name: string): string | null }

const oneOf = <T extends string>(all: readonly T[], value: string | null): T | undefined => all.find((x) => x === value)

function paragraphAttrs(dom: unknown) {
  const get = (name: string) => (dom as Dom).getAttribute(name)
  const level = Number(get('data-level') ?? 0)
  return {
    style: oneOf(paragraphStyles, get('data-style')) ?? 'body',
    list: oneOf(['bullet', 'ordered'], get('data-list')) ?? null,
    level: Number.isInteger(level) && level >= 0 && level <= 8 ? level : 0,
    align: oneOf(['left', 'center', 'right', 'justify'], get('data-align')) ?? null,
  }
}

function imageAttrs(dom: unknown) {
  const get = (name: string) => (dom as Dom).getAttribute(name)
  const sm3 = get('data-sm3') ?? ''
  if (!/^[0-9a-f]{64}$/.test(sm3)) return false
  const mm = (name: string): number | null => {
    const value = Number(get(name) ?? '')
    return Number.isFinite(value) && value > 0 ? value : null
  }
  return { sm3, alt: get('alt') ?? '', width: mm('data-width'), height: mm('data-height') }
}

const who = { id: { default: '' }, author: { default: '' }, at: { default: 0 }, step: { default: '' } }

const marks: Record<string, MarkSpec> = {
  // formatting
  strong: { parseDOM: [{ tag: 'strong' }, { tag: 'b' }], toDOM: () => ['strong', 0] },
  em: { parseDOM: [{ tag: 'em' }, { tag: 'i' }], toDOM: () => ['em', 0] },
  underline: { parseDOM: [{ tag: 'u' }], toDOM: () => ['u', 0] },
  // 留痕. No parseDOM on purpose: pasted or dropped text never brings tracking marks with it (RV-12).
  ins: {
    attrs: { ...who, moveId: { default: null } },
    inclusive: true,
    toDOM: (m) => ['ins', { 'data-change': m.attrs['id'] }, 0],
  },
  del: {
    attrs: { ...who, moveId: { default: null } },
    inclusive: false,
    excludes: '', // several authors may strike the same text
    toDOM: (m) => ['del', { 'data-change': m.attrs['id'] }, 0],
  },
  fmt: {
    // `mark` is the mark type's name; `old` and `new` say whether the text had it before and has it now
    attrs: { ...who, mark: { default: '' }, old: { default: false }, new: { default: false } },
    inclusive: false,
    excludes: '',
    toDOM: (m) => ['span', { 'data-change': m.attrs['id'] }, 0],
  },
  comment: {
    attrs: { id: { default: '' } },
    inclusive: false,
    excludes: '',
    toDOM: (m) => ['span', { 'data-comment': m.attrs['id'] }, 0],
  },
}

export const schema = new Schema({ nodes, marks })

/** Marks that carry tracking, not looks. */
export const trackingMarks = ['ins', 'del', 'fmt'] as const
/** Marks a person can set and take away; each such change is tracked with `fmt`. */
export const formatMarks = ['strong', 'em', 'underline'] as const

/** The tracked changes of a block, oldest first; empty where there are none. */
export const entriesOf = (node: PmNode): readonly Entry[] => (node.attrs['trk'] as readonly Entry[] | null) ?? []
