import { Fragment, Slice, type Node as PmNode } from 'prosemirror-model'
import { formatMarks, headerCodes, paragraphStyles, schema } from '../../../src-shared/document/schema.ts'
import { counter, inline, paragraph, table } from './documents.ts'
import { positionOf, type LiveBlock } from './live.ts'
import {
  at,
  inBody,
  marksFor,
  rangeOf,
  scene,
  sidesOf,
  spread,
  texts,
  twice,
  type Maker,
  type Operation,
} from './operation-tools.ts'
import { moveOneBlock } from './move-operations.ts'
import type { Random } from './random.ts'
import { cellWidth, comment, dragText, inlineNode, reorder, replaceAll, resizeImage } from './rich-operations.ts'

export type { Operation } from './operation-tools.ts'

const insertText: Maker = (random, { blocks }) => {
  const block = random.pick(texts(blocks))
  const offset = random.int(0, at(blocks, block).letters.length)
  const text = schema.text(random.text(1, 4), marksFor(random))
  const { left } = sidesOf(random)
  return {
    name: `insert ${block}:${offset}`,
    run: (state) => state.tr.replaceWith(...twice(positionOf(at(scene(state.doc).blocks, block), offset, left)), text),
  }
}

const deleteInside: Maker = (random, { blocks }) => {
  const block = random.pick(texts(blocks))
  const length = at(blocks, block).letters.length
  if (!length) return null
  const from = random.int(0, length - 1)
  const to = random.int(from + 1, Math.min(length, from + 4))
  const sides = sidesOf(random)
  const text = random.chance(0.4) ? schema.text(random.text(1, 3)) : null
  return {
    name: `${text ? 'replace' : 'delete'} ${block}:${from}-${to}`,
    run: (state) => {
      const range = rangeOf(scene(state.doc).blocks, [block, from], [block, to], sides)
      return text ? state.tr.replaceWith(...range, text) : state.tr.delete(...range)
    },
  }
}

const deleteAcross: Maker = (random, now) => {
  const range = spread(random, now)
  if (!range) return null
  const sides = sidesOf(random)
  const text = random.chance(0.4) ? schema.text(random.text(1, 3)) : null
  return {
    name: `${text ? 'replace' : 'delete'} across ${range.from.join(':')}-${range.to.join(':')}`,
    run: (state) => {
      const [from, to] = rangeOf(scene(state.doc).blocks, range.from, range.to, sides)
      const tr = state.tr.delete(from, to)
      return text ? tr.insert(tr.mapping.map(from, -1), text) : tr
    },
  }
}

const split: Maker = (random, { blocks, doc }) => {
  const block = random.pick(texts(blocks, inBody))
  const offset = random.int(0, at(blocks, block).letters.length)
  const { left } = sidesOf(random)
  // a style no paragraph has: "as the one before" and "this style" must not be the same thing
  const used = new Set<unknown>()
  doc.descendants((node) => void used.add(node.attrs['style']))
  const free = paragraphStyles.filter((one) => !used.has(one))
  const style = free.length && random.chance(0.3) ? random.pick(free) : null
  const text = random.chance(0.3) ? schema.text(random.text(1, 2)) : null
  return {
    name: `split ${block}:${offset}${style ? ` ${style}` : ''}`,
    run: (state) => {
      const live = at(scene(state.doc).blocks, block)
      const pos = positionOf(live, offset, left)
      const head = state.doc.nodeAt(live.before)
      const tr = state.tr.split(
        pos,
        1,
        style ? [{ type: schema.nodes['paragraph'] as never, attrs: { ...head?.attrs, style } }] : undefined,
      )
      return text ? tr.insert(pos + 2, text) : tr
    },
  }
}

const join: Maker = (random, { blocks }) => {
  const pairs = texts(blocks, inBody).filter(
    (i) => blocks[i + 1]?.kind === 'text' && blocks[i + 1]?.container === blocks[i]?.container,
  )
  if (!pairs.length) return null
  const block = random.pick(pairs)
  return {
    name: `join ${block}+${block + 1}`,
    run: (state) => {
      const now = scene(state.doc).blocks
      return state.tr.delete(at(now, block).end, at(now, block + 1).start)
    },
  }
}

