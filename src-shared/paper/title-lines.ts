/*
 * Where a title breaks (GB/T 9704 §7.3.1): 回行时，要做到词意完整，排列对称，长短适宜，间距恰当，标题排列应当使用梯形或菱形.
 * Pure; widths in letters: a hanzi 1, ASCII a half (PP-22).
 */

/** So many letters of 2号 stand in 156 mm. */
const most = 20
/** A title is broken by shape and meaning up to so many lines; beyond, every line is filled. */
const mostShaped = 5

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

/**
 * A title in lines; joined they are the title. Fewest lines first; among their breaks the one that keeps words, names in 《》
 * and “”, figures with their units and names of organs whole, ends no line with a word that leads on (关于, 和), begins none
 * with 的, and makes a trapezoid or rhombus and no hourglass. One line where it fits; empty for an empty title.
 */
export function titleLines(title: string): string[] {
  if (title === '') return []
  if (widthOf(title) <= most) return [title]
  const pieces = piecesOf(title)
  const fewest = Math.ceil(widthOf(title) / most)
  for (let lines = fewest; lines <= mostShaped; lines++) {
    const found = best(pieces, lines)
    // a line more only where no break keeps the meaning whole
    const more = found && found.cost > 12 && lines === fewest && lines < 4 ? best(pieces, lines + 1) : null
    const taken = found && more && more.cost + 6 < found.cost ? more : found
    if (taken) return taken.lines
  }
  return filled(pieces)
}

const widthOf = (text: string): number => [...text].reduce((sum, char) => sum + (char < '\u0100' ? 0.5 : 1), 0)

/** A run that is never parted; `bad`: how little a line should end behind it, 0 to 9. */
type Piece = { text: string; width: number; bad: number }

const closing = /^[，。、；：？！）》〉」』】〕”’…—％·]/u
const opening = /[（《〈「『【〔“‘]$/u
/** Words that lead on: a line may begin with them and not end. */
const leads = /^(关于|和|与|及|以及|或|对|向|在|为|从|就|将|把|被|由|按|按照|等|暨|并|同意|转发|印发|批转|切实|进一步)$/
/** Words that belong to what stands before them. */
const trails =
  /^(的|地|得|之|了|等|者|性|化|们|上|下|中|内|外|后|前|里|间|时|期|版|稿|案|类|型|级|县|市|省|区|乡|镇|村|州|旗|厅|局|部|委|办|处|科|院|所|会|室|站|组|条|款|项|次|届|号|件|个|人|名|年|月|日|万|亿|元)$/u
const alone = /^\p{Script=Han}$/u
const figure = /[\d０-９一二三四五六七八九十百千万第]$/u
/** Names the dictionary of the browser parts. */
const names = /^(全国人大|全国政协|中央军委|人大常委|人大代表|中共中央|市委市政府|县委县政府)$/
/** The end of a title: 的 with its 文种 is a word and goes with the phrase before it. */
const kinds = /^(决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|复函|议案|函|纪要|方案|规划|条例|办法|规定|答复)/

function piecesOf(title: string): Piece[] {
  const words = [...segmenter.segment(title)].map(({ segment }) => segment)
  const merged: string[] = []
  for (const word of words) {
    const last = merged.at(-1)
    const joins =
      last !== undefined &&
      (names.test(last + word) ||
        (last.endsWith('次') && /^(会议|全会)/.test(word)) ||
        closing.test(word) ||
        opening.test(last) ||
        trails.test(word) ||
        (figure.test(last) && !leads.test(word)) ||
        word.trim() === '')
    if (joins) merged[merged.length - 1] = last + word
    else merged.push(word)
  }
  return organWhole(quotesWhole(singlesWhole(merged))).map((text, i, all) => ({
    text,
    width: widthOf(text),
    bad: badness(text, all[i + 1] ?? '', all[i + 2] ?? ''),
  }))
}

/**
 * Letters alone are most often parts of a name the dictionary does not know: several make one (博鳌乐城), a single one goes with
 * what follows (巴东县, 大督查).
 */
function singlesWhole(words: readonly string[]): string[] {
  const out: string[] = []
  let run = 0
  for (const word of words) {
    const single = alone.test(word) && !leads.test(word)
    if (run > 0 && (single || (run === 1 && !leads.test(word)))) out[out.length - 1] += word
    else out.push(word)
    run = single ? run + 1 : 0
  }
  return out
}

