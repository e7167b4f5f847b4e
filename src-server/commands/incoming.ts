import type { Numbered } from '../../src-shared/workflow/numbered.ts'
import type { Command } from '../../src-shared/workflow/commands.ts'
import { decide } from '../../src-shared/workflow/decide.ts'
import { refuse, type DecideContext } from '../../src-shared/workflow/decide-context.ts'
import { issuingUnit } from '../../src-shared/workflow/directory.ts'
import type { DocumentState, Link } from '../../src-shared/workflow/document-state.ts'
import type { DocumentEvent } from '../../src-shared/workflow/events.ts'
import { incomingArgs } from '../../src-shared/workflow/incoming/commands.ts'
import { registerText } from '../../src-shared/workflow/incoming/part.ts'
import { incomingOf } from '../../src-shared/workflow/incoming/turns.ts'
import { numberText } from '../../src-shared/workflow/issue/part.ts'
import { readBody } from '../store/body-store.ts'
import type { Tx } from '../store/database.ts'
import { planFirst } from './bodies.ts'
import type { Effect } from './effects.ts'
import { enter, openBook } from './incoming-book.ts'
import { damagedFile } from './incoming-files.ts'
import type { Judged } from './judge.ts'

type IncomingCommand = Extract<Command, { name: keyof typeof incomingArgs }>

export const isIncomingCommand = (command: Command): command is IncomingCommand => Object.hasOwn(incomingArgs, command.name)

/**
 * 收文办理 at the server: what the workflow would take, with what only the server has (whole files, the register, drafts),
 * and what it tells the sender. The register is written in the command's own transaction: a refusal leaves no gap.
 */
export async function judgeIncoming(
  tx: Tx,
  doc: DocumentState | undefined,
  command: IncomingCommand,
  context: DecideContext,
  { dataDir, numbered }: { dataDir: string; numbered: Numbered | undefined },
): Promise<Judged> {
  if (command.name === 'RegisterPaper') return doc ? decide(doc, command, context) : judgePaper(tx, command, context, numbered)
  const first = decide(doc, command, context)
  if (!first.ok || !doc) return first
  switch (command.name) {
    case 'SignFor': {
      // the text, too, is read and hashed again
      await readBody(tx, doc.id, doc.bodyVersion)
      const damaged = await damagedFile(tx, dataDir, doc)
      const answered = await answeredBy(tx, doc)
      const decided = decide(doc, command, { ...context, incoming: { damaged, answered } })
      if (!decided.ok) return decided
      return { ...decided, effects: [...receipt(doc, 'signed', context, ''), ...answer(doc, answered)] }
    }
    case 'RejectWrong':
      return { ...first, effects: receipt(doc, 'rejected', context, command.args.reason) }
    case 'Precheck': {
      const [sent] = first.events.flatMap((event) => (event.type === 'SentBack' ? [event.rejected.reason] : []))
      return sent === undefined ? first : { ...first, effects: receipt(doc, 'rejected', context, sent) }
    }
    case 'RegisterIncoming':
      return judgeRegister(tx, doc, command, context, numbered)
    case 'ReplySender':
      return { ...first, effects: replyTo(doc, first.events) }
    case 'LinkReply':
      return judgeLink(tx, doc, command, context)
    default:
      return first
  }
}

async function judgeRegister(
  tx: Tx,
  doc: DocumentState,
  command: Extract<IncomingCommand, { name: 'RegisterIncoming' }>,
  context: DecideContext,
  numbered: Numbered | undefined,
): Promise<Judged> {
  const { fromUnit, number: fromNumber, datedOn } = incomingOf(doc)
  const known = { unitId: doc.unitId, fromUnit, number: fromNumber, title: doc.header.title, datedOn }
  const { number, duplicate } = await openBook(tx, known, context.now, numbered)
  if (!number) return refuse('WF-NUMBER-GONE', String(numbered?.seq))
  const decided = decide(doc, command, { ...context, incoming: { number, duplicate } })
  if (!decided.ok) return decided
  if (decided.events.some((event) => event.type === 'Registered'))
    await enter(tx, doc.id, known, number, { userId: context.actor.userId, at: context.now })
  return { ...decided, effects: duplicate ? sameAs(doc.id, doc.header.title, decided.events, duplicate.docId) : [] }
}

/** A paper 收文 begins, with its 要素 alone: words that belong in a text are refused, and of 涉密 paper there is none at all. */
async function judgePaper(
  tx: Tx,
  command: Extract<IncomingCommand, { name: 'RegisterPaper' }>,
  context: DecideContext,
  numbered: Numbered | undefined,
): Promise<Judged> {
  const planned = planFirst(command.args, context.actor.userId)
  if (!planned.ok) return planned
  const { plan } = planned
  if (wordsOf(plan.json) !== '') return refuse('WF-STATE', 'a paper 收文 has no text')
  const { unitId, fromUnit, number: fromNumber, datedOn } = command.args
  const organ = issuingUnit(context.directory, unitId)
  const first = decide(undefined, command, { ...context, body: plan.result })
  if (!first.ok || !organ) return first
  const known = { unitId: organ.id, fromUnit, number: fromNumber, title: plan.result.header.title, datedOn }
  const { number, duplicate } = await openBook(tx, known, context.now, numbered)
  if (!number) return refuse('WF-NUMBER-GONE', String(numbered?.seq))
  const decided = decide(undefined, command, { ...context, body: plan.result, incoming: { number, duplicate } })
  if (!decided.ok) return decided
  const [arrived] = decided.events.flatMap((event) => (event.type === 'Arrived' ? [event.doc] : []))
  if (arrived?.incoming?.register) await enter(tx, arrived.id, known, number, { userId: context.actor.userId, at: context.now })
  const effects = duplicate && arrived ? sameAs(arrived.id, known.title, decided.events, duplicate.docId) : []
  return { ...decided, body: plan, effects }
}

