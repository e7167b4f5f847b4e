import { useEffect, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react'
import { factsOf } from '../../src-shared/paper/facts.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { t, upward } from '../ui/text.ts'
import type { Elements } from './ElementForm.tsx'
import { pageAt } from './pages/furniture.ts'

/** Width of an A4 page in mm, and in px at actual size. */
const PAGE_MM = 210
const PAGE_PX = (PAGE_MM * 96) / 25.4

type Props = {
  doc: DocumentState
  elements: Elements
  children: ReactNode
  /** what lies over and beside the page: cards */
  overlay: ReactNode
  /** drawings over the paper, and what one draws with */
  ink?: ReactNode
  /** the person's letter stands before each mark */
  letters: boolean
  /** the desk the page lies on: what scrolls */
  desk: RefObject<HTMLDivElement | null>
}

/**
 * The page on the desk: paper, red head and line over it. It is laid out at actual size whatever the window, as it is for the
 * printer, and shown as large as there is room for: lines end where they end on paper (decision 0027).
 */
export function PageSurface({ doc, elements, children, overlay, ink, letters, desk }: Props) {
  const [scale, setScale] = useState(0.72)
  const room = useRef<HTMLDivElement>(null)
  const sheet = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = desk.current
    if (!element) return undefined
    const fit = (): void => {
      setScale(Math.round(Math.min((element.clientWidth - 32) / PAGE_PX, 1) * 1000) / 1000)
    }
    fit()
    // the head of the paper is empty by rule (天头 37 mm): reading starts at the red head
    element.scrollTo({ top: Math.max(0, ((element.clientWidth - 32) / PAGE_MM) * 33) })
    const observer = new ResizeObserver(fit)
    observer.observe(element)
    return () => observer.disconnect()
  }, [desk])
  // what is shown smaller still takes its full height in the layout: the room around it is cut to what is seen
  useLayoutEffect(() => {
    const [paper, around] = [sheet.current, room.current]
    if (!paper || !around) return undefined
    const cut = (): void => around.style.setProperty('height', `${paper.offsetHeight * scale}px`)
    cut()
    const observer = new ResizeObserver(cut)
    observer.observe(paper)
    return () => observer.disconnect()
  }, [scale])
  const up = upward.includes(elements.docType)
  const mark = `${elements.issuer || doc.incoming?.fromUnit || doc.unitName}${t.redHeadSuffix}`
  // long names of organs are set smaller, so the mark keeps to one line of 156 mm
  const size = Math.min(15.4, 156 / ([...mark].length * 1.06))
  return (
    <div className={`page-desk scroll-y${letters ? ' letters' : ''}`} ref={desk} data-testid="page-desk">
      <div className="sheet-room" ref={room} style={{ width: PAGE_PX * scale, ['--scale' as string]: scale }}>
        <div className="sheet" ref={sheet}>
          <div className="redhead" aria-hidden>
            {elements.urgency && <div className="redhead-urgency">{elements.urgency}</div>}
            <div className="redhead-mark" style={{ fontSize: `calc(${size} * var(--mm))` }}>
              {mark}
            </div>
            <div className={`redhead-number${up ? ' upward' : ''}`}>
              <span>{factsOf(doc, elements).number ?? t.numberPending}</span>
              {up && (
                <span className={doc.signed ? 'given' : ''}>
                  {t.signerPending}：{doc.signed?.by.name ?? doc.assignees['sign']?.name ?? ''}
                </span>
              )}
            </div>
            <div className="redhead-line" />
          </div>
          {children}
          <div className="paper page-furniture" aria-hidden />
          {ink}
        </div>
      </div>
      {overlay}
    </div>
  )
}

/** The page the caret stands on; `of`: how many there are, null where no pages are shown (连续视图). */
export type PagePlace = { page: number; of: number | null }

/**
 * Reports on which page the caret stands: by the sheets that are shown, else by the lines above it (22 lines of a page). Null once
 * the document is left: the next one has no caret yet.
 */
export function usePageNumber(tick: number, onPage: (place: PagePlace | null) => void): void {
  const last = useRef('')
  useEffect(() => () => onPage(null), [onPage])
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const sheet = document.querySelector<HTMLElement>('.sheet')
      const selection = window.getSelection()
      const range = selection?.rangeCount ? selection.getRangeAt(0) : undefined
      if (!sheet || !range || !sheet.contains(range.startContainer)) return
      const box =
        range.getClientRects()[0] ??
        (range.startContainer instanceof Element ? range.startContainer.getBoundingClientRect() : undefined)
      const paper = sheet.getBoundingClientRect()
      if (!box || paper.width === 0) return
      const sheets = sheet.querySelectorAll('.page-leaf').length
      const mm = paper.width / PAGE_MM
      const place: PagePlace =
        sheets > 0
          ? { page: pageAt(((box.top - paper.top) * sheet.offsetWidth) / paper.width, sheets), of: sheets }
          : { page: Math.max(1, Math.ceil((box.top - paper.top - 37 * mm) / (225 * mm))), of: null }
      const words = `${place.page} ${place.of}`
      if (words === last.current) return
      last.current = words
      onPage(place)
    })
    return () => cancelAnimationFrame(frame)
  }, [tick, onPage])
}