/** What stands in 《》, “” or （） is one piece where it fits a line. */
function quotesWhole(words: readonly string[]): string[] {
  const pairs: Readonly<Record<string, string>> = { '《': '》', '“': '”', '（': '）' }
  const out: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    const open = [...word].find((char) => char in pairs && !word.includes(pairs[char] ?? ''))
    const end = open === undefined ? -1 : words.findIndex((one, k) => k > i && one.includes(pairs[open] ?? ''))
    const whole = end < 0 ? '' : words.slice(i, end + 1).join('')
    if (end > i && widthOf(whole) <= most - 2) {
      out.push(whole)
      i = end
    } else out.push(word)
  }
  return out
}

/** Organs before 关于 (or 对, 转发 …) are one piece each, where they fit: 国务院办公厅, 青禾县人民政府. */
function organWhole(words: readonly string[]): string[] {
  const end = words.findIndex((word) => /^(关于|对|转发|印发|批转)$/.test(word))
  if (end < 2) return [...words]
  const organs: string[] = ['']
  for (const word of words.slice(0, end)) {
    organs[organs.length - 1] += word
    if (/[、　 ]$/.test(word)) organs.push('')
  }
  const named = organs.filter((one) => one !== '')
  return named.every((one) => widthOf(one) <= most) ? [...named, ...words.slice(end)] : [...words]
}

/** How bad a break behind `text` is, with what follows it. */
function badness(text: string, next: string, after: string): number {
  if (next === '') return 0
  if (leads.test(text)) return 8
  if (/[，；：　 ]$/u.test(text)) return 0
  if (/^(关于|对|转发|印发|批转)$/.test(next)) return 0
  if (/^(和|与|及|以及|暨|并|切实|进一步)$/.test(next)) return 0.5
  if (alone.test(text) || alone.test(next)) return 5
  // 的通知: the kind alone is no line
  if (kinds.test(next) && after === '') return 4
  if (text.endsWith('的')) return 1
  return 2
}

type Way = { lines: string[]; cost: number }

/** The best way to set pieces in just so many lines; null where none fits. */
function best(pieces: readonly Piece[], count: number): Way | null {
  let found: { ends: number[]; cost: number } | null = null
  const ends: number[] = []
  const widths: number[] = []
  const go = (from: number, cost: number): void => {
    const left = count - ends.length
    if (left === 0) {
      if (from < pieces.length) return
      const whole = cost + shapeCost(widths)
      if (!found || whole < found.cost) found = { ends: [...ends], cost: whole }
      return
    }
    let width = 0
    for (let to = from; to < pieces.length; to++) {
      const piece = pieces[to] as Piece
      width += piece.width
      if (width > most) return
      if (left === 1 && to < pieces.length - 1) continue
      const more = cost + (to < pieces.length - 1 ? piece.bad : 0)
      if (found && more >= found.cost) continue
      ends.push(to + 1)
      widths.push(width)
      go(to + 1, more)
      ends.pop()
      widths.pop()
    }
  }
  go(0, 0)
  const taken = found as { ends: number[]; cost: number } | null
  if (!taken) return null
  const lines = taken.ends.map((end, i) => joined(pieces.slice(taken.ends[i - 1] ?? 0, end)))
  return { lines, cost: taken.cost }
}

/** How far lines are from a trapezoid or a rhombus, and from each other. */
function shapeCost(widths: readonly number[]): number {
  const [longest, shortest] = [Math.max(...widths), Math.min(...widths)]
  let cost = 0
  // 沙漏: a line shorter than one above and one below it
  for (let i = 1; i < widths.length - 1; i++) {
    const w = widths[i] ?? 0
    if (w < (widths[i - 1] ?? 0) && w < (widths[i + 1] ?? 0)) cost += 8
  }
  // a rhombus is symmetric
  const peak = widths.indexOf(longest)
  if (widths.length > 2 && peak > 0 && peak < widths.length - 1) cost += Math.abs((widths[0] ?? 0) - (widths.at(-1) ?? 0)) * 0.35
  // 长短适宜: differences of some letters, no line of a word alone
  cost += Math.max(0, longest - shortest - 4) * 0.6
  if (longest === shortest) cost += 1
  // a line from edge to edge has no air
  cost += Math.max(0, longest - 18) * 0.3
  if (shortest < 5) cost += (5 - shortest) * 2
  return cost
}

const joined = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('')

/** Every line as full as its pieces let it be; a piece wider than a line is parted. */
function filled(pieces: readonly Piece[]): string[] {
  const lines: string[] = ['']
  let width = 0
  const put = (text: string): void => {
    const more = widthOf(text)
    if (width > 0 && width + more > most) {
      lines.push('')
      width = 0
    }
    lines[lines.length - 1] += text
    width += more
  }
  for (const piece of pieces) {
    if (piece.width <= most) put(piece.text)
    else for (const char of piece.text) put(char)
  }
  return lines
}
