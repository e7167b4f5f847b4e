import { useEffect, useRef, useState, type RefObject } from 'react'
import type { AnyPaper } from '../../src-shared/ipc/paper.ts'
import type { PaperTrouble } from '../../src-shared/paper/model.ts'
import { jobOfRequest } from '../../src-shared/paper/sheets/job-of-sheet.ts'
import { renderPaper } from '../paper/render-paper.ts'
import { renderSheet } from '../paper/sheets/render-sheet.ts'

/** What is drawn; `code`: why it could not be. */
export type Sheets = { pages: number; troubles: readonly PaperTrouble[]; code: string | null; drawing: boolean }

const pictures = (sm3: string): string => `/picture/${sm3}`

/** Draws a request into the element of `root` as it will be printed: the same pages by the same program (PP-48). The last wish counts. */
export function useSheets(request: AnyPaper | undefined): { sheets: Sheets; root: RefObject<HTMLDivElement | null> } {
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
        const drawn = 'sheet' in job ? await renderSheet(root.current, job) : await renderPaper(root.current, job, pictures)
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
  }, [request])
  return { sheets, root }
}
