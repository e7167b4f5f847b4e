import { useEffect, useRef, useState, type RefObject } from 'react'
import type { AnyPaper } from '../../../src-shared/ipc/paper.ts'
import type { PaperJob, PaperSeal, PaperTrouble } from '../../../src-shared/paper/model.ts'
import { jobOfRequest } from '../../../src-shared/paper/sheets/job-of-sheet.ts'
import { renderPaper } from '../render-paper.ts'
import { renderSheet } from '../sheets/render-sheet.ts'

/** What is drawn; `code`: why it could not be. */
export type Sheets = { pages: number; troubles: readonly PaperTrouble[]; code: string | null; drawing: boolean }

const pictures = (sm3: string): string => `/picture/${sm3}`

/** A seal on the pages, and where its picture is to be had: it lies in no store. */
export type ShownSeal = { seal: PaperSeal; image: string }

/**
 * Draws a request into the element of `root` as it will be printed, with seals where they are given: the same pages by the same
 * program (PP-48). The last wish counts.
 */
export function useSheets(
  request: AnyPaper | undefined,
  pressed: readonly ShownSeal[] = none,
): { sheets: Sheets; root: RefObject<HTMLDivElement | null> } {
  const root = useRef<HTMLDivElement>(null)
  const [sheets, setSheets] = useState<Sheets>({ pages: 0, troubles: [], code: null, drawing: true })
  const turn = useRef<Promise<unknown>>(Promise.resolve())
  useEffect(() => {
    if (!request) return undefined
    let gone = false
    const draw = async (): Promise<void> => {
      if (gone || !root.current) return
      setSheets((old) => ({ ...old, drawing: true }))
      try {
        const { job } = jobOfRequest(request)
        const drawn = 'sheet' in job ? await renderSheet(root.current, job) : await drawSealed(root.current, job, pressed)
        if (!gone) setSheets({ ...drawn, code: null, drawing: false })
      } catch {
        if (!gone) setSheets({ pages: 0, troubles: [], code: 'PP-DRAW', drawing: false })
      }
    }
    // one after another: two would draw into the same element
    turn.current = turn.current.then(draw)
    return () => {
      gone = true
    }
  }, [request, pressed])
  return { sheets, root }
}

const none: readonly ShownSeal[] = []

const drawSealed = (root: HTMLElement, job: PaperJob, pressed: readonly ShownSeal[]) =>
  renderPaper(
    root,
    pressed.length > 0 ? { ...job, seal: pressed.map(({ seal }) => seal) } : job,
    (sm3) => pressed.find(({ seal }) => seal.sm3 === sm3)?.image ?? pictures(sm3),
  )
