import { Fragment, Slice, type Node as PmNode } from 'prosemirror-model'
import { ReplaceStep, type Step } from 'prosemirror-transform'
import { schema, type Entry, type Who } from '../document/schema.ts'
import { idOf, insType, whoOf } from './who.ts'

/** Who inserted the text of a block; undefined where none of it is a tracked insertion. */
function inserterOf(node: PmNode): Who | undefined {
  for (const child of node.children) {
    const mark = child.marks.find(({ type }) => type === insType)
    if (mark) return whoOf(mark)
  }
  return undefined
}

/** The text of a slice as paragraphs that are insertions of their own; pieces without a letter are left out. */
function insertedParagraphs(content: Fragment, doc: PmNode): PmNode[] {
  const found: PmNode[] = []
  const used = new Set<unknown>()
  doc.descendants((node) => void (node.isInline || used.add(idOf(node))))
  /** The id is derived, so that every desk and the server make the same one. */
  const freeId = (changeId: string) => {
    let n = 0
    while (used.has(`${changeId}:${n}`)) n++
    used.add(`${changeId}:${n}`)
    return `${changeId}:${n}`
  }
  let inline: PmNode[] = []
  const add = (text: PmNode, attrs: Readonly<Record<string, unknown>>) => {
    const who = inserterOf(text)
    if (!who) return
    const entry: Entry = { ...who, k: 'blkIns' }
    const own = attrs['id']
    const id = typeof own === 'string' && !used.has(own) ? own : freeId(who.id)
    found.push(schema.node('paragraph', { ...attrs, id, trk: [entry] }, text.content))
  }
  const close = () => {
    if (inline.length) add(schema.node('paragraph', null, inline), {})
    inline = []
  }
  const read = (node: PmNode) => {
    if (node.isInline) inline.push(node)
    else {
      close()
      if (!node.isTextblock) node.forEach(read)
      else add(node, node.type.name === 'paragraph' ? { ...node.attrs, id: idOf(node) } : {})
    }
  }
  content.forEach(read)
  close()
  return found
}

/**
 * A tracked insertion whose paragraph, row or table was taken away untracked while it was written, as paragraphs of its
 * own where that stood: what somebody wrote is never dropped (RV-35). Null for any other step.
 */
export function placedAnew(step: Step, doc: PmNode): Step | null {
  if (!(step instanceof ReplaceStep) || step.from !== step.to || step.from > doc.content.size) return null
  const paragraphs = insertedParagraphs(step.slice.content, doc)
  if (!paragraphs.length) return null
  const content = Fragment.fromArray(paragraphs)
  const $pos = doc.resolve(step.from)
  for (let depth = $pos.depth; depth > 0; depth--) {
    const container = $pos.node(depth)
    const fits = container.type.name === 'body' || container.type.name === 'tableCell'
    if (!fits) continue
    const at = depth === $pos.depth ? $pos.pos : $pos.after(depth + 1)
    return new ReplaceStep(at, at, new Slice(content, 0, 0))
  }
  const end = doc.content.size - 1
  return new ReplaceStep(end, end, new Slice(content, 0, 0))
}
