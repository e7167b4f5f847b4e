import { Fragment, Slice, type Mark, type Node as PmNode } from 'prosemirror-model'
import { ReplaceStep, Transform, type Step } from 'prosemirror-transform'
import { entriesOf, type Entry } from '../../../src-shared/document/schema.ts'
import type { Work } from './merge.ts'
import type { Random } from './random.ts'

/** What a server of bad will, or a desk gone wrong, could make of honest work. */
export type Mutant = {
  name: string
  /** codes it must be refused with */
  expected: readonly string[]
  /** it touches only what the submitter wrote: accepted, but the base must be proved unaltered */
  ownOnly?: boolean
  make: (random: Random, base: PmNode, work: Work) => PmNode | Step[] | null
}

export const inlines = (doc: PmNode, wanted: (node: PmNode) => boolean) => {
  const found: { node: PmNode; pos: number }[] = []
  doc.descendants((node, pos) => {
    if (node.isInline && wanted(node)) found.push({ node, pos })
  })
  return found
}
export const ofOthers = (work: Work) => (node: PmNode) =>
  node.marks.some((mark) => ['ins', 'del', 'fmt'].includes(mark.type.name) && !work.isNew(String(mark.attrs['id'])))
export const ofMine = (work: Work) => (node: PmNode) =>
  node.marks.some((mark) => ['ins', 'del', 'fmt'].includes(mark.type.name) && work.isNew(String(mark.attrs['id'])))
export const untouched = (work: Work) => (node: PmNode) =>
  node.isText && !node.marks.some((mark) => mark.type.name === 'ins' && work.isNew(String(mark.attrs['id'])))

export function resigned(doc: PmNode, which: (id: string) => boolean, change: Record<string, unknown>): PmNode | null {
  let hit = false
  const walk = (node: PmNode): PmNode => {
    const marks = node.marks.map((mark) => {
      if (mark.attrs['author'] === undefined || !which(String(mark.attrs['id']))) return mark
      hit = true
      return mark.type.create({ ...mark.attrs, ...change })
    })
    if (node.isText) return node.mark(marks)
    const trk = (node.attrs['trk'] as { id: string }[] | null | undefined)?.map((entry) => {
      if (!which(entry.id)) return entry
      hit = true
      return { ...entry, ...change }
    })
    return node.type.create(trk ? { ...node.attrs, trk } : node.attrs, node.children.map(walk), marks)
  }
  const result = walk(doc)
  return hit ? result : null
}

/** Alters one piece of text of a kind, taken at random; nothing where the document has none. */
export const inOnePlace =
  (
    wanted: (work: Work) => (node: PmNode) => boolean,
    alter: (tr: Transform, place: { node: PmNode; pos: number }, work: Work) => Transform | null,
  ): Mutant['make'] =>
  (random, _base, work) => {
    const all = inlines(work.doc, wanted(work))
    return all.length ? (alter(new Transform(work.doc), random.pick(all), work)?.doc ?? null) : null
  }

/** An id the server has seen on a change that is gone since. */
export const goneId = '甲-gone'

export const own = (id: string) => ({ id, author: '甲', at: 2_000_000, step: 'step-甲' })
export const foreign = (work: Work) => (entry: Entry) => !work.isNew(entry.id)
/** Marks of others of which one text bears several: deletions, or else formats. */
export function several(node: PmNode, work: Work): readonly Mark[] {
  const of = (name: string) => node.marks.filter((mark) => mark.type.name === name && !work.isNew(String(mark.attrs['id'])))
  return of('del').length > 1 ? of('del') : of('fmt')
}
export const baseImage = (work: Work) => (node: PmNode) =>
  node.type.name === 'image' && !node.marks.some((mark) => mark.type.name === 'ins' && work.isNew(String(mark.attrs['id'])))

