import { tv } from '../ui/text-file-view.ts'
import { button, el } from './elements.ts'
import { matchesIn, pageTextOf, stretchesOf, type Match, type PageText } from './find-text.ts'
import type { PageList } from './page-list.ts'
import type { MainLine } from './receive.ts'
import type { ShownDocument } from './shown-document.ts'

export type FindBar = { element: HTMLElement; open: () => void; close: () => void; step: (direction: 1 | -1) => void }

/** More places than anybody steps through. */
const mostMatches = 5000

/** Ctrl+F over all pages (PP-67): pages are read one after another while the first places are shown already. */
export function openFindBar(shown: ShownDocument, list: PageList, line: Pick<MainLine, 'busyWith'>): FindBar {
  const input = el('input', '')
  input.type = 'search'
  input.placeholder = tv.findHint
  input.ariaLabel = tv.findHint
  const told = el('span', 'told')
  told.role = 'status'
  const element = el(
    'div',
    'find-bar',
    input,
    told,
    button('↑', `${tv.previous}（Shift+F3）`, () => step(-1)),
    button('↓', `${tv.next}（F3）`, () => step(1)),
    button('×', `${tv.close}（Esc）`, () => close()),
  )
  element.hidden = true

  const texts = new Map<number, PageText>()
  let matches: Match[] = []
  let now = -1
  let round = 0

  const textOf = async (page: number): Promise<PageText> => {
    const known = texts.get(page)
    if (known) return known
    const text = pageTextOf(await shown.strings(page).catch(() => []))
    texts.set(page, text)
    return text
  }
  const look = (query: string): Promise<void> =>
    line.busyWith(async () => {
      round += 1
      const mine = round
      matches = []
      now = -1
      mark()
      told.textContent = ''
      if (query.trim() === '') return
      const start = list.page()
      let letters = 0
      // from the page in sight on, then from the first
      for (let i = 0; i < shown.pages; i++) {
        const page = ((start - 1 + i) % shown.pages) + 1
        const text = await textOf(page)
        if (mine !== round) return
        letters += text.plain.length
        const found = matchesIn(text, query, page, mostMatches - matches.length)
        if (found.length > 0) {
          const current = matches[now]
          matches = [...matches, ...found].toSorted((a, b) => a.page - b.page || a.from - b.from)
          if (current) now = matches.indexOf(current)
          else show(matches.indexOf(found[0] as Match))
        }
        if (i % 20 === 0) tell(i + 1)
      }
      tell(shown.pages)
      if (matches.length === 0) told.textContent = letters === 0 ? tv.noText : tv.none
    })
  const tell = (read: number): void => {
    if (matches.length > 0) told.textContent = tv.found(now + 1, matches.length)
    else if (read < shown.pages) told.textContent = tv.looking(read, shown.pages)
  }
  const show = (index: number): void => {
    const match = matches[index]
    if (!match) return
    now = index
    const text = texts.get(match.page)
    const share = text ? Math.max(0.01, match.from / Math.max(1, text.plain.length)) : 0
    const range = rangesOf(match)[0]
    if (range) centre(range)
    else {
      list.goTo(match.page, share)
      wanted = match
    }
    mark()
    tell(shown.pages)
  }
  /** a place on a page that is still being drawn: gone to once it is there */
  let wanted: Match | undefined
  const centre = (range: Range): void => {
    const box = range.getBoundingClientRect()
    const view = list.element.getBoundingClientRect()
    if (box.top < view.top + 40 || box.bottom > view.bottom - 40) list.element.scrollTop += box.top - view.top - view.height / 3
    if (box.left < view.left || box.right > view.right) list.element.scrollLeft += box.left - view.left - view.width / 3
  }
  const rangesOf = (match: Match): Range[] => {
    const text = texts.get(match.page)
    const drawn = list.drawn(match.page)
    if (!text || !drawn) return []
    return stretchesOf(text, match).flatMap(({ string, from, to }) => {
      const node = drawn.texts[string]
      if (!node) return []
      const range = document.createRange()
      range.setStart(node, Math.min(from, node.length))
      range.setEnd(node, Math.min(to, node.length))
      return [range]
    })
  }
  const mark = (): void => {
    const current = matches[now]
    const here = matches.filter((one) => list.drawn(one.page) !== undefined)
    CSS.highlights.set('found', new Highlight(...here.filter((one) => one !== current).flatMap(rangesOf)))
    CSS.highlights.set('found-now', new Highlight(...(current ? rangesOf(current) : [])))
  }
  const step = (direction: 1 | -1): void => {
    if (matches.length > 0) show((now + direction + matches.length) % matches.length)
  }
  const close = (): void => {
    round += 1
    element.hidden = true
    matches = []
    now = -1
    mark()
    list.element.focus()
  }

  list.onChange(() => {
    if (element.hidden) return
    mark()
    const range = wanted && rangesOf(wanted)[0]
    if (!range) return
    wanted = undefined
    centre(range)
  })
  input.addEventListener('input', (event) => {
    if (!(event as InputEvent).isComposing) void look(input.value)
  })
  input.addEventListener('compositionend', () => void look(input.value))
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1)
    if (event.key === 'Escape') close()
  })
  return {
    element,
    open: () => {
      element.hidden = false
      input.focus()
      input.select()
      if (input.value !== '') void look(input.value)
    },
    close,
    step,
  }
}
