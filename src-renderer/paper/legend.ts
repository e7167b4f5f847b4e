import { tpp } from '../ui/text-paper.ts'
import { item, type FlowItem } from './blocks.ts'
import { make } from './dom.ts'
import type { Letters } from './letters.ts'

/** The legend of a 花脸稿, behind the text: for each letter a sample of both marks, who it is and at which step. */
export function legendItems(letters: Letters): FlowItem[] {
  const used = letters.used()
  if (used.length === 0) return []
  const head = item(make('p', 'pp-p pp-legend pp-heiti', tpp.legend), 'none', { gap: 1, keepNext: true })
  return [
    head,
    ...used.map((look) => {
      const line = make('p', 'pp-p pp-legend')
      const insertion = make('ins', `look-${look.look}`, tpp.legendInserted)
      const deletion = make('del', `look-${look.look}`, tpp.legendDeleted)
      line.append(tpp.legendLine(look.letter, look.name, look.step), '　', insertion, '　', deletion)
      return item(line, 'none')
    }),
  ]
}