const format: Maker = (random, now) => {
  const { blocks } = now
  const on = random.chance(0.5)
  const mark = schema.mark(random.pick(formatMarks))
  const wide = random.chance(0.3) ? spread(random, now) : null
  const block = random.pick(texts(blocks))
  const length = at(blocks, block).letters.length
  const a = random.int(0, length)
  const b = random.int(a, length)
  const range = wide ?? { from: [block, a] as [number, number], to: [block, b] as [number, number] }
  const sides = sidesOf(random)
  return {
    name: `${on ? 'set' : 'clear'} ${mark.type.name} ${range.from.join(':')}-${range.to.join(':')}`,
    run: (state) => {
      const [from, to] = rangeOf(scene(state.doc).blocks, range.from, range.to, sides)
      return on ? state.tr.addMark(from, to, mark) : state.tr.removeMark(from, to, mark)
    },
  }
}

const attribute: Maker = (random, { blocks }) => {
  const block = random.pick(texts(blocks, inBody))
  const change = random.pick<Record<string, string | number | null>>([
    { style: random.pick(paragraphStyles) },
    { list: random.pick([null, 'bullet', 'ordered'] as const), level: random.int(0, 2) },
    { align: random.pick([null, 'center', 'right'] as const) },
  ])
  const asStep = random.chance(0.5)
  return {
    name: `attribute ${block} ${JSON.stringify(change)}`,
    run: (state) => {
      const pos = at(scene(state.doc).blocks, block).before
      if (!asStep) return state.tr.setNodeMarkup(pos, undefined, { ...state.doc.nodeAt(pos)?.attrs, ...change })
      return Object.entries(change).reduce((tr, [name, value]) => tr.setNodeAttribute(pos, name, value), state.tr)
    },
  }
}

const insertBlocks: Maker = (random, { blocks }) => {
  const ids = counter('plain')
  const index = random.pick(
    blocks.flatMap((block, i) => (block.containerType === 'body' || block.containerType === 'tableCell' ? [i] : [])),
  )
  const cell = at(blocks, index).containerType === 'tableCell'
  const nodes = Array.from({ length: random.int(1, 2) }, () =>
    !cell && random.chance(0.3) ? table(random, ids, 1, 2) : paragraph(random, ids, 0, 4),
  )
  const behind = random.chance(0.5)
  return {
    name: `insert blocks ${behind ? 'after' : 'before'} ${index}`,
    run: (state) => {
      const block = at(scene(state.doc).blocks, index)
      return state.tr.insert(behind ? block.after : block.before, nodes)
    },
  }
}

/** A run of whole blocks that does not empty its container. */
function wholeRun(random: Random, blocks: readonly LiveBlock[]): [number, number] | null {
  const containers = new Set(blocks.filter((block) => block.element === null).map((block) => block.container))
  const runs: [number, number][] = []
  for (const container of containers) {
    const inside = blocks.flatMap((block, i) => (block.container === container ? [i] : []))
    if (inside.length < 2) continue
    const first = random.int(0, inside.length - 1)
    const count = random.int(1, Math.min(2, inside.length - (first === 0 ? 1 : 0) - first + 0) || 1)
    const last = Math.min(inside.length - 1, first + count - 1)
    if (last - first + 1 < inside.length) runs.push([at(inside, first), at(inside, last)])
  }
  return runs.length ? random.pick(runs) : null
}

const deleteBlocks: Maker = (random, { blocks }) => {
  const run = wholeRun(random, blocks)
  if (!run) return null
  const ids = counter('plain')
  const replacement = random.chance(0.3) ? [paragraph(random, ids, 0, 4)] : []
  return {
    name: `${replacement.length ? 'replace' : 'delete'} blocks ${run.join('-')}`,
    run: (state) => {
      const now = scene(state.doc).blocks
      const slice = new Slice(Fragment.fromArray(replacement), 0, 0)
      return state.tr.replace(at(now, run[0]).before, at(now, run[1]).after, slice)
    },
  }
}

const paste: Maker = (random, now) => {
  const ids = counter('plain')
  const { blocks } = now
  const block = random.pick(texts(blocks, inBody))
  const offset = random.int(0, at(blocks, block).letters.length)
  const range = random.chance(0.5) ? spread(random, now) : null
  const { from, to } = range ?? { from: [block, offset] as [number, number], to: [block, offset] as [number, number] }
  const cell = at(blocks, from[0]).containerType === 'tableCell'
  const middle = !cell && random.chance(0.3) ? [table(random, ids, 1, 1)] : []
  const slice = new Slice(Fragment.fromArray([paragraph(random, ids, 0, 3), ...middle, paragraph(random, ids, 1, 3)]), 1, 1)
  const sides = sidesOf(random)
  return {
    name: `paste ${from.join(':')}-${to.join(':')}`,
    run: (state) => state.tr.replace(...rangeOf(scene(state.doc).blocks, from, to, sides), slice),
  }
}

