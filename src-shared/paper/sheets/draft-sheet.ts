import type { DocumentHeader } from '../../document/header.ts'
import { asksOf, waitingUnits } from '../../workflow/consult/standing.ts'
import type { DocumentState, Opinion } from '../../workflow/document-state.ts'
import type { StepId } from '../../workflow/directory.ts'
import { factsOf } from '../facts.ts'
import type { DraftSheet, SheetOpinion, SheetStep } from './model.ts'

/** What the text itself knows of the sheet beside its 要素. */
export type SheetNotes = { attachmentNote: string; remark: string }

const opinionOf = ({ stance, text, by, signedOn, late }: Opinion): SheetOpinion => ({
  stance,
  text,
  name: by.name,
  unit: by.unitName,
  on: signedOn,
  late: late !== undefined,
})

/** A step as it stands: all that was said at it, in the order it was written down, and whose turn it is or will be. */
function stepOf(state: DocumentState, step: StepId): SheetStep {
  const opinions = state.opinions.filter((one) => one.step === step)
  const open = state.tasks.filter((task) => task.step === step && task.doneAt === null).map((task) => task.assignee.name)
  const came = state.tasks.some((task) => task.step === step)
  const chosen = state.assignees[step]
  return { opinions: opinions.map(opinionOf), awaits: came ? open : chosen ? [chosen.name] : [] }
}

/** 会签: what the units said, who has not answered, and who counts as having no objection (WF-75). */
function consultOf(state: DocumentState): NonNullable<DraftSheet['consult']> {
  const overdue = asksOf(state).flatMap(({ ask }) =>
    ask.ended?.how === 'overdue' ? [{ unit: ask.unitName, on: dayOf(ask.ended.at) }] : [],
  )
  return { ...stepOf(state, 'consult'), awaits: waitingUnits(state).map(({ ask }) => ask.unitName), overdue }
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** The civil date of a moment in Beijing, 'YYYY-MM-DD'. */
const dayOf = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)

/**
 * 发文稿纸 of a document as far as its life has come (PP-130): every opinion of every step with name and full date, none left
 * out. 发文字号 and 印发份数 come after 签发 and stay free; the telephone is the one the 附注 names. Pure.
 */
export function draftSheetOf(state: DocumentState, header: DocumentHeader, notes: SheetNotes): DraftSheet {
  const facts = factsOf(state, header)
  const noted = lines(notes.attachmentNote).map((line) => line.replace(/^附件[：:]\s*/, ''))
  return {
    kind: 'draft',
    organ: facts.organs.join('　'),
    docType: header.docType,
    secrecy: header.secrecy,
    urgency: header.urgency,
    openness: header.openness,
    number: facts.number ?? '',
    copies: '',
    title: header.title,
    mainTo: header.mainTo.replace(/[：:]$/, ''),
    copyTo: header.copyTo.replace(/^抄送[：:]/, ''),
    attachments: noted.length > 0 ? noted : state.attachments.map(({ name }) => name),
    unit: state.drafter.unitName,
    drafter: state.drafter.name,
    phone: /电话[：:]?\s*([0-9][0-9\-—、，, ]{4,40})/.exec(notes.remark)?.[1]?.trim() ?? '',
    draftedOn: dayOf(state.createdAt),
    sign: stepOf(state, 'sign'),
    cosign: stepOf(state, 'cosign'),
    check: stepOf(state, 'check'),
    review: stepOf(state, 'review'),
    draft: { ...stepOf(state, 'draft'), awaits: [] },
    ...(asksOf(state).length > 0 ? { consult: consultOf(state) } : {}),
  }
}
