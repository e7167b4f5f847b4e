/*
 * XML as a tree, as much of it as OFD has: elements by local name (prefixes and namespaces differ from writer to writer),
 * attributes, text. Who parses it is left to the layer above.
 */

export type XmlElement = {
  /** without prefix */
  name: string
  /** by local name */
  attributes: ReadonlyMap<string, string>
  children: readonly XmlElement[]
  /** its own text, that of children left out */
  text: string
}

export const childrenOf = (parent: XmlElement | undefined, name: string): XmlElement[] =>
  parent?.children.filter((child) => child.name === name) ?? []
export const childOf = (parent: XmlElement | undefined, name: string): XmlElement | undefined =>
  parent?.children.find((child) => child.name === name)

/** Every element from `root` down, in document order. */
export function* everyElement(root: XmlElement): Generator<XmlElement> {
  yield root
  for (const child of root.children) yield* everyElement(child)
}
