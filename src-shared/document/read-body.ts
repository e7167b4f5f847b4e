import { Fragment, type Mark, type Node as PmNode, type NodeType } from 'prosemirror-model'
import { schema } from './schema.ts'

/** Something in a stored body that this version of the program does not know; `at` is the path to it, `0.3.1` by child index. */
export type BodyFault = {
  at: string
  why: 'unknown-mark' | 'unknown-node' | 'unknown-attr' | 'unknown-change' | 'shape'
  /** the name that is not known, or what does not fit */
  name: string
}

/** A body for reading. With faults it shows all its text but must never be saved again: what was left out would be lost (RV-52). */
export type ReadBody = { doc: PmNode; faults: readonly BodyFault[] } | { doc: null; faults: readonly BodyFault[] }

type Json = Record<string, unknown>
const entryKinds: readonly unknown[] = ['brkIns', 'brkDel', 'blkIns', 'blkDel', 'attr']

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const known = (type: { spec: { attrs?: unknown } }): Json => (type.spec.attrs ?? {}) as Json

/**
 * Reads a stored body that may have been written by an older or newer version (RV-52). A body this version knows whole is
 * read exactly. Of any other, unknown marks, attributes and kinds of change are left out, unknown nodes become paragraphs
 * or text with what is written in them, missing parts are filled in empty; each with a fault that names it.
 */
export function readBodyJson(json: unknown): ReadBody {
  const reader = new Reader()
  try {
    const doc = reader.document(json)
    return { doc, faults: reader.faults }
  } catch (error) {
    return { doc: null, faults: [...reader.faults, { at: '', why: 'shape', name: String(error) }] }
  }
}

/** All text below a piece of JSON, whatever its nodes are. */
function textOf(json: unknown): string {
  if (!isObject(json)) return ''
  if (typeof json['text'] === 'string') return json['text']
  return listOf(json['content']).map(textOf).join('')
}

class Reader {
  readonly faults: BodyFault[] = []
  /** text of blocks that had no place where they stood; it goes to the end of the body */
  private readonly homeless: PmNode[] = []

  document(json: unknown): PmNode {
    if (!isObject(json) || json['type'] !== 'doc') throw new RangeError('this is no document')
    const doc = this.block(schema.topNodeType, json, '')
    const last = doc.lastChild
    const whole =
      last && this.homeless.length > 0
        ? doc.copy(doc.content.replaceChild(doc.childCount - 1, last.copy(last.content.append(Fragment.from(this.homeless)))))
        : doc
    return this.faults.length === 0 ? this.exact(json, whole) : whole
  }

  /** A body without an unknown name is read as it stands; one that is unsound all the same is only shown. */
  private exact(json: Json, lenient: PmNode): PmNode {
    try {
      const doc = schema.nodeFromJSON(json)
      doc.check()
      return doc
    } catch (error) {
      this.fault('', 'shape', error)
      return lenient
    }
  }

  private fault(at: string, why: BodyFault['why'], name: unknown): void {
    this.faults.push({ at, why, name: String(name) })
  }

  private block(type: NodeType, json: Json, at: string): PmNode {
    const attrs = this.attrs(known(type), json['attrs'], at)
    const place = (i: number) => (at === '' ? String(i) : `${at}.${i}`)
    if (type.isTextblock) {
      const inline = listOf(json['content']).flatMap((child, i) => this.inline(child, place(i)))
      return type.create(attrs, Fragment.from(inline))
    }
    const children = listOf(json['content']).map((child, i) => this.child(child, place(i)))
    return type.create(attrs, this.fitted(type, children, at))
  }

  /** A block below another one: as it is, or as a paragraph of its text where this version does not know it. */
  private child(json: unknown, at: string): PmNode {
    const name = isObject(json) ? json['type'] : typeof json
    const type = typeof name === 'string' && Object.hasOwn(schema.nodes, name) ? schema.nodes[name] : undefined
    if (type && !type.isInline && isObject(json)) return this.block(type, json, at)
    this.fault(at, type ? 'shape' : 'unknown-node', name)
    return opaque(textOf(json), isObject(json) && isObject(json['attrs']) ? json['attrs']['id'] : null)
  }

  /** Children in the order the schema wants: gaps are filled with empty parts, what has no place here is kept for the end. */
  private fitted(type: NodeType, children: readonly PmNode[], at: string): Fragment {
    if (type.validContent(Fragment.from(children))) return Fragment.from(children)
    this.fault(at, 'shape', `content of ${type.name}`)
    let match = type.contentMatch
    const placed: PmNode[] = []
    for (const child of children) {
      const direct = match.matchType(child.type)
      const filler = direct ? Fragment.empty : match.fillBefore(Fragment.from(child))
      const next = filler && (direct ?? match.matchFragment(filler)?.matchType(child.type))
      if (next) {
        placed.push(...filler.content, child)
        match = next
      } else if (child.textContent !== '') this.homeless.push(opaque(child.textContent, null))
    }
    return Fragment.from([...placed, ...(match.fillBefore(Fragment.empty, true)?.content ?? [])])
  }

  private inline(json: unknown, at: string): PmNode[] {
    const name = isObject(json) ? json['type'] : typeof json
    const marks = this.marks(isObject(json) ? json['marks'] : null, at)
    const type = typeof name === 'string' && Object.hasOwn(schema.nodes, name) ? schema.nodes[name] : undefined
    if (type?.isInline && !type.isText && isObject(json))
      return [type.create(this.attrs(known(type), json['attrs'], at), null, marks)]
    if (!type?.isText) this.fault(at, type ? 'shape' : 'unknown-node', name)
    const text = textOf(json)
    return text === '' ? [] : [schema.text(text, marks)]
  }

  private marks(json: unknown, at: string): readonly Mark[] {
    const found: Mark[] = []
    for (const one of listOf(json)) {
      const name = isObject(one) ? one['type'] : typeof one
      const type = typeof name === 'string' && Object.hasOwn(schema.marks, name) ? schema.marks[name] : undefined
      if (!type || !isObject(one)) this.fault(at, 'unknown-mark', name)
      else {
        const mark = type.create(this.attrs(known(type), one['attrs'], at))
        const format = String(mark.attrs['mark'])
        if (type.name === 'fmt' && !Object.hasOwn(schema.marks, format)) this.fault(at, 'unknown-mark', format)
        else found.push(mark)
      }
    }
    return found
  }

  private attrs(spec: Json, json: unknown, at: string): Json {
    const kept: Json = {}
    for (const [name, value] of Object.entries(isObject(json) ? json : {})) {
      if (!Object.hasOwn(spec, name)) this.fault(at, 'unknown-attr', name)
      else kept[name] = name === 'trk' ? this.entries(spec, value, at) : value
    }
    return kept
  }

  private entries(spec: Json, value: unknown, at: string): unknown {
    if (value === null) return null
    const kept = listOf(value).filter((entry) => {
      const kind = isObject(entry) ? entry['k'] : typeof entry
      const fits =
        entryKinds.includes(kind) && (kind !== 'attr' || (isObject(entry) && Object.hasOwn(spec, String(entry['name']))))
      if (!fits) this.fault(at, 'unknown-change', kind)
      return fits
    })
    return kept.length > 0 ? kept : null
  }
}

/** A block this version does not know, as a paragraph of its text. */
function opaque(text: string, id: unknown): PmNode {
  const attrs = typeof id === 'string' ? { id } : null
  return schema.node('paragraph', attrs, text === '' ? undefined : schema.text(text))
}
