import { childOf, type XmlElement } from '../../../src-shared/ofd/xml-tree.ts'
import type { Troubles } from './read-trouble.ts'
import { numberOf, numbersOf } from './read-values.ts'

/** Which glyph a font draws a character with, by font id and code point: what mends fonts without a cmap. */
export type GlyphNumbers = Map<number, Map<number, number>>

/**
 * Takes down the glyphs a TextObject names by number (CGTransform, GB/T 33190 §11.4): each before the TextCode it is for.
 * One glyph for one character is kept; ligatures, and a second glyph for a character, are drawn as the font does and told.
 */
export function noteGlyphs(object: XmlElement, font: number, numbers: GlyphNumbers, troubles: Troubles): void {
  let pending: XmlElement[] = []
  for (const child of object.children) {
    if (child.name === 'CGTransform') pending.push(child)
    if (child.name !== 'TextCode' || pending.length === 0) continue
    const characters = [...child.text.replace(/\s*[\r\n]+\s*/g, '')]
    for (const transform of pending) {
      const glyphs = numbersOf(childOf(transform, 'Glyphs')?.text, characters.length)
      const position = numberOf(transform.attributes.get('CodePosition')) ?? 0
      const count = numberOf(transform.attributes.get('CodeCount')) ?? 1
      if (count !== (numberOf(transform.attributes.get('GlyphCount')) ?? 1)) troubles.note('OFD-SIMPLER')
      else if (glyphs.length > 0) pair(characters.slice(position, position + count), glyphs, font, numbers, troubles)
    }
    pending = []
  }
}

function pair(
  characters: readonly string[],
  glyphs: readonly number[],
  font: number,
  numbers: GlyphNumbers,
  troubles: Troubles,
): void {
  const known = numbers.get(font) ?? new Map<number, number>()
  numbers.set(font, known)
  characters.forEach((character, i) => {
    const [code, glyph] = [character.codePointAt(0) ?? 0, glyphs[i]]
    if (glyph === undefined || !Number.isInteger(glyph) || glyph <= 0) return
    if ((known.get(code) ?? glyph) !== glyph) troubles.note('OFD-SIMPLER')
    else known.set(code, glyph)
  })
}
