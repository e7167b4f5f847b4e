import { SaxesParser } from 'saxes'
import type { XmlElement } from '../../../src-shared/ofd/xml-tree.ts'

type Open = { name: string; attributes: Map<string, string>; children: Open[]; text: string }

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

/** Deeper than any OFD; the tree is walked by recursion. */
const mostDepth = 200
/** About a gigabyte of tree; the densest page of a map has a tenth of it. */
const mostElements = 2_000_000

/**
 * Parses a part of an OFD package without believing it: prefixes and namespaces are dropped (old files have others), a DTD is
 * refused, and with it every entity but XML's own; no address is followed. undefined for what is no such XML, and where
 * `overdue` says that the time is up.
 */
export function parseXml(bytes: Uint8Array, overdue: () => boolean = () => false): XmlElement | undefined {
  const text = decoded(bytes)
  if (text === undefined) return undefined
  const parser = new SaxesParser({ xmlns: false })
  const open: Open[] = []
  let root: Open | undefined
  let refused = false
  let elements = 0
  parser.on('doctype', () => void (refused = true))
  parser.on('error', () => void (refused = true))
  parser.on('opentag', (tag) => {
    const attributes = new Map(Object.entries(tag.attributes).map(([name, value]) => [local(name), value]))
    const element: Open = { name: local(tag.name), attributes, children: [], text: '' }
    if (open.length > mostDepth || ++elements > mostElements) refused = true
    else open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  const write = (piece: string): void => {
    const element = open.at(-1)
    if (element) element.text += piece
  }
  parser.on('text', write)
  parser.on('cdata', write)
  parser.on('closetag', () => void open.pop())
  // in pieces, so that a damaged or hostile part is given up early and not read to its end
  for (let at = 0; at < text.length && !refused; at += 65_536) {
    parser.write(text.slice(at, at + 65_536))
    if (overdue()) refused = true
  }
  if (!refused) parser.close()
  return refused ? undefined : root
}

/** UTF-8 or UTF-16 by their mark, GBK where the declaration says so; else UTF-8. */
function decoded(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 100))
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined
  const declared = /encoding=["'](gb2312|gbk|gb18030)["']/i.test(head) ? 'gb18030' : 'utf-8'
  try {
    return new TextDecoder(utf16 ?? declared).decode(bytes).trimStart()
  } catch {
    return undefined // an engine without the encoding
  }
}
