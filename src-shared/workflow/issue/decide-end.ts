import { dateOf } from '../../calendar/working-days.ts'
import { refuse, type DecideContext } from '../decide-context.ts'
import type { Decider, Deciders } from '../decider.ts'
import type { DocumentState } from '../document-state.ts'
import type { Decided } from '../events.ts'
import { openedForRole } from '../turn.ts'
import { datedOn } from './joint.ts'
import type { IssuePart } from './part.ts'
import { unsignedUnits } from './scope.ts'

/** 办结: every 主送 unit has signed for it, or it is said why not. */
const close: Decider<'CloseIssue'> = (doc, args, ctx) => {
  if (doc.state !== 'F10') return refuse('WF-STATE')
  const missing = unsignedUnits(doc)
  if (missing.length > 0 && args.reason === '') return refuse('WF-RECEIPTS', missing.map(({ unitName }) => unitName).join('、'))
  const next = openedForRole(doc, ctx, { id: args.nextTaskId, step: 'archive', roles: ['archivist'] })
  if (!next) return refuse('WF-NO-ROLE', 'archivist')
  return { ok: true, events: [{ type: 'IssueClosed', closed: { by: ctx.actor, at: ctx.now, reason: args.reason }, next }] }
}

/** 归档: nobody has anything to do with it any more; what lies in the package the server says. */
const archive: Decider<'ArchiveIssue'> = (doc, args, ctx) => {
  if (doc.state !== 'F11') return refuse('WF-STATE')
  const open = doc.tasks.filter((task) => task.doneAt === null && task.step !== 'archive')
  if (open.length > 0) return refuse('WF-OPEN-TASKS', open.map(({ assignee }) => assignee.name).join('、'))
  const packed = ctx.issue?.packed
  if (!packed) return { ok: true, events: [] }
  const { fileNo, retention } = args
  const archived = { by: ctx.actor, at: ctx.now, fileNo, retention, packed: [...packed] }
  return { ok: true, events: [{ type: 'IssueArchived', archived }] }
}

const issued = ['F10', 'F11', 'F12']

/** What is void from the start counts as never issued; what is repealed counts until the day before (R-34, 条例第三十三条). */
function mark(
  doc: DocumentState,
  given: Pick<NonNullable<IssuePart['mark']>, 'how' | 'from' | 'reason'>,
  ctx: DecideContext,
): Decided {
  if (!issued.includes(doc.state)) return refuse('WF-STATE')
  if (doc.issue?.mark) return refuse('WF-MARKED', undefined, '第三十三条')
  return { ok: true, events: [{ type: 'IssueMarked', mark: { ...given, by: ctx.actor, at: ctx.now } }] }
}

const revoke: Decider<'RevokeIssue'> = (doc, { reason }, ctx) =>
  mark(doc, { how: 'revoked', from: datedOn(doc) ?? dateOf(doc.createdAt), reason }, ctx)

const repeal: Decider<'RepealIssue'> = (doc, { reason, from }, ctx) =>
  from < (datedOn(doc) ?? '') ? refuse('WF-DATE') : mark(doc, { how: 'repealed', from, reason }, ctx)

type Mine = 'CloseIssue' | 'ArchiveIssue' | 'RevokeIssue' | 'RepealIssue'
export const decideEnd: Deciders<Mine> = { CloseIssue: close, ArchiveIssue: archive, RevokeIssue: revoke, RepealIssue: repeal }