const headerCode: Maker = (random) => {
  const name = random.pick(headerCodes)
  const value = random.pick(['', '特急', '通知', '请示', '机密'])
  const asStep = random.chance(0.5)
  return {
    name: `header ${name}=${value}`,
    run: (state) =>
      asStep
        ? state.tr.setNodeAttribute(0, name, value)
        : state.tr.setNodeMarkup(0, undefined, { ...state.doc.firstChild?.attrs, [name]: value }),
  }
}

const rows: Maker = (random, { tables }) => {
  if (!tables.length) return null
  const ids = counter('plain')
  const index = random.int(0, tables.length - 1)
  const found = at(tables, index)
  // struck from the first row to the last
  if (!found.rows.length) return null
  const row = random.int(0, found.rows.length - 1)
  if (random.chance(0.5) && found.rows.length > 1) {
    return {
      name: `delete row ${index}.${row}`,
      run: (state) => {
        const live = at(at(scene(state.doc).tables, index).rows, row)
        return state.tr.delete(live.pos, live.end)
      },
    }
  }
  const behind = random.chance(0.5)
  const fresh = table(random, ids, 1, at(found.rows, row).cells.length).child(0)
  return {
    name: `add row ${index}.${row}`,
    run: (state) => {
      const live = at(at(scene(state.doc).tables, index).rows, row)
      return state.tr.insert(behind ? live.end : live.pos, fresh)
    },
  }
}

const columns: Maker = (random, { tables }) => {
  if (!tables.length) return null
  const ids = counter('plain')
  const index = random.int(0, tables.length - 1)
  const found = at(tables, index)
  if (!found.rows.length) return null
  const width = Math.min(...found.rows.map((row) => row.cells.length))
  const column = random.int(0, width - 1)
  if (random.chance(0.5) && width > 1) {
    return {
      name: `delete column ${index}.${column}`,
      run: (state) => {
        const live = at(scene(state.doc).tables, index)
        const tr = state.tr
        for (const row of live.rows)
          tr.delete(tr.mapping.map(at(row.cells, column).pos), tr.mapping.map(at(row.cells, column).end))
        return tr
      },
    }
  }
  const fresh = found.rows.map(() => table(random, ids, 1, 1).child(0).child(0))
  return {
    name: `add column ${index}.${column}`,
    run: (state) => {
      const live = at(scene(state.doc).tables, index)
      const tr = state.tr
      live.rows.forEach((row, i) => tr.insert(tr.mapping.map(at(row.cells, column).end), at(fresh, i)))
      return tr
    },
  }
}

const elementText: Maker = (random, { blocks }) => {
  const block = random.pick(texts(blocks, (one) => one.element !== null))
  const length = at(blocks, block).letters.length
  const from = random.int(0, length)
  const to = random.int(from, length)
  const content = [...inline(random, 0, 4)]
  const sides = sidesOf(random)
  return {
    name: `element ${block}:${from}-${to}`,
    run: (state) => state.tr.replaceWith(...rangeOf(scene(state.doc).blocks, [block, from], [block, to], sides), content),
  }
}

/**
 * The levels of tracked-changes.md §1.2, each with all operations of the ones before: L4 brings every look, L5 every
 * attribute, L6 whole blocks, images and line breaks, L7 all the rest, comments, moves and groups included.
 */
const l1 = [insertText, deleteInside]
const l2 = [...l1, deleteAcross]
const l3 = [...l2, split, join]
const l4 = [...l3, format]
const l5 = [...l4, attribute]
const l6 = [...l5, insertBlocks, deleteBlocks, inlineNode, resizeImage]
const l7 = [...l6, paste, headerCode, rows, columns, cellWidth, elementText, comment, dragText, reorder, moveOneBlock, replaceAll]
export const levels = { L1: l1, L2: l2, L3: l3, L4: l4, L5: l5, L6: l6, L7: l7 } as const satisfies Record<
  string,
  readonly Maker[]
>

export type Level = keyof typeof levels

/** What the documents of a level hold: from L4 on everything the schema knows. */
export const shapeOf = (level: Level): { tables: boolean; rich: boolean } => {
  const rich = Number(level.slice(1)) >= 4
  return { tables: rich, rich }
}

/** A random operation of the level that fits the marked document. */
export function randomOperation(random: Random, level: Level, doc: PmNode): Operation {
  const now = scene(doc)
  // a body that is struck from end to end: only the elements of the header can be written in
  const makers = texts(now.blocks, inBody).length ? levels[level] : l1
  for (;;) {
    const operation = random.pick<Maker>(makers)(random, now)
    if (operation) return operation
  }
}
