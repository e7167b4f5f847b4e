const digits = '零一二三四五六七八九'

/** The number a Chinese numeral such as 二十七 or 一百零三 writes, 1 to 999; NaN where it is none. */
export function chineseNumber(text: string): number {
  const match = /^(?:([一二三四五六七八九])百零?)?(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?$/.exec(text)
  if (!match || text === '') return Number.NaN
  const [, hundreds, tens, ten, ones] = match
  const digit = (d: string | undefined): number => (d === undefined ? 0 : digits.indexOf(d))
  return digit(hundreds) * 100 + (ten === undefined ? 0 : (tens === undefined ? 1 : digit(tens)) * 10) + digit(ones)
}

/** 1 to 99 as a Chinese numeral. */
export function chineseNumeral(n: number): string {
  const tens = Math.floor(n / 10)
  const ones = n % 10
  const ten = tens === 0 ? '' : tens === 1 ? '十' : `${digits[tens]}十`
  return `${ten}${ones === 0 && tens > 0 ? '' : digits[ones]}`
}
