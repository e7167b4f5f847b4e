import { describe, expect, it } from 'vitest'
import { columnOf, fitWidth, gap, pageAt, pagesBetween, placeAt, yOf, zoomStep } from '../../../src-renderer/file-view/column.ts'
import { matchesIn, pageTextOf, plainCopy, stretchesOf } from '../../../src-renderer/file-view/find-text.ts'

describe('search in a page', () => {
  const find = (strings: string[], query: string) => {
    const text = pageTextOf(strings)
    return matchesIn(text, query, 1, 100).map((match) =>
      stretchesOf(text, match)
        .map(({ string, from, to }) => (strings[string] ?? '').slice(from, to))
        .join('|'),
    )
  }
  it('PP-67 a word is found across lines and spaces, in full and half width, in capitals and small letters', () => {
    expect(find(['入汛以来，险', '情 3 处'], '险情3处')).toEqual(['险|情 3 处'])
    expect(find(['ＯＦＤ文件', 'ofd'], 'OFD')).toEqual(['ＯＦＤ', 'ofd'])
    expect(find(['⼀次'], '一次')).toEqual(['⼀次'])
    expect(find(['第１条'], '1')).toEqual(['１'])
    expect(find(['𠮷野家'], '野')).toEqual(['野'])
    expect(find(['㎡'], 'm2')).toEqual(['㎡'])
  })
  it('PP-67 nothing is found for nothing, and places do not overlap', () => {
    expect(find(['一一一'], ' ')).toEqual([])
    expect(find(['一一一'], '一一')).toEqual(['一一'])
  })
  it('PP-67 copied text has characters where the file has radicals', () => {
    expect(plainCopy('⼀、⼈民')).toBe('一、人民')
  })
})

describe('pages below each other', () => {
  const column = columnOf(
    Array.from({ length: 2000 }, () => ({ width: 794, height: 1123 })),
    1,
  )
  it('PP-64 a page is found by its place', () => {
    expect(pageAt(column, 0)).toBe(1)
    expect(pageAt(column, gap + 1123 + gap + 1)).toBe(2)
    expect(pagesBetween(column, 1e9, 2e9)).toEqual([2000, 2000])
    expect(column.height).toBe(gap + 2000 * (1123 + gap))
  })
  it('PP-66 a place stays where it is when pages grow', () => {
    const large = columnOf(
      Array.from({ length: 2000 }, () => ({ width: 794, height: 1123 })),
      2,
    )
    const place = placeAt(column, (column.tops[41] ?? 0) + 500)
    expect(place.page).toBe(42)
    expect(Math.abs(yOf(large, place) - ((large.tops[41] ?? 0) + 1000))).toBeLessThan(2)
  })
  it('PP-66 zoom goes in usual steps between 25 % and 400 %', () => {
    expect([zoomStep(1, 1), zoomStep(1, -1), zoomStep(4, 1), zoomStep(0.25, -1), zoomStep(0.83, 1)]).toEqual([
      1.1, 0.9, 4, 0.25, 0.9,
    ])
    expect(fitWidth(794, 794 + 2 * gap)).toBe(1)
  })
})
