import { Fragment, Slice, type Node as PmNode } from 'prosemirror-model'
import { schema } from '../../../src-shared/document/schema.ts'
import * as tracking from '../../../src-shared/revision/track.ts'
import { positionOf, type LiveBlock } from './live.ts'
import { at, inBody, marksFor, rangeOf, scene, sidesOf, spread, texts, twice, type Maker } from './operation-tools.ts'

/** Meta key that makes one change of all steps of a transaction, once the core knows it. */
const groupMeta = (tracking as Readonly<Record<string, unknown>>)['groupMeta'] as string | undefined

/** Images of a document that an accepting reader sees, as block and letter. */
const isLiveImage = (node: PmNode | null) => node?.type.name === 'image' && !node.marks.some((mark) => mark.type.name === 'del')

function images(doc: PmNode, blocks: readonly LiveBlock[]): { block: number; letter: number }[] {
  return blocks.flatMap((live, block) =>
    live.letters.flatMap((pos, letter) => (isLiveImage(doc.nodeAt(pos)) ? [{ block, letter }] : [])),
  )
}

/** An image or a line break at a place in text. */
export const inlineNode: Maker = (random, { blocks }) => {
  const block = random.pick(texts(blocks))
  const offset = random.int(0, at(blocks, block).letters.length)
  const node = random.chance(0.5)
    ? schema.node('image', { sm3: `picture-${random.int(1, 9)}`, width: random.pick([null, 100]) })
    : schema.node('hardBreak', null, undefined, marksFor(random))
  const { left } = sidesOf(random)
  return {
    name: `${node.type.name} ${block}:${offset}`,
    run: (state) => state.tr.replaceWith(...twice(positionOf(at(scene(state.doc).blocks, block), offset, left)), node),
  }
}

/** Another width or another picture for an image. */
export const resizeImage: Maker = (random, { blocks, doc }) => {
  const all = images(doc, blocks)
  if (!all.length) return null
  const { block, letter } = random.pick(all)
  const [name, value] = random.pick([
    ['width', random.int(1, 9) * 10],
    ['sm3', `picture-${random.int(10, 19)}`],
  ] as const)
  return {
    name: `image ${block}:${letter} ${name}=${value}`,
    run: (state) => state.tr.setNodeAttribute(at(at(scene(state.doc).blocks, block).letters, letter), name, value),
  }
}

/** A column width: the one attribute that is a list. */
export const cellWidth: Maker = (random, { tables }) => {
  if (!tables.length) return null
  const table = random.int(0, tables.length - 1)
  const row = random.int(0, at(tables, table).rows.length - 1)
  const cell = random.int(0, at(at(tables, table).rows, row).cells.length - 1)
  const width = random.pick([null, [random.int(5, 20) * 10]])
  return {
    name: `cell width ${table}.${row}.${cell} ${String(width)}`,
    run: (state) => {
      const { pos } = at(at(at(scene(state.doc).tables, table).rows, row).cells, cell)
      return state.tr.setNodeAttribute(pos, 'colwidth', width)
    },
  }
}

/** A comment's anchor set, or one that is there taken away (settled). */
export const comment: Maker = (random, now) => {
  const { blocks } = now
  const block = random.pick(texts(blocks))
  const length = at(blocks, block).letters.length
  if (!length) return null
  const a = random.int(0, length - 1)
  const wide = random.chance(0.3) ? spread(random, now) : null
  const range = wide ?? { from: [block, a] as [number, number], to: [block, random.int(a + 1, length)] as [number, number] }
  const off = random.chance(0.3)
  const mark = schema.mark('comment', { id: off ? `c${random.int(1, 3)}` : `c-${random.int(1, 1_000_000_000)}` })
  return {
    name: `${off ? 'settle' : 'comment'} ${mark.attrs['id']} ${range.from.join(':')}-${range.to.join(':')}`,
    run: (state) => {
      // settled is a whole thread, wherever its anchor stands
      if (off) return state.tr.removeMark(0, state.doc.content.size, mark)
      return state.tr.addMark(...rangeOf(scene(state.doc).blocks, range.from, range.to, { left: 'right', right: 'left' }), mark)
    },
  }
}

