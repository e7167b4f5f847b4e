import { plainText, type PaperTable } from './content.ts'
import { smallPt, mmPerPt, typeArea } from './measures.ts'

/*
 * How wide a table is set, and whether it is turned (GB/T 9704 §8). Pure; the bundled faces have
 * hanzi of one em and ASCII of half an em (PP-22). All lengths in mm.
 */

/** Blank at the left and right of the letters of a cell with its rules, together. */
const cellBlank = 3.4
const em = smallPt * mmPerPt
const px = 25.4 / 96
/** A table is set in 4号; letters of 小四 are the least it is narrowed to before it is turned. */
const leastShrink = 12 / smallPt
/** Of 小五 where page 1 or the signature would stand without a text if the table were turned (§7.3.3, §7.3.5). */
const leastLeaning = 9 / smallPt
/** Nothing is set smaller than this, however many columns there are. */
const smallest = 0.36
/** A column is not asked to be wider than so many letters where room is scarce. */
const most = 12
/** A word or figure longer than this may break within its cell. */
const longestRun = 40

/**
 * A column: `given` width of the text in mm, null where never set; `letters` of its longest cell and of its longest `run` that
 * should not break (a figure, a word), in em.
 */
export type TableColumn = { given: number | null; letters: number; run: number }

/** Columns of a table as the text has them; cells over several columns tell their widths only. */
export function tableColumns(table: PaperTable): TableColumn[] {
  const columns: TableColumn[] = []
  const held: number[] = []
  for (const row of table.rows) {
    let at = 0
    for (const cell of row) {
      while ((held[at] ?? 0) > 0) at++
      for (let k = 0; k < cell.colspan; k++, at++) {
        const column = (columns[at] ??= { given: null, letters: 0, run: 0 })
        const width = cell.colwidth?.[k]
        if (width !== undefined && width > 0) column.given ??= width * px
        if (cell.colspan === 1)
          for (const words of cell.paragraphs.map((one) => plainText(one.content))) {
            column.letters = Math.max(column.letters, widthOf(words.slice(0, 16)))
            column.run = Math.max(column.run, ...(words.match(unbroken) ?? []).map(widthOf))
          }
        held[at] = cell.rowspan
      }
    }
    for (let k = 0; k < held.length; k++) held[k] = Math.max(0, (held[k] ?? 0) - 1)
  }
  return columns
}

const unbroken = /[\u0021-\u007e％‰℃]+/g
const widthOf = (words: string): number => [...words].reduce((n, char) => n + (char < '\u0100' ? 0.5 : 1), 0)

/**
 * `columns`: width of each in mm. `shrink`: letters as a part of 4号. `wide`: how wide the table would have to be, where it is
 * narrower than that now; null where nothing had to give way.
 */
export type TableFit = { turned: boolean; columns: number[]; shrink: number; wide: number | null }

/**
 * Fits a table to the type area. A column needs room for its longest run and two letters, and for four where the text left
 * its width open. What has no room in 156 mm with letters of 小四 is turned and has 225 mm (§8: its head at the left of the
 * page); `leaning`: page 1 or the signature would lose its text by that, and letters of 小五 are taken first. What has no room
 * in 225 mm is narrowed.
 */
export function fitTable(columns: readonly TableColumn[], leaning = false): TableFit {
  const hard = columns.map(({ letters, run }) => Math.max(room(1), room(Math.min(letters, 2)), Math.min(room(run), longestRun)))
  const needs = columns.map(({ given, letters }, i) => {
    const wanted = Math.max(hard[i] ?? 0, room(Math.min(letters, 4)))
    return given === null ? wanted : Math.max(hard[i] ?? 0, Math.min(given, wanted))
  })
  const set = columns.filter((one) => one.given !== null)
  const [total, need, least] = [sum(set.map((one) => one.given ?? 0)), sum(needs), sum(hard)]
  const openNeed = sum(needs.filter((_, i) => columns[i]?.given === null))
  const natural = Math.max(total + openNeed, need)
  const upright = typeArea.width / natural
  const turned = upright < (leaning ? leastLeaning : leastShrink)
  const width = turned ? typeArea.height : typeArea.width
  // letters of 小四 before cells of four letters break, and smaller ones only where even two would
  const shrink =
    least * leastShrink > width ? Math.max(smallest, width / least) : Math.min(1, Math.max(leastShrink, width / need))
  const space = width / shrink
  const scarce = turned || need > width
  const capped = (cap: number): number[] =>
    columns.map(({ given, letters }, i) => Math.max(hard[i] ?? 0, given ?? room(Math.min(letters, cap))))
  // where it is tight, no cell gives way to a longer one; else open columns are equal, as on the screen
  const share = Math.max((width - total) / Math.max(1, columns.length - set.length), 0)
  const asked = scarce ? fairest(capped, space) : columns.map(({ given }, i) => given ?? Math.max(share, needs[i] ?? 0))
  const wide = Math.max(total, least)
  return {
    turned,
    columns: shared(asked, scarce ? hard : needs, space).map((one) => one * shrink),
    shrink,
    wide: wide > width * 1.005 ? Math.round(wide) : null,
  }
}

/** Columns of at most as many letters as have room together. */
function fairest(capped: (cap: number) => number[], space: number): number[] {
  let [low, high] = [1, most]
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2
    if (sum(capped(middle)) <= space) low = middle
    else high = middle
  }
  return capped(low)
}

/** `asked` brought to `width` together, none under what it needs as long as all needs together have room. */
function shared(asked: readonly number[], needs: readonly number[], width: number): number[] {
  const need = sum(needs)
  if (need >= width - 1e-6) return needs.map((one) => (one / need) * width)
  const fixed = new Set<number>()
  for (;;) {
    const left = width - sum(needs.filter((_, i) => fixed.has(i)))
    const open = sum(asked.filter((_, i) => !fixed.has(i)))
    const widths = asked.map((one, i) => (fixed.has(i) ? (needs[i] ?? 0) : (one / open) * left))
    const short = widths.flatMap((one, i) => (!fixed.has(i) && one < (needs[i] ?? 0) - 1e-6 ? [i] : []))
    if (short.length === 0) return widths
    for (const i of short) fixed.add(i)
  }
}

const room = (letters: number): number => letters * em + cellBlank
const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0)
