import { decide } from '../workflow/decide.ts'
import type { DecideContext } from '../workflow/decide-context.ts'
import { parseCommand, type Command, type CommandArgs, type CommandName } from '../workflow/commands.ts'
import { isTheirs, openTaskOf, type DocumentState, type Opinion } from '../workflow/document-state.ts'
import type { AttentionRow } from './store-port.ts'

/** What one may do with an item of 需处理; each keeps both sides, none is final (domain.md §4.6). */
export type Choice = 'bringIn' | 'signAnew' | 'sendAgain' | 'supplement' | 'keepAsDraft' | 'open' | 'putAside'

/** What the choices rest on: the piece of work, and the document as it stands here; undefined where the desk has it not. */
export type Question = {
  item: Pick<AttentionRow, 'cmdId' | 'code' | 'commandName' | 'args'> & { hasText: boolean }
  doc: DocumentState | undefined
  me: string
  /** what a decision taken now would rest on; undefined while the address book is not here */
  context: DecideContext | undefined
}

/** Commands that mean the same when they are given once more, whatever has happened since. */
const repeatable: readonly CommandName[] = [
  'SubmitDraft',
  'Approve',
  'Return',
  'DecideChanges',
  'OpenThread',
  'ReplyThread',
  'SettleThread',
  'AddAttachment',
  'RemoveAttachment',
  'AddCodrafter',
  'RemoveCodrafter',
  'AddSupplement',
]

const stances: Partial<Record<CommandName, CommandArgs<'AddSupplement'>['stance']>> = {
  SubmitDraft: 'note',
  Approve: 'agree',
  Sign: 'agree',
  Return: 'return',
}

const consulted = { agree: 'agree', disagree: 'disagree', none: 'note' } as const

/** An opinion that was refused with its command. */
export type RefusedOpinion = Pick<CommandArgs<'AddSupplement'>, 'step' | 'stance' | 'text' | 'signedOn' | 'basisSm3'>

const refusedCommand = ({ item }: Question): Command | undefined => parseCommand(item.commandName, item.args)

/** The opinion an item carries, with the step it was given for; undefined where there is none, or no such turn. */
export function opinionOf(question: Question): RefusedOpinion | undefined {
  const command = refusedCommand(question)
  const stance = command && (command.name === 'GiveConsultOpinion' ? consulted[command.args.stance] : stances[command.name])
  if (!command || !stance || !('text' in command.args) || !('signedOn' in command.args)) return undefined
  const { args } = command
  const task = 'taskId' in args ? question.doc?.tasks.find((one) => one.id === args.taskId) : undefined
  const step = command.name === 'SubmitDraft' ? 'draft' : task?.step
  const basisSm3 = 'basisSm3' in args ? args.basisSm3 : 'bodySm3' in args ? args.bodySm3 : undefined
  const text = args.text.trim()
  return step && basisSm3 && text ? { step, stance, text, signedOn: args.signedOn, basisSm3 } : undefined
}

/**
 * The refused command as it would be given now: the same words on today's date, or undefined where the document would
 * refuse it again, where it was meant for another text than what stands there now, or where it is not one to repeat.
 */
export function againOf(question: Question, today: string): Command | undefined {
  const { doc, context } = question
  const command = refusedCommand(question)
  if (!command || !doc || !context || !repeatable.includes(command.name)) return undefined
  if ('basisSm3' in command.args && command.name !== 'AddSupplement' && command.args.basisSm3 !== doc.bodySm3) return undefined
  const dated = 'signedOn' in command.args && command.name !== 'AddSupplement'
  const again = dated ? ({ ...command, args: { ...command.args, signedOn: today } } as Command) : command
  const decided = decide(doc, again, context)
  // nothing left to do is nothing to send again
  return decided.ok && decided.events.length > 0 ? again : undefined
}

/** Whether the opinion can be put on record beside the route: the turn it was given for is over (C-03, C-04). */
function maySupplement({ item, doc, me }: Question, opinion: Opinion | RefusedOpinion | undefined): boolean {
  if (!doc || !opinion || item.cmdId === null || doc.state === 'X2') return false
  if (doc.opinions.some((one) => one.late === item.cmdId)) return false
  const mine = doc.tasks.filter((task) => isTheirs(task, me) && task.step === opinion.step)
  return mine.length > 0 && mine.every((task) => task.doneAt !== null)
}

/**
 * What can be done with an item, the likeliest first (UI-11): late edits are brought in where the document holds them, a
 * signature is given anew on what stands there now, an opinion whose turn is over is put on record, text becomes a draft.
 */
export function choicesOf(question: Question, today: string): Choice[] {
  const { item, doc, me } = question
  const opinion = opinionOf(question)
  const gone = !doc || doc.state === 'X2'
  const likely: (Choice | false)[] = [
    item.commandName === 'SubmitBody' &&
      (doc?.branches.some((branch) => branch.id === item.cmdId && branch.settled === null) ?? false) &&
      'bringIn',
    item.commandName === 'Sign' && doc !== undefined && openTaskOf(doc, me)?.step === 'sign' && 'signAnew',
    againOf(question, today) !== undefined && 'sendAgain',
    maySupplement(question, opinion) && 'supplement',
    item.hasText && gone && 'keepAsDraft',
  ]
  const always: (Choice | false)[] = [!gone && 'open', item.hasText && 'keepAsDraft', 'putAside']
  return [...new Set([...likely, ...always].filter((choice) => choice !== false))]
}