/** Text dragged to another place of the same container, as the editor does it: a deletion and an insertion in one. */
export const dragText: Maker = (random, { blocks }) => {
  const from = random.pick(texts(blocks, inBody))
  const length = at(blocks, from).letters.length
  if (!length) return null
  const a = random.int(0, length - 1)
  const b = random.int(a + 1, length)
  const rest = texts(blocks, inBody).filter((i) => i !== from)
  if (!rest.length) return null
  const to = random.pick(rest)
  const offset = random.int(0, at(blocks, to).letters.length)
  return {
    name: `drag ${from}:${a}-${b} to ${to}:${offset}`,
    run: (state) => {
      const now = scene(state.doc).blocks
      const moved = at(now, from)
        .letters.slice(a, b)
        .map((pos) => state.doc.slice(pos, pos + 1).content)
        .reduce((all, piece) => all.append(plain(piece)), Fragment.empty)
      const target = positionOf(at(now, to), offset, 'left')
      const tr = state.tr.delete(...rangeOf(now, [from, a], [from, b], { left: 'right', right: 'left' }))
      return tr.replace(tr.mapping.map(target, -1), undefined, new Slice(moved, 0, 0)).setMeta('uiEvent', 'drop')
    },
  }
}
const plain = (content: Fragment): Fragment =>
  Fragment.fromArray(
    content.content.map((node) =>
      node.mark(node.marks.filter((mark) => !['ins', 'del', 'fmt', 'comment'].includes(mark.type.name))),
    ),
  )

/** A paragraph put behind the next one, as a list is reordered. */
export const reorder: Maker = (random, { blocks }) => {
  const pairs = texts(blocks, inBody).filter(
    (i) => blocks[i + 1]?.kind === 'text' && blocks[i + 1]?.container === blocks[i]?.container,
  )
  if (!pairs.length) return null
  const block = random.pick(pairs)
  return {
    name: `reorder ${block}`,
    run: (state) => {
      const now = scene(state.doc).blocks
      const [first, second] = [at(now, block), at(now, block + 1)]
      const head = state.doc.nodeAt(first.before)
      const content = first.letters
        .map((pos) => state.doc.slice(pos, pos + 1).content)
        .reduce((all, piece) => all.append(plain(piece)), Fragment.empty)
      const copy = schema.node('paragraph', { ...head?.attrs, id: null, trk: null }, content)
      const tr = state.tr.insert(second.after, copy)
      return tr.delete(first.before, first.after).setMeta('uiEvent', 'drop')
    },
  }
}

/** Several letters replaced at once, as 全部替换 does. */
export const replaceAll: Maker = (random, { blocks }) => {
  const places = texts(blocks).flatMap((block) => at(blocks, block).letters.map((_pos, letter) => ({ block, letter })))
  if (!places.length) return null
  const chosen = new Set(random.shuffle(places).slice(0, random.int(1, 4)))
  const hits = places.filter((place) => chosen.has(place))
  // the same word everywhere, so each stands for itself: one text per hit
  const words = hits.map(() => random.text(0, 2))
  return {
    name: `replace all ${hits.map(({ block, letter }) => `${block}:${letter}`).join(' ')}`,
    run: (state) => {
      const now = scene(state.doc).blocks
      const tr = state.tr
      hits.toReversed().forEach(({ block, letter }, i) => {
        const pos = at(at(now, block).letters, letter)
        const word = words[i] ?? ''
        if (word) tr.replaceWith(pos, pos + 1, schema.text(word))
        else tr.delete(pos, pos + 1)
      })
      return groupMeta ? tr.setMeta(groupMeta, true) : tr
    },
  }
}
