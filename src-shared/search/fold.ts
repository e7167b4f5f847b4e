/**
 * Makes text comparable: 繁 as 简, capitals as small letters, full width as half width, all brackets of a 发文字号 alike. The
 * result is as long as what went in, so a place found in one is the same place in the other (FD-02).
 */
export type Fold = (text: string) => string

const units = 0x10000
/** 〔2024〕 is typed in many ways. */
const brackets: readonly (readonly [string, string])[] = [
  ['〔［【｛（[{', '('],
  ['〕］】｝）]}', ')'],
]
const quotes = '“”„‟＂'
const spaces = /\s/

/**
 * A fold with OpenCC's table of traditional characters: `后 后|後 后|…`, one pair after the other. Characters outside the
 * basic plane take two units and stay as they are.
 */
export function createFold(characters: string): Fold {
  const into = new Uint16Array(units)
  for (let unit = 0; unit < units; unit++) into[unit] = plainUnit(unit)
  for (const pair of characters.split('|')) {
    const [from = '', to = ''] = pair.split(' ')
    if (from.length === 1 && to.length === 1) into[from.charCodeAt(0)] = to.charCodeAt(0)
  }
  for (const [all, one] of brackets) for (const bracket of all) into[bracket.charCodeAt(0)] = one.charCodeAt(0)
  for (const quote of quotes) into[quote.charCodeAt(0)] = 0x22
  // 薴 is 苧, which is itself a traditional form of 苎
  for (let unit = 0; unit < units; unit++) into[unit] = into[into[into[unit] ?? unit] ?? unit] ?? unit
  return (text) => {
    const folded = new Uint16Array(text.length)
    let same = true
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      const to = into[unit] ?? unit
      folded[i] = to
      same &&= to === unit
    }
    return same ? text : textOf(folded)
  }
}

function plainUnit(unit: number): number {
  if (unit === 0x0a) return unit
  const half = unit >= 0xff01 && unit <= 0xff5e ? unit - 0xfee0 : unit
  const small = String.fromCharCode(half)
  if (spaces.test(small)) return 0x20
  const lower = small.toLowerCase()
  return lower.length === 1 ? lower.charCodeAt(0) : half
}

/** A call takes so many arguments at most. */
const atOnce = 4096

function textOf(folded: Uint16Array): string {
  let text = ''
  for (let i = 0; i < folded.length; i += atOnce) text += String.fromCharCode(...folded.subarray(i, i + atOnce))
  return text
}