/** Alters one mark of another in place. */
export function remark(tr: Transform, { node, pos }: { node: PmNode; pos: number }, work: Work, change: Record<string, unknown>) {
  const mark = node.marks.find((one) => ['ins', 'del', 'fmt'].includes(one.type.name) && !work.isNew(String(one.attrs['id'])))
  if (!mark) return null
  const marks = node.marks.map((one) => (one === mark ? mark.type.create({ ...mark.attrs, ...change }) : one))
  return tr.step(new ReplaceStep(pos, pos + node.nodeSize, new Slice(Fragment.from(node.mark(marks)), 0, 0)))
}

/** Alters the change list of one block, taken at random among those for which `alter` has something to do. */
export const onEntries =
  (alter: (list: readonly Entry[], work: Work) => readonly Entry[] | null): Mutant['make'] =>
  (random, _base, work) => {
    const found: { pos: number; list: readonly Entry[] }[] = []
    work.doc.descendants((node, pos) => {
      const list = node.isInline || !entriesOf(node).length ? null : alter(entriesOf(node), work)
      if (list) found.push({ pos, list })
    })
    if (!found.length) return null
    const { pos, list } = random.pick(found)
    return new Transform(work.doc).setNodeAttribute(pos, 'trk', list.length ? list : null).doc
  }

/** Another attribute for one block the submitter has not made. */
export const onNode =
  (wanted: (node: PmNode) => boolean, name: string, value: unknown): Mutant['make'] =>
  (random, base, work) => {
    const known = new Set<unknown>()
    base.descendants((node) => void known.add(node.attrs['id']))
    const found: number[] = []
    work.doc.descendants((node, pos) => {
      const untold = !entriesOf(node).some((entry) => entry.k === 'attr' && entry.name === name)
      if (!node.isInline && known.has(node.attrs['id']) && wanted(node) && untold && node.attrs[name] !== value) found.push(pos)
    })
    return found.length ? new Transform(work.doc).setNodeAttribute(random.pick(found), name, value).doc : null
  }

export function moveOf(doc: PmNode): string | undefined {
  let found: string | undefined
  doc.descendants((node) => {
    for (const mark of node.marks) found ??= (mark.attrs['moveId'] as string | null | undefined) ?? undefined
    if (!node.isInline) for (const entry of entriesOf(node)) found ??= entry.moveId
  })
  return found
}

/** All new insertions and deletions as halves of a move. */
export function withMove(doc: PmNode, isNew: (id: string) => boolean, moveId: string): PmNode | null {
  let hit = false
  const walk = (node: PmNode): PmNode => {
    const marks = node.marks.map((mark) => {
      if (!['ins', 'del'].includes(mark.type.name) || !isNew(String(mark.attrs['id']))) return mark
      hit = true
      return mark.type.create({ ...mark.attrs, moveId })
    })
    return node.isText ? node.mark(marks) : node.type.create(node.attrs, node.children.map(walk), marks)
  }
  const result = walk(doc)
  return hit ? result : null
}

/** Text under each comment anchor. */
export function threadsOf(doc: PmNode): Map<string, string> {
  const found = new Map<string, string>()
  doc.descendants((node, pos) => {
    for (const mark of node.isInline ? node.marks : [])
      if (mark.type.name === 'comment') {
        const id = String(mark.attrs['id'])
        found.set(id, `${found.get(id) ?? ''}${node.text ?? node.type.name}`)
      }
    return pos >= 0
  })
  return found
}

/** Threads whose anchors the work has set, taken away or altered: its author's own, for this test. */
export function threadsTouched(base: PmNode, work: PmNode): Set<string> {
  const [before, after] = [threadsOf(base), threadsOf(work)]
  return new Set([...before.keys(), ...after.keys()].filter((id) => before.get(id) !== after.get(id)))
}

export function keptThread(random: Random, base: PmNode, work: Work): string | undefined {
  const touched = threadsTouched(base, work.doc)
  const kept = [...threadsOf(base).keys()].filter((id) => !touched.has(id))
  return kept.length ? random.pick(kept) : undefined
}
