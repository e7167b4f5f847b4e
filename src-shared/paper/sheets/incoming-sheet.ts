import { dateOf } from '../../calendar/working-days.ts'
import type { DocumentState, Opinion } from '../../workflow/document-state.ts'
import type { StepId } from '../../workflow/directory.ts'
import { registerText } from '../../workflow/incoming/part.ts'
import { whereaboutsOf } from '../../workflow/incoming/reading.ts'
import { incomingOf } from '../../workflow/incoming/turns.ts'
import { blankIncoming, type IncomingSheet, type SheetOpinion } from './model.ts'

const opinionOf = ({ stance, text, by, signedOn, late }: Opinion): SheetOpinion => ({
  stance,
  text,
  name: by.name,
  unit: by.unitName,
  on: signedOn,
  late: late !== undefined,
})

/**
 * 文件处理单 of a 收文 as far as its handling has come (第二十四条): what was proposed, instructed, handled and read, in order and
 * none left out; what is not known yet stays free. Pure.
 */
export function incomingSheetOf(state: DocumentState): IncomingSheet {
  const part = incomingOf(state)
  const said = (...steps: StepId[]): Opinion[] => state.opinions.filter((one) => steps.includes(one.step))
  const lines = [
    ...said('handle').map((one) => ({ at: one.at, name: `${one.by.unitName} ${one.by.name}`, text: one.text, on: one.signedOn })),
    ...part.progress.map((one) => ({ at: one.at, name: `${one.unitName} ${one.by.name}`, text: one.text, on: dateOf(one.at) })),
  ]
  return {
    ...blankIncoming(state.unitName),
    from: part.fromUnit,
    fromNumber: part.number,
    register: part.register ? registerText(part.register) : '',
    receivedOn: part.arrivedOn || (part.receivedAt === null ? '' : dateOf(part.receivedAt)),
    dueOn: part.clock ? dateOf(part.clock.dueAt) : '',
    copies: String(part.copies),
    secrecy: part.secrecy,
    urgency: state.header.urgency,
    title: state.header.title,
    attachments: state.attachments.map(({ name }) => name),
    proposal: said('precheck', 'propose')
      .filter((one) => one.text !== '')
      .map(opinionOf),
    instructions: said('instruct').map(opinionOf),
    handling: lines.toSorted((a, b) => a.at - b.at).map(({ at: _at, ...line }) => line),
    circulation: whereaboutsOf(state).map((one) => ({
      name: one.name,
      text: said('read').findLast((opinion) => opinion.by.name === one.name)?.text ?? '',
      on: one.readAt === null ? '' : dateOf(one.readAt),
    })),
    result: [part.result?.text, part.reply?.text].filter((text) => text !== undefined && text !== '').join('\n'),
  }
}
