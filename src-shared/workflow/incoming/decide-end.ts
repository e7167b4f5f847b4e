import { dateOf } from '../../calendar/working-days.ts'
import { followingId } from '../../ids.ts'
import { refuse, type DecideContext } from '../decide-context.ts'
import type { Decider, Deciders } from '../decider.ts'
import { issuingUnit } from '../directory.ts'
import type { DocumentState, Task } from '../document-state.ts'
import type { DocumentEvent } from '../events.ts'
import { ownTask } from '../turn.ts'
import { isReading, unreadOf } from './reading.ts'
import { overseers } from './roles.ts'
import { archiveTurn, handlersFor, holdsPost, incomingOf, inStates, ownTurn, turnAmong, turnOf } from './turns.ts'

const also = (next: Task | undefined): { next?: Task } => (next ? { next } : {})

/** What follows 阅知 of a turn: with the last of a 阅件 it is closed; nobody is skipped before (R-28, WF-57). */
export function afterReading(doc: DocumentState, task: Task, ctx: DecideContext): DocumentEvent[] {
  if (!isReading(doc) || unreadOf(doc).some((one) => one.id !== task.id)) return []
  return [{ type: 'ReadByAll', ...also(archiveTurn(doc, ctx, followingId(ctx.commandId))) }]
}

/** 传阅 ended by the office with the reason; who had not read is kept by name. */
const closeReading: Decider<'CloseReading'> = (doc, args, ctx) => {
  if (!holdsPost(doc, ctx, overseers)) return refuse('WF-NOT-YOURS')
  const unread = unreadOf(doc).map((task) => task.assignee)
  // another window closed it, or the last has read
  if (unread.length === 0) return refuse('WF-STATE')
  const closed = { by: ctx.actor, at: ctx.now, reason: args.reason, unread }
  return {
    ok: true,
    events: [{ type: 'ReadingClosed', closed, ...also(isReading(doc) ? archiveTurn(doc, ctx, args.nextTaskId) : undefined) }],
  }
}

/** 答复来文单位: by words, by a document that is linked, or not at all, with the reason. */
const replySender: Decider<'ReplySender'> = (doc, args, ctx) => {
  const task = ownTurn(doc, args.taskId, 'reply', ctx)
  if ('ok' in task) return task
  const linked = doc.links?.some((one) => one.as === 'answeredBy' && one.docId === args.replyDocId) ?? false
  if (args.how === 'document' && !linked) return refuse('WF-REPLY', undefined, '第二十四条')
  const docId = args.how === 'document' ? (args.replyDocId ?? null) : null
  const reply = { by: ctx.actor, at: ctx.now, how: args.how, text: args.text, docId }
  return { ok: true, events: [{ type: 'Replied', taskId: task.id, reply, ...also(archiveTurn(doc, ctx, args.nextTaskId)) }] }
}

/** 答复件: a draft of one's own, linked while the 收文 is handled or answered. */
const linkReply: Decider<'LinkReply'> = (doc, args, ctx) => {
  const handles = doc.tasks.some(
    (t) => ['handle', 'reply'].includes(t.step) && t.doneAt === null && !('ok' in ownTask(doc, t.id, ctx)),
  )
  if (!handles) return refuse('WF-NOT-YOURS')
  const draft = ctx.incoming?.replyDraft
  if (draft === null || doc.links?.some((one) => one.docId === args.replyDocId)) return refuse('WF-REPLY')
  return { ok: true, events: draft ? [{ type: 'Linked', link: { ...draft, docId: args.replyDocId, as: 'answeredBy' } }] : [] }
}

/** 重新办理 within the year it was registered in: a 办件 goes back to its 主办, a 阅件 to 拟办. */
const reopen: Decider<'ReopenIncoming'> = (doc, args, ctx) => {
  if (!holdsPost(doc, ctx, overseers)) return refuse('WF-NOT-YOURS')
  const { register, handlers, proposals } = incomingOf(doc)
  const year = register?.year ?? Number(dateOf(doc.createdAt).slice(0, 4))
  if (Number(dateOf(ctx.now).slice(0, 4)) !== year) return refuse('WF-STATE', String(year))
  const lead = handlers.find((one) => one.as === 'lead')
  const told = { by: ctx.actor, at: ctx.now, reason: args.reason }
  const next =
    lead && proposals.at(-1)?.kind === 'handle'
      ? turnAmong(handlersFor(ctx.directory, lead.unitId, lead.userId ?? undefined), args.nextTaskId, 'handle', ctx.now)
      : turnOf(doc, ctx, args.nextTaskId, 'propose')
  if (!next) return refuse('WF-NO-ROLE', lead?.unitName)
  return 'ok' in next ? next : { ok: true, events: [{ type: 'IncomingReopened', told, next }] }
}

/** 归档: never with an open turn; the 主办 files the original, the others copies (R-32, 第二十七条). */
const archive: Decider<'ArchiveIncoming'> = (doc, args, ctx) => {
  if (doc.tasks.some((task) => task.doneAt === null && task.step !== 'archive')) return refuse('WF-OPEN-TURNS')
  const organs = [...new Set(incomingOf(doc).handlers.map((one) => issuingUnit(ctx.directory, one.unitId)?.name ?? one.unitName))]
  const [original = doc.unitName, ...copies] = organs
  const { fileNo, retention } = args
  return {
    ok: true,
    events: [{ type: 'IncomingArchived', archived: { by: ctx.actor, at: ctx.now, fileNo, retention, original, copies } }],
  }
}

type Mine = 'CloseReading' | 'ReplySender' | 'LinkReply' | 'ReopenIncoming' | 'ArchiveIncoming'
export const decideEnd: Deciders<Mine> = {
  CloseReading: inStates(['S6r', 'S8'], closeReading),
  ReplySender: inStates(['S7'], replySender),
  LinkReply: inStates(['S6', 'S7'], linkReply),
  ReopenIncoming: inStates(['S8'], reopen),
  ArchiveIncoming: inStates(['S8'], archive),
}
