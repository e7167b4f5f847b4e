import type { Node as PmNode } from 'prosemirror-model'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { elementText, headerOf } from '../../src-shared/document/header.ts'
import type { PaperRequest, SheetRequest } from '../../src-shared/ipc/paper.ts'
import { factsOf } from '../../src-shared/paper/facts.ts'
import { inksOf } from '../../src-shared/paper/inks.ts'
import { draftSheetOf } from '../../src-shared/paper/sheets/draft-sheet.ts'
import { incomingSheetOf } from '../../src-shared/paper/sheets/incoming-sheet.ts'
import { cleanCopy } from '../../src-shared/revision/clean-copy.ts'
import { verdicts, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { sm3 } from './sm3.ts'
import type { PersonLook } from '../ui/persons.ts'

/** A text to be put on paper. `version`: its number, 0 for what is not a version yet. */
export type Text = { doc: PmNode; version: number; sm3: string; body: PaperRequest['body'] }

/** A text with its name: its SM3 counts once for all that is asked of it. */
export const textOf = (doc: PmNode, version: number, sm3Of: (text: PmNode) => string): Text => ({
  doc,
  version,
  sm3: sm3Of(doc),
  body: bodyJson(doc),
})

export type Looks = Pick<PaperRequest, 'copy' | 'preprinted' | 'watermark'> & { inks: boolean }

/** The text as it stands if everything but what was rejected is accepted. */
const cleanOf = (doc: PmNode, state: DocumentState): PmNode => {
  const decided = verdicts(state)
  return cleanCopy(doc, (id) => decided.get(id))
}

/**
 * A version for main and for the preview. The file's date is when the version was signed, else when the document began: known
 * on every desk with and without a line, so that the same version gives the same bytes (PP-46). Pure.
 */
export function textRequest(
  { doc, version, sm3: name, body }: Text,
  { copy, preprinted, watermark, inks }: Looks,
  state: DocumentState,
  persons: ReadonlyMap<string, PersonLook>,
): PaperRequest {
  return {
    docId: state.id,
    version,
    body,
    sm3: name,
    at: state.signed?.bodySm3 === name ? state.signed.at : state.createdAt,
    rejected: [...verdicts(state)].filter(([, verdict]) => verdict === 'reject').map(([id]) => id),
    facts: factsOf(state, headerOf(cleanOf(doc, state))),
    copy,
    preprinted,
    watermark,
    persons: [...persons].map(([userId, { letter, name: who, post }]) => ({ userId, letter, name: who, post })),
    steps: Object.fromEntries(state.route.steps.map((step) => [step.id, step.name])),
    ...(inks ? { inks: inksOf(state, doc, sm3) } : {}),
  }
}

/** 发文稿纸 of a document, or 文件处理单 of a 收文, with the 要素 of the text at hand (PP-130). Pure. */
export function sheetRequestOf({ doc }: Pick<Text, 'doc'>, state: DocumentState, watermark: string | null): SheetRequest {
  const clean = cleanOf(doc, state)
  const notes = { attachmentNote: elementText(clean, 'attachmentNote'), remark: elementText(clean, 'remark') }
  return {
    docId: state.id,
    version: state.rev,
    at: state.signed?.at ?? state.createdAt,
    sheet: state.kind === 'incoming' ? incomingSheetOf(state) : draftSheetOf(state, headerOf(clean), notes),
    watermark,
  }
}
