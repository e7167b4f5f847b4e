import { changeAll, textEdits, type Correction } from './corrections.ts'
import type { LiveBlock } from './live-blocks.ts'
import type { RuleContext, RuleUnit, RuleView } from './rules.ts'

/*
 * Organs as a document names them: which ones 主送, 抄送 and 署名 hold, how high they stand, and what kind they are. By
 * the address book where it knows them, else by how such names are formed.
 */

/** An organ named in a text, by offsets of the block's living text. */
export type Organ = { name: string; from: number; to: number }

/** The organs a 主送 or 抄送 names, each with its place in the text. Brackets keep their commas together. */
export function organsOf(block: LiveBlock | undefined): Organ[] {
  if (!block) return []
  const organs: Organ[] = []
  const text = block.text.replace(/（[^（）]*）/g, (inside) => inside.replace(/[、，,；;]/g, '·'))
  for (const match of text.matchAll(/[^、，,；;：:。\s\u3000]+/g)) {
    const name = block.text.slice(match.index, match.index + match[0].length)
    organs.push({ name, from: match.index, to: match.index + name.length })
  }
  return organs
}

const unitOf = (context: RuleContext, id: string | null | undefined): RuleUnit | undefined =>
  context.directory?.units.find((unit) => unit.id === id)

/** The unit above another in the address book. */
export const above = (context: RuleContext, unit: RuleUnit | undefined): RuleUnit | undefined => unitOf(context, unit?.parentId)

/** The organ that writes: the unit itself, or the nearest above that is no 内设机构. */
export function writingOrgan(context: RuleContext): RuleUnit | undefined {
  let organ = unitOf(context, context.unitId)
  while (organ?.inner) organ = above(context, organ)
  return organ
}

/** The name an organ writes under: that of the address book, else the 署名. */
export const writerName = ({ context, text }: RuleView): string => writingOrgan(context)?.name ?? text('issuer')

/** Whether a name in the text means this unit. */
export const isNamed = (unit: RuleUnit, name: string): boolean => unit.name === name || unit.shortName === name

const withoutOffice = (name: string): string => name.replace(/办公(厅|室)$/, '')

const ranks: readonly (readonly [number, RegExp])[] = [
  [0, /^(党中央|国务院|中共中央|中央|中央军委|全国人大常委会|全国政协)$/],
  [1, /((省|自治区)(人民政府|政府|委|委员会)?|^(北京|天津|上海|重庆)市(人民政府|政府|委|委员会))$/],
  [2, /(市|自治州|州|盟|地区)(人民政府|政府|委|委员会|行政公署)$/],
  [3, /(县|区|旗)(人民政府|政府|委|委员会)$/],
  [4, /(镇|乡|街道)(人民政府|政府|党委|委员会|党工委|办事处)$/],
]

/** How high a government, a party committee or its office stands: 0 the centre … 4 township; undefined for any other organ. */
export const rankOf = (name: string): number | undefined => ranks.find(([, pattern]) => pattern.test(withoutOffice(name)))?.[0]

/** Whether two names mean one organ: the same words, or the name and the 规范化简称 of one unit of the address book. */
export const sameOrgan = ({ directory }: RuleContext, a: string, b: string): boolean =>
  a === b || directory?.units.some((unit) => isNamed(unit, a) && isNamed(unit, b)) === true

/** An organ added behind those a 抄送 names already. */
export function copiedTo(block: LiveBlock | undefined, name: string): Correction | undefined {
  if (!block) return undefined
  const text = block.text.replace(/[，,、；;。\s\u3000]+$/, '')
  return changeAll(`抄送${name}`, textEdits(block, 0, block.text.length, text === '' ? `${name}。` : `${text}，${name}。`))
}

/** A department (部门): neither a government or party committee nor its office (条例第十六条（二）). */
export const isDepartment = (name: string): boolean =>
  rankOf(name) === undefined && /(局|厅|部|委员会|委|办公室|办|中心|站|总队|支队|大队)$/.test(name)

/** Whether the text says that the government or the party committee agreed (条例第十六条（二）). */
export const saysApproved = ({ body, text }: RuleView): boolean =>
  [text('title'), text('remark'), ...body.map((block) => block.text)].some((one) =>
    /(经|报)[^，。；：]{0,24}(同意|批准|授权|审定|审议通过)/.test(one),
  )
