import { chineseNumber } from './chinese-number.ts'

const digits = '〇一二三四五六七八九'
const arabic = /^(\d{4})年(\d{1,2})月(\d{1,2})日$/
const chinese = /^([〇○零Ｏ一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日$/

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** A written 成文日期, in Arabic or Chinese numerals, as 'YYYY-MM-DD'; undefined where the line is no date that exists. */
export function parseOfficialDate(text: string): string | undefined {
  const plain = text.replace(/[\s\u3000]/g, '')
  let parts: number[] | undefined
  const a = arabic.exec(plain)
  if (a) parts = a.slice(1).map(Number)
  const c = chinese.exec(plain)
  if (c) {
    const year = [...(c[1] ?? '')].map((d) => Math.max(0, digits.indexOf(d))).join('')
    parts = [Number(year), chineseNumber(c[2] ?? ''), chineseNumber(c[3] ?? '')]
  }
  const [year = 0, month = 0, day = 0] = parts ?? []
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month))) return undefined
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** A civil date as a document writes it: 2026年7月14日, no leading zeros (GB/T 9704 §7.3.5.4). */
export function formatOfficialDate(on: string): string {
  const [year, month, day] = on.split('-').map(Number)
  return `${year}年${month}月${day}日`
}
