import type { Node as PmNode } from 'prosemirror-model'
import { ReplaceStep, type Step } from 'prosemirror-transform'
import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { entriesOf, schema } from '../../../src-shared/document/schema.ts'
import { changeSignatures } from '../../../src-shared/revision/changes.ts'
import { acceptAll, rejectAll, resolveDoc } from '../../../src-shared/revision/resolve.ts'
import type { Verdict } from '../../../src-shared/revision/types.ts'
import { verdicts } from '../../../src-shared/workflow/document-state.ts'
import { withoutAnchors, withoutIds } from './documents.ts'
import { Random } from './random.ts'

/** A document in one short line per block, with its marks and entries, for messages. */
export function brief(node: PmNode, depth = 0): string {
  if (node.isInline) {
    const marks = node.marks.map(
      (mark) =>
        `${mark.type.name}${mark.attrs['id'] ? `:${String(mark.attrs['id'])}` : ''}${mark.attrs['mark'] ? `/${String(mark.attrs['mark'])}` : ''}`,
    )
    const text = node.text ?? `<${node.type.name}${node.attrs['sm3'] ? ` ${node.attrs['sm3']} ${node.attrs['width']}` : ''}>`
    return marks.length ? `[${text} ${marks.join(' ')}]` : text
  }
  const trk = entriesOf(node).map(
    (e) =>
      `${e.k}:${e.id}${e.k === 'attr' ? `/${e.name} ${String(e.old)}→${String(e.new)}` : e.k === 'brkDel' && e.over ? `/over ${e.over}` : ''}`,
  )
  const own = `${node.type.name}#${String(node.attrs['id'])} ${String(node.attrs['style'] ?? '')} {${trk.join(', ')}}`
  const pad = '\n' + '  '.repeat(depth)
  return `${pad}${own} ${node.children.map((child) => brief(child, depth + 1)).join('')}`
}

export function mustBeSame(what: string, a: PmNode, b: PmNode): void {
  if (!a.eq(b)) throw new Error(`${what}\n got  ${brief(a)}\n want ${brief(b)}`)
}

/** I3: valid, no zero-width space, no two pieces of text that ought to be one, every block an id of its own. */
export function checkShape(doc: PmNode): void {
  doc.check()
  const ids = new Set<string>()
  doc.descendants((node, _pos, parent, index) => {
    if (node.isText) {
      if (!node.text) throw new Error('empty text')
      if (node.text.includes('\u200b')) throw new Error('a zero-width space')
      const before = index > 0 ? parent?.child(index - 1) : undefined
      if (before?.isText && before.sameMarkup(node)) throw new Error(`text in two pieces: ${before.text} ${node.text}`)
    }
    if (node.isInline || !('id' in node.attrs)) return
    const id = node.attrs['id'] as string | null
    if (!id || ids.has(id)) throw new Error(`block id ${String(id)} of a ${node.type.name} is missing or not its own`)
    ids.add(id)
  })
}

/** I1, I2, I3 and the signatures of I11, after every operation. */
export function checkInvariants(original: PmNode, doc: PmNode, plain: PmNode): void {
  // an anchor on base text is an annotation and stays (RV-18)
  mustBeSame('reject all is not the original', withoutAnchors(rejectAll(doc)), withoutAnchors(original))
  const accepted = acceptAll(doc)
  mustBeSame('accept all is not what a plain editor gives', withoutIds(accepted), withoutIds(plain))
  checkShape(doc)
  checkShape(accepted)
  for (const [id, signatures] of changeSignatures(doc)) {
    const sound = signatures.length === 1 && signatures.every((who) => who.author && who.step && who.at > 0)
    if (!id || !sound) throw new Error(`change ${id} is not signed`)
  }
}

/** I10: a stored body is read back as it was. */
export function checkRoundTrip(doc: PmNode): void {
  const read = schema.nodeFromJSON(JSON.parse(JSON.stringify(bodyJson(doc))))
  mustBeSame('a stored body is read back differently', read, doc)
  mustBeSame('plain JSON is read back differently', schema.nodeFromJSON(JSON.parse(JSON.stringify(doc.toJSON()))), doc)
}

/** I8: derived steps only add; a replacement of base content would mean the way out by comparison was taken. */
export function checkOnlyAdds(steps: readonly Step[]): void {
  const taking = steps.find((step) => step instanceof ReplaceStep && step.from !== step.to)
  if (taking) throw new Error(`derived steps replace base content: ${JSON.stringify(taking.toJSON())}`)
}

type Given = { changeIds: string[]; verdict: Verdict | 'undo' }

/** A number of its own for every change, so that a change left out alters no decision on another. */
const chanceOf = (seed: number, id: string): Random =>
  new Random([...id].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, seed))