/** All words of a body beside its 要素. */
function wordsOf(json: unknown): string {
  const body = (json as { content?: { type: string; content?: unknown[] }[] }).content?.find((one) => one.type === 'body')
  return JSON.stringify(body?.content ?? []).includes('"text"') ? 'words' : ''
}

/** 重份 is known from both ends (C-14). */
function sameAs(docId: string, title: string, events: readonly DocumentEvent[], other: string): Effect[] {
  const found = events.some(
    (event) => event.type === 'FoundDuplicate' || (event.type === 'Arrived' && event.doc.incoming?.duplicateOf),
  )
  const link = { docId, as: 'related', title, number: '' } as Link
  return found ? [{ docId: other, eventsOf: (seen) => (seen ? [{ type: 'Linked', link }] : []) }] : []
}

/** The sender's ledger hears what became of its copy. */
function receipt(doc: DocumentState, status: 'signed' | 'rejected', { actor }: DecideContext, reason: string): Effect[] {
  const { fromDocId } = incomingOf(doc)
  if (fromDocId === null) return []
  const by = { ...actor, unitId: doc.unitId, unitName: doc.unitName }
  return [
    {
      docId: fromDocId,
      eventsOf: (sent) => {
        const copy = sent?.issue?.receipts.find((one) => one.docId === doc.id)
        return copy && copy.status !== status ? [{ type: 'ReceiptNoted', docId: doc.id, status, by, reason }] : []
      },
    },
  ]
}

/** the sender sees the answer on the document it sent. */
function replyTo(doc: DocumentState, events: readonly DocumentEvent[]): Effect[] {
  const { fromDocId } = incomingOf(doc)
  const [reply] = events.flatMap((event) => (event.type === 'Replied' ? [event.reply] : []))
  if (fromDocId === null || !reply) return []
  // a draft of the other organ is none of the sender's sight: it is named once it is delivered
  const noted = { ...reply, docId: null, unitName: doc.unitName }
  return [{ docId: fromDocId, eventsOf: (sent) => (sent ? [{ type: 'ReplyNoted', reply: noted }] : []) }]
}

/**
 * The document of this unit that a delivered 批复 or 复函 answers: the copy comes from a 发文 that answers a 收文, and that 收文 came
 * from a 发文 of this unit (SC-1). Null where there is none.
 */
async function answeredBy(tx: Tx, doc: DocumentState) {
  const sent = await stateOf(tx, incomingOf(doc).fromDocId)
  for (const { docId } of sent?.links?.filter((one) => one.as === 'answers') ?? []) {
    const asked = await stateOf(tx, (await stateOf(tx, docId))?.incoming?.fromDocId ?? null)
    if (asked?.unitId === doc.unitId) return { docId: asked.id, title: asked.header.title, number: sentNumber(asked) }
  }
  return null
}

function answer(doc: DocumentState, answered: Awaited<ReturnType<typeof answeredBy>>): Effect[] {
  if (!answered) return []
  const link: Link = { docId: doc.id, as: 'answeredBy', title: doc.header.title, number: incomingOf(doc).number }
  const isNew = (asked: DocumentState): boolean => !asked.links?.some((one) => one.docId === doc.id)
  return [{ docId: answered.docId, eventsOf: (asked) => (asked && isNew(asked) ? [{ type: 'Linked', link }] : []) }]
}

async function judgeLink(
  tx: Tx,
  doc: DocumentState,
  command: Extract<IncomingCommand, { name: 'LinkReply' }>,
  context: DecideContext,
): Promise<Judged> {
  const draft = await stateOf(tx, command.args.replyDocId)
  const own = draft && draft.kind !== 'incoming' && draft.state === 'F0' && draft.drafter.userId === context.actor.userId
  const replyDraft = own ? { title: draft.header.title, number: '' } : null
  const decided = decide(doc, command, { ...context, incoming: { replyDraft } })
  if (!decided.ok || !draft) return decided
  const { register, number } = incomingOf(doc)
  const link: Link = {
    docId: doc.id,
    as: 'answers',
    title: doc.header.title,
    number: number || (register ? registerText(register) : ''),
  }
  const effect: Effect = {
    docId: draft.id,
    eventsOf: (seen) => (seen?.state === 'F0' ? [{ type: 'Linked', link }] : refuse('WF-REPLY')),
  }
  return { ...decided, effects: [effect] }
}

const sentNumber = ({ issue }: DocumentState): string => (issue?.number ? numberText(issue.number) : '')

async function stateOf(tx: Tx, docId: string | null): Promise<DocumentState | undefined> {
  if (docId === null) return undefined
  return (await tx.selectFrom('doc').select('data').where('id', '=', docId).executeTakeFirst())?.data
}
