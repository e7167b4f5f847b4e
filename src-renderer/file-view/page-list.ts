import { tv } from '../ui/text-file-view.ts'
import { columnOf, fitWidth, gap, pageAt, pagesBetween, placeAt, yOf, type Column, type Place } from './column.ts'
import type { DrawnPage, PageSize, ShownDocument, Turn } from './shown-document.ts'
import type { MainLine } from './receive.ts'

export type Zoom = number | 'width'
export type PageList = {
  element: HTMLElement
  page: () => number
  scale: () => number
  zoomTo: (zoom: Zoom) => void
  turn: () => void
  goTo: (page: number, share?: number) => void
  /** the drawn page, where it is drawn */
  drawn: (page: number) => DrawnPage | undefined
  /** told when the page in sight, the zoom, or what is drawn changes */
  onChange: (listener: () => void) => void
}

type Sheet = { element: HTMLElement; abort: AbortController; drawn?: DrawnPage }

/** Pages above and below those in sight that are kept drawn. */
const around = 1

/**
 * The pages below each other, of which only those in sight and their neighbours exist: a file of 2,000 pages costs as much as
 * one of five (PP-64). Sizes are asked for as pages come near; until then a page is thought as large as the first.
 */
export async function openPageList(shown: ShownDocument, line: Pick<MainLine, 'busyWith'>): Promise<PageList> {
  const element = document.createElement('main')
  element.className = 'pages'
  element.tabIndex = 0
  const inner = document.createElement('div')
  inner.className = 'column'
  element.append(inner)

  let turn: Turn = 0
  const first = await shown.sizeOf(1, turn)
  // as large as on paper, where the window has the room
  let zoom: Zoom = first.width + 48 < window.innerWidth ? 1 : 'width'
  let sizes: PageSize[] = Array.from({ length: shown.pages }, () => first)
  let known = new Set<number>([1])
  let scale = 1
  let column: Column = columnOf(sizes, scale)
  const sheets = new Map<number, Sheet>()
  const listeners = new Set<() => void>()
  const changed = (): void => listeners.forEach((listener) => listener())

  const wantedScale = (): number => {
    if (zoom !== 'width') return zoom
    const here = sizes[pageAt(column, element.scrollTop) - 1] ?? first
    return fitWidth(here.width, element.clientWidth || 900)
  }
  const drop = (page: number, sheet: Sheet): void => {
    sheet.abort.abort()
    sheet.drawn?.drop()
    sheet.element.remove()
    sheets.delete(page)
  }
  /** Lays all out anew; `place` stays at the top of the view. */
  const layOut = (place: Place, isRedrawn: boolean): void => {
    scale = wantedScale()
    column = columnOf(sizes, scale)
    inner.style.height = `${column.height}px`
    inner.style.width = `${column.width + 24}px`
    if (isRedrawn) for (const [page, sheet] of sheets) drop(page, sheet)
    for (const [page, { element: sheet }] of sheets) put(page, sheet)
    element.scrollTop = yOf(column, place)
    look()
  }
  const put = (page: number, sheet: HTMLElement): void => {
    const size = column.sizes[page - 1]
    sheet.style.top = `${column.tops[page - 1] ?? 0}px`
    sheet.style.width = `${size?.width ?? 0}px`
    sheet.style.height = `${size?.height ?? 0}px`
  }
  /** A size that is not as thought moves what is below, not what is looked at. */
  const learn = async (page: number): Promise<void> => {
    if (known.has(page)) return
    const asked = turn
    const size = await shown.sizeOf(page, asked)
    if (asked !== turn) return
    known.add(page)
    const thought = sizes[page - 1]
    if (thought && Math.abs(thought.width - size.width) < 0.5 && Math.abs(thought.height - size.height) < 0.5) return
    sizes = sizes.with(page - 1, size)
    layOut(placeAt(column, element.scrollTop), false)
  }

  const draw = async (page: number, sheet: Sheet): Promise<void> => {
    const { signal } = sheet.abort
    try {
      await learn(page)
      signal.throwIfAborted()
      put(page, sheet.element)
      const drawn = await shown.draw(page, { scale, turn }, signal)
      if (signal.aborted) return drawn.drop()
      sheet.drawn = drawn
      sheet.element.replaceChildren(...drawn.elements)
      sheet.element.dataset['state'] = 'drawn'
    } catch {
      if (signal.aborted) return
      sheet.element.dataset['state'] = 'broken'
      sheet.element.replaceChildren(Object.assign(document.createElement('p'), { textContent: tv.brokenPage }))
    }
    changed()
  }
  /** one after another, the one looked at first */
  let queue: number[] = []
  let isDrawing = false
  const work = (): void => {
    if (isDrawing) return
    isDrawing = true
    void line
      .busyWith(async () => {
        for (let page = queue.shift(); page !== undefined; page = queue.shift()) {
          const sheet = sheets.get(page)
          if (sheet && sheet.element.dataset['state'] === 'waiting') await draw(page, sheet)
        }
      })
      .finally(() => {
        isDrawing = false
      })
  }
  const look = (): void => {
    const [from, to] = pagesBetween(column, element.scrollTop, element.scrollTop + element.clientHeight)
    const low = Math.max(1, from - around)
    const high = Math.min(shown.pages, to + around)
    for (const [page, sheet] of sheets) if (page < low || page > high) drop(page, sheet)
    for (let page = low; page <= high; page++) {
      if (sheets.has(page)) continue
      const sheet = document.createElement('section')
      sheet.className = 'sheet'
      sheet.ariaLabel = tv.sheet(page)
      sheet.dataset['page'] = String(page)
      sheet.dataset['state'] = 'waiting'
      put(page, sheet)
      sheets.set(page, { element: sheet, abort: new AbortController() })
      // in the order of the pages, for who reads with a keyboard or copies across them
      inner.insertBefore(sheet, [...inner.children].find((one) => Number((one as HTMLElement).dataset['page']) > page) ?? null)
    }
    const middle = pageAt(column, element.scrollTop + element.clientHeight / 2)
    queue = [...sheets.keys()].toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle))
    work()
    changed()
  }

  element.addEventListener('scroll', look, { passive: true })
  let width = 0
  new ResizeObserver(() => {
    const isWider = element.clientWidth !== width
    width = element.clientWidth
    if (isWider && zoom === 'width') layOut(placeAt(column, element.scrollTop), true)
    else look()
  }).observe(element)
  layOut({ page: 1, share: 0 }, false)

  return {
    element,
    page: () => pageAt(column, element.scrollTop + element.clientHeight / 3),
    scale: () => scale,
    zoomTo: (wanted) => {
      const place = placeAt(column, element.scrollTop)
      zoom = wanted
      layOut(place, true)
    },
    turn: () => {
      const { page } = placeAt(column, element.scrollTop)
      turn = ((turn + 90) % 360) as Turn
      sizes = sizes.map(({ width: w, height: h }) => ({ width: h, height: w }))
      known = new Set()
      layOut({ page, share: 0 }, true)
    },
    goTo: (page, share = 0) => {
      const target = Math.min(shown.pages, Math.max(1, Math.round(page)))
      element.scrollTop = yOf(column, { page: target, share }) - (share > 0 ? element.clientHeight / 3 : gap)
      look()
    },
    drawn: (page) => sheets.get(page)?.drawn,
    onChange: (listener) => void listeners.add(listener),
  }
}
