import type { PaperRequest, SheetRequest } from '../../ipc/paper.ts'
import { jobOf } from '../job-of.ts'
import type { PaperJob } from '../model.ts'
import type { PaperSheet, SheetJob } from './model.ts'

/** What a sheet's file is called. */
export function sheetTitle({ kind, title }: PaperSheet): string {
  if (kind === 'table') return title
  return kind === 'draft' ? `${title}（发文稿纸）` : title === '' ? '文件处理单' : `${title}（文件处理单）`
}

/** Whether a sheet is asked for, and not the text of a version. */
export const asksSheet = (request: PaperRequest | SheetRequest): request is SheetRequest => 'sheet' in request

/** The job of a request, the same in the preview and in main, and the title its file goes by. Pure. */
export function jobOfRequest(request: PaperRequest | SheetRequest): { job: PaperJob | SheetJob; title: string } {
  if (!asksSheet(request)) return jobOf(request)
  const { sheet, watermark } = request
  return { job: { sheet, watermark }, title: sheetTitle(sheet) }
}