/** Up to four decisions on each change, some of them taken back, in rounds; and what stands at the end. */
function decideAll(seed: number, ids: readonly string[]): { given: Given[]; stand: Map<string, Verdict> } {
  const given: Given[] = []
  const stacks = new Map<string, Verdict[]>()
  const chances = ids.map((id) => ({ id, chance: chanceOf(seed, id) }))
  for (let round = 0; round < 4; round++)
    for (const verdict of ['accept', 'reject', 'undo'] as const) {
      const changeIds = chances.flatMap(({ id, chance }) => (chance.chance(0.25) ? [id] : []))
      if (changeIds.length) given.push({ changeIds, verdict })
      for (const id of changeIds) {
        const stack = stacks.get(id) ?? []
        if (verdict === 'undo') stacks.set(id, stack.slice(0, -1))
        else if (stack.at(-1) !== verdict) stacks.set(id, [...stack, verdict])
      }
    }
  return { given, stand: new Map([...stacks].flatMap(([id, stack]) => stack.slice(-1).map((last) => [id, last] as const))) }
}

/**
 * I5: decides, takes decisions back and gives others in between, as the state keeps them (RV-10); what is left at the
 * end must be the bulk result of the verdicts that stand, whichever order they are applied in.
 */
export function checkDecisions(random: Random, doc: PmNode): number {
  const ids = [...changeSignatures(doc).keys()]
  const seed = random.int(0, 2_000_000_000)
  const { given, stand } = decideAll(seed, ids)
  const kept = verdicts({ decisions: given.map((one) => ({ ...one, by: 'x', step: 's', at: 1 })) as never })
  for (const id of ids) if (kept.get(id) !== stand.get(id)) throw new Error(`verdict on ${id} is not the one before the undo`)
  const late = (id: string): Verdict => (chanceOf(seed + 1, id).chance(0.5) ? 'accept' : 'reject')
  const all = new Map(ids.map((id) => [id, stand.get(id) ?? late(id)]))
  checkOneByOne(random, doc, all)
  // what is open stays open, and the rest decided later ends the same
  const some = resolveDoc(doc, (who) => stand.get(who.id) ?? 'keep')
  const bulk = resolveDoc(doc, (who) => all.get(who.id) ?? 'keep')
  mustBeSame(
    `deciding the rest later differs from bulk: first ${JSON.stringify([...stand])}, then ${JSON.stringify([...all])}`,
    sweep(some, all),
    bulk,
  )
  return given.length
}

const sweep = (doc: PmNode, all: ReadonlyMap<string, Verdict>): PmNode => {
  let result = doc
  for (let i = 0; i < 5 && changeSignatures(result).size; i++) result = resolveDoc(result, (who) => all.get(who.id) ?? 'keep')
  return result
}

function checkOneByOne(random: Random, doc: PmNode, all: ReadonlyMap<string, Verdict>): void {
  const bulk = resolveDoc(doc, (who) => all.get(who.id) ?? 'keep')
  let one = doc
  for (const id of random.shuffle([...all.keys()]))
    one = resolveDoc(one, (who) => (who.id === id ? (all.get(id) ?? 'keep') : 'keep'))
  mustBeSame(`one by one differs from bulk ${JSON.stringify([...all])} of ${brief(doc)}`, sweep(one, all), bulk)
}

/** Letters in a row with the insertions and deletions of everybody but `author`; his own insertions are left out. */
function lettersWithout(doc: PmNode, author: string): string[] {
  const found: string[] = []
  doc.descendants((node) => {
    if (!node.isInline) return true
    const marks = node.marks.filter((mark) => mark.type.name === 'ins' || mark.type.name === 'del')
    if (marks.some((mark) => mark.type.name === 'ins' && mark.attrs['author'] === author)) return false
    const signed = marks
      .filter((mark) => mark.attrs['author'] !== author)
      .map((mark) => [mark.type.name, ...['id', 'author', 'at', 'step', 'moveId'].map((name) => mark.attrs[name])].join(':'))
      .sort()
      .join(' ')
    const text = node.text ?? `<${node.type.name} ${JSON.stringify(node.attrs)}>`
    for (const letter of node.isText ? text : [text]) found.push(`${letter} ${signed}`)
    return false
  })
  return found
}

/** I6: to reject one author leaves all letters and deletions of the others as they are, and nothing of the author. */
export function checkRejectAuthor(doc: PmNode, author: string): void {
  const left = resolveDoc(doc, (who) => (who.author === author ? 'reject' : 'keep'))
  checkShape(left)
  const before = lettersWithout(doc, author)
  const after = lettersWithout(left, author)
  const at = before.findIndex((letter, i) => letter !== after[i])
  if (at >= 0 || after.length !== before.length)
    throw new Error(`to reject ${author} altered "${before[at]}" into "${after[at]}"\n of ${brief(doc)}\n to ${brief(left)}`)
  const known = changeSignatures(doc)
  for (const [id, signatures] of changeSignatures(left)) {
    const was = known.get(id)
    if (JSON.stringify(was) !== JSON.stringify(signatures)) throw new Error(`to reject ${author} re-signed ${id}`)
  }
}
