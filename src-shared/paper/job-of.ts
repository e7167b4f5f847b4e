import { bodyJson } from '../document/body-json.ts'
import { elementText } from '../document/header.ts'
import { readBodyJson } from '../document/read-body.ts'
import type { PaperRequest } from '../ipc/paper.ts'
import { cleanCopy } from '../revision/clean-copy.ts'
import { jobInks } from './inks.ts'
import type { PaperJob } from './model.ts'

/**
 * The job of a request, the same in the preview and in main, and the title as the text itself has it. 清稿: what was rejected
 * is left out, all else accepted (T7), as `cleanCopy` makes it; a text this program knows only in part goes on as it is and
 * says so (PP-BODY-OLD). Pure.
 */
export function jobOf(request: PaperRequest): { job: PaperJob; title: string } {
  const { body, sm3, version, copy, facts, watermark, preprinted, persons, steps, inks } = request
  const { doc, faults } = readBodyJson(body)
  const rejected = new Set(request.rejected)
  const clean = doc && faults.length === 0 && copy === 'clean'
  const shown = clean ? bodyJson(cleanCopy(doc, (id) => (rejected.has(id) ? 'reject' : undefined))) : body
  const drawn = doc && inks ? jobInks(inks, doc, copy === 'clean' ? rejected : null) : undefined
  const job: PaperJob = { facts, body: shown, sm3, version, copy, watermark, preprinted, persons, steps, inks: drawn }
  return { job, title: doc ? elementText(doc, 'title').replaceAll('\n', '').trim() : '' }
}
