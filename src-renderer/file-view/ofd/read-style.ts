import { childOf, childrenOf, type XmlElement } from '../../../src-shared/ofd/xml-tree.ts'
import type { OfdPaint } from './ofd-document.ts'
import { colourNumbers, type Resources } from './read-resources.ts'
import type { Troubles } from './read-trouble.ts'
import { idOf, numberOf } from './read-values.ts'

const byte = (value: number): number => Math.min(255, Math.max(0, Math.round(value)))
const hex = (r: number, g: number, b: number): string =>
  `#${[r, g, b].map((v) => byte(v).toString(16).padStart(2, '0')).join('')}`

/** CT_Color as a paint; shadings as the first of their colours, patterns not at all (undefined). */
export function paintOf(element: XmlElement, resources: Resources, alpha: number, troubles: Troubles): OfdPaint | undefined {
  const own = numberOf(element.attributes.get('Alpha'))
  const through = alpha * (own === undefined ? 1 : byte(own) / 255)
  const [shading] = element.children
  if (shading) {
    troubles.note('OFD-SIMPLER')
    if (shading.name === 'Pattern') return undefined
    const first = childOf(childrenOf(shading, 'Segment')[0] ?? childrenOf(shading, 'Point')[0], 'Color')
    return first && first.children.length === 0 ? paintOf(first, resources, through, troubles) : undefined
  }
  const space = resources.colourSpaces.get(idOf(element.attributes.get('ColorSpace')) ?? -1)
  const index = numberOf(element.attributes.get('Index'))
  const written = element.attributes.get('Value')
  const values = written === undefined && index !== undefined ? space?.palette[index] : colourNumbers(written ?? '')
  const scale = 255 / (2 ** (space?.bits ?? 8) - 1)
  const [a = 0, b = 0, c = 0, d = 0] = (values ?? []).map((value) => value * scale)
  const type = space?.type ?? (values?.length === 4 ? 'CMYK' : values?.length === 1 ? 'GRAY' : 'RGB')
  const colour =
    type === 'GRAY'
      ? hex(a, a, a)
      : type === 'CMYK'
        ? hex(...([a, b, c].map((v) => (1 - v / 255) * (255 - d)) as [number, number, number]))
        : hex(a, b, c)
  return { colour, alpha: through }
}

/**
 * Where an object's drawing parameters come from: itself, the DrawParam it names with those that one rests on, then its
 * layer's (§8.2). A circle of them is cut.
 */
export function styleOf(
  element: XmlElement,
  layer: XmlElement | undefined,
  resources: Resources,
  troubles: Troubles,
): XmlElement[] {
  const chain = [element]
  const follow = (id: number | undefined): void => {
    for (let next = id; next !== undefined && chain.length < 20;) {
      const param = resources.drawParams.get(next)
      if (!param) return troubles.note('OFD-RESOURCE')
      if (chain.includes(param)) return troubles.note('OFD-CYCLE')
      chain.push(param)
      next = idOf(param.attributes.get('Relative'))
    }
  }
  follow(idOf(element.attributes.get('DrawParam')))
  if (layer) follow(idOf(layer.attributes.get('DrawParam')))
  return chain
}

/** The first that says it. */
export const attributeOf = (style: readonly XmlElement[], name: string): string | undefined => {
  for (const element of style) {
    const value = element.attributes.get(name)
    if (value !== undefined) return value
  }
  return undefined
}

/** The first FillColor or StrokeColor of a style. */
export const colourOf = (style: readonly XmlElement[], name: 'FillColor' | 'StrokeColor'): XmlElement | undefined => {
  for (const element of style) {
    const colour = childOf(element, name)
    if (colour) return colour
  }
  return undefined
}
