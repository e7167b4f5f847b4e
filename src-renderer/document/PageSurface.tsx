import { useEffect, useLayoutEffect, useState, type ReactNode, type RefObject } from 'react'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { t, upward } from '../ui/text.ts'
import type { Elements } from './ElementForm.tsx'

/** Width of an A4 page in mm, and the px a millimetre has at actual size. */
const PAGE_MM = 210
const ACTUAL = 96 / 25.4

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

/** The page on the desk: paper, red head and line over it, drawn to GB/T 9704 at the width there is room for. */
export function PageSurface({ doc, elements, children, overlay, ink, letters, desk }: Props) {
  const [mm, setMm] = useState(ACTUAL * 0.72)
  useLayoutEffect(() => {
    const element = desk.current
    if (!element) return undefined
    const fit = (): void => {
      const room = element.clientWidth - 32
      setMm(Math.round(Math.min(room / PAGE_MM, ACTUAL) * 1000) / 1000)
    }
    fit()
    // the head of the paper is empty by rule (天头 37 mm): reading starts at the red head
    element.scrollTo({ top: Math.max(0, ((element.clientWidth - 32) / PAGE_MM) * 33) })
    const observer = new ResizeObserver(fit)
    observer.observe(element)
    return () => observer.disconnect()
  }, [desk])
  const up = upward.includes(elements.docType)
  const mark = `${elements.issuer || doc.unitName}${t.redHeadSuffix}`
  // long names of organs are set smaller, so the mark keeps to one line of 156 mm
  const size = Math.min(15.4, 156 / ([...mark].length * 1.06))
  return (
    <div className={`page-desk scroll-y${letters ? ' letters' : ''}`} ref={desk} data-testid="page-desk">
      <div className="sheet" style={{ ['--mm' as string]: `${mm}px` }}>
        <div className="redhead" aria-hidden>
          {elements.urgency && <div className="redhead-urgency">{elements.urgency}</div>}
          <div className="redhead-mark" style={{ fontSize: `calc(${size} * var(--mm))` }}>
            {mark}
          </div>
          <div className={`redhead-number${up ? ' upward' : ''}`}>
            <span>{t.numberPending}</span>
            {up && (
              <span className={doc.signed ? 'given' : ''}>
                {t.signerPending}：{doc.signed?.by.name ?? doc.assignees['sign']?.name ?? ''}
              </span>
            )}
          </div>
          <div className="redhead-line" />
        </div>
        {children}
        {ink}
      </div>
      {overlay}
    </div>
  )
}

/** Reports on which page the caret stands, from the lines above it (22 lines of a page; the first has the head). */
export function usePageNumber(tick: number, onPage: (page: number) => void): void {
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const sheet = document.querySelector('.sheet')
      const selection = window.getSelection()
      const range = selection?.rangeCount ? selection.getRangeAt(0) : undefined
      if (!sheet || !range || !sheet.contains(range.startContainer)) return
      const box =
        range.getClientRects()[0] ??
        (range.startContainer instanceof Element ? range.startContainer.getBoundingClientRect() : undefined)
      const paper = sheet.getBoundingClientRect()
      if (!box || paper.width === 0) return
      const mm = paper.width / PAGE_MM
      onPage(Math.max(1, Math.ceil((box.top - paper.top - 37 * mm) / (225 * mm))))
    })
    return () => cancelAnimationFrame(frame)
  }, [tick, onPage])
}
