import { Fragment, Mark, type Node as PmNode } from 'prosemirror-model'
import type { AttrValue, Entry } from '../document/schema.ts'
import type { Decide, Verdict } from './types.ts'
import { delType, fmtType, insType, isTrackingMark, markType, sameValue, whoOf } from './who.ts'

/** One pending write to a value register: what it was, what it became, and what is decided about it. */
type Write = { old: AttrValue; new: AttrValue; verdict: Verdict | 'keep' }

/** What is left of a register: the value, and per write its new `old`, or null when the write is gone. */
type Register = { value: AttrValue; old: readonly (AttrValue | null)[]; left: readonly boolean[] }

/**
 * Settles the writes to one value, oldest first (RV-07). The value follows the last write left, the base value stays
 * in the first one; an accepted write supersedes the pending ones before it.
 */
function settle(writes: readonly Write[], current: AttrValue): Register {
  let base = writes[0]?.old ?? null
  let before: AttrValue = base
  let relink = false
  let touched = false
  const left = writes.map(() => false)
  const old: (AttrValue | null)[] = writes.map(() => null)
  writes.forEach((write, i) => {
    if (write.verdict === 'keep') {
      const from = relink ? before : write.old
      // it changes nothing any more; but behind a write that is still open it counts again once that one is rejected
      if (touched && !left.includes(true) && sameValue(from, write.new) && !sameValue(write.old, write.new)) return
      relink = false
      left[i] = true
      old[i] = from
      before = write.new
      return
    }
    touched = true
    relink = true
    if (write.verdict === 'reject') return
    base = write.new
    before = base
    left.fill(false, 0, i)
  })
  const last = left.lastIndexOf(true)
  const value = !touched ? current : last < 0 ? base : (writes[last]?.new ?? null)
  return { value, old, left }
}

/** The attr entries and values of a block after the decisions; entries of other kinds are passed through. */
export function settleAttributes(node: PmNode, list: readonly Entry[], decide: Decide) {
  const names = new Set(list.flatMap((entry) => (entry.k === 'attr' ? [entry.name] : [])))
  const untouched = !list.some((entry) => entry.k === 'attr' && decide(whoOf(entry)) !== 'keep')
  if (untouched) return { attrs: node.attrs, entries: list }
  const attrs: Record<string, unknown> = { ...node.attrs }
  const entries: (Entry | null)[] = [...list]
  for (const name of names) {
    const at = list.flatMap((entry, i) => (entry.k === 'attr' && entry.name === name ? [i] : []))
    const writes = at.flatMap((i) => {
      const entry = list[i]
      return entry?.k === 'attr' ? [{ old: entry.old, new: entry.new, verdict: decide(whoOf(entry)) }] : []
    })
    const register = settle(writes, attrs[name] as AttrValue)
    attrs[name] = register.value
    at.forEach((i, n) => {
      const entry = list[i]
      const old = register.old[n] ?? null
      if (!register.left[n] || entry?.k !== 'attr') entries[i] = null
      else entries[i] = sameValue(entry.old, old) ? entry : { ...entry, old }
    })
  }
  return { attrs, entries: entries.filter((entry) => entry !== null) }
}

function settleFormats(marks: readonly Mark[], decide: Decide): readonly Mark[] {
  const names = new Set(marks.flatMap((mark) => (mark.type === fmtType ? [String(mark.attrs['mark'])] : [])))
  let result: readonly Mark[] = marks
  for (const name of names) {
    const type = markType(name)
    const own = result.filter((mark) => mark.type === fmtType && mark.attrs['mark'] === name)
    const writes = own.map((mark) => ({ old: mark.attrs['old'], new: mark.attrs['new'], verdict: decide(whoOf(mark)) }))
    const { value, old, left } = settle(writes, type.isInSet(result) !== undefined)
    result = result.flatMap((mark) => {
      const at = own.indexOf(mark)
      if (at < 0) return [mark]
      if (!left[at]) return []
      return [mark.attrs['old'] === old[at] ? mark : fmtType.create({ ...mark.attrs, old: old[at] })]
    })
    result = value ? type.create().addToSet(result) : type.removeFromSet(result)
  }
  return result
}

/** An inline node after the decisions; null when it is gone, the node itself when nothing about it was decided. */
function resolveInlineNode(node: PmNode, decide: Decide): PmNode | null {
  if (!node.marks.some(isTrackingMark)) return node
  let decided = false
  const marks: Mark[] = []
  for (const mark of node.marks) {
    const verdict = isTrackingMark(mark) ? decide(whoOf(mark)) : 'keep'
    if (verdict === 'keep' || mark.type === fmtType) marks.push(mark)
    if (verdict === 'keep') continue
    decided = true
    if (mark.type === insType && verdict === 'reject') return null
    if (mark.type === delType && verdict === 'accept') return null
  }
  if (!decided) return node
  return node.mark(settleFormats(marks, decide))
}

/** The content of a textblock after the decisions. Returns the same fragment when nothing changed. */
export function resolveInline(content: Fragment, decide: Decide): Fragment {
  let changed = false
  const nodes: PmNode[] = []
  content.forEach((node) => {
    const resolved = resolveInlineNode(node, decide)
    if (resolved !== node) changed = true
    if (resolved) nodes.push(resolved)
  })
  return changed ? Fragment.fromArray(joinText(nodes)) : content
}

/** Joins neighbouring text nodes of equal marks; Fragment.fromArray does not. */
export function joinText(nodes: readonly PmNode[]): PmNode[] {
  const result: PmNode[] = []
  for (const node of nodes) {
    const last = result.at(-1)
    if (last?.isText && node.isText && Mark.sameSet(last.marks, node.marks)) {
      result[result.length - 1] = node.type.schema.text((last.text ?? '') + (node.text ?? ''), node.marks)
    } else result.push(node)
  }
  return result
}

/**
 * How much is alive in the content of a resolved node: 'live' text that stays whatever is decided next, 'maybe' when
 * all text left hangs on open changes, 'empty' when there is none.
 */
export function liveness(node: PmNode): 'live' | 'maybe' | 'empty' {
  let found: 'live' | 'maybe' | 'empty' = 'empty'
  node.descendants((child) => {
    if (found === 'live') return false
    if (!child.isInline) return true
    found = child.marks.some((mark) => mark.type === insType || mark.type === delType) ? 'maybe' : 'live'
    return false
  })
  return found
}
