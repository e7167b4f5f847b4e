import { secrecyMark } from '../document/secrecy-mark.ts'
import type { CommandArgs } from './commands.ts'
import { nameBeside } from './attachment-name.ts'
import { refuse, type DecideContext } from './decide-context.ts'
import { firstLease, leaseOfSave, refuseHeld } from './decide-leases.ts'
import { issuingUnit } from './directory.ts'
import { isTheirs, wasSubmitted, writingStep, type Attachment, type DocumentState } from './document-state.ts'
import { mayAttach, mayDetach, mayEdit } from './edit-right.ts'
import type { Decided } from './events.ts'
import { opened } from './turn.ts'

/** 拟稿: a draft with its first version, in an organ one has a post in (F0, R-16, R-31). */
export function createDraft(args: CommandArgs<'CreateDraft'>, ctx: DecideContext): Decided {
  const organ = issuingUnit(ctx.directory, args.unitId)
  if (!organ) return refuse('WF-NOT-ISSUER', undefined, '第十七条')
  const own = ctx.directory.posts.some(
    (p) => p.userId === ctx.actor.userId && issuingUnit(ctx.directory, p.unitId)?.id === organ.id,
  )
  if (!own) return refuse('WF-NOT-YOURS')
  const route = ctx.directory.routes[0]
  if (!ctx.body || !route) return refuse('WF-STATE')
  if (ctx.body.header.secrecy !== '') return refuse('WF-SECRET', undefined, '第二十六条')
  return {
    ok: true,
    events: [
      {
        type: 'DraftCreated',
        doc: {
          id: args.docId,
          rev: 0,
          state: 'F0',
          unitId: organ.id,
          unitName: organ.name,
          drafter: ctx.actor,
          header: ctx.body.header,
          route,
          assignees: {},
          step: 'draft',
          // the draft task has the document's own id: there is exactly one first turn
          tasks: [{ ...opened(args.docId, 'draft', ctx.actor, ctx.now), openedAt: ctx.now }],
          opinions: [],
          decisions: [],
          attachments: [],
          threads: [],
          inks: [],
          lease: firstLease(args.docId, ctx),
          codrafters: [],
          leasesBroken: [],
          branches: [],
          tracked: false,
          bodyVersion: ctx.body.version,
          bodySm3: ctx.body.sm3,
          signed: null,
          clean: null,
          createdAt: ctx.now,
          updatedAt: ctx.now,
        },
      },
    ],
  }
}

/** One save of the text by whoever may write now. */
export function submitBody(doc: DocumentState, args: CommandArgs<'SubmitBody'>, ctx: DecideContext): Decided {
  if (!mayEdit(doc, ctx.actor.userId)) {
    const had =
      doc.codrafters.some((one) => one.userId === ctx.actor.userId) || doc.tasks.some((t) => isTheirs(t, ctx.actor.userId))
    return refuse(had ? 'WF-TASK-CLOSED' : 'WF-NOT-YOURS')
  }
  if (writingStep(doc, ctx.actor.userId) !== args.step) return refuse('WF-TASK-CLOSED')
  if (!ctx.body) return refuse('WF-STATE')
  if (ctx.body.header.secrecy !== '') return refuse('WF-SECRET', undefined, '第二十六条')
  const lease = leaseOfSave(doc, ctx)
  if (!lease.ok) return lease
  return { ok: true, events: [...lease.events, { type: 'BodySaved', body: ctx.body, by: ctx.actor.userId }] }
}

/** Another file of the same name gets a name of its own (WF-24, C-12). */
const beside = (doc: DocumentState, attachment: Attachment): Attachment => ({
  ...attachment,
  name: nameBeside(
    doc.attachments.map((one) => one.name),
    attachment.name,
  ),
})

/** A file beside the text, or the scan of a paper 收文 (WF-103). */
export function addAttachment(doc: DocumentState, { attachment }: CommandArgs<'AddAttachment'>, ctx: DecideContext): Decided {
  if (!mayAttach(doc, ctx.actor.userId)) return refuse('WF-NOT-YOURS')
  if (secrecyMark(attachment.name)) return refuse('WF-SECRET', undefined, '第二十六条')
  if (doc.attachments.some((a) => a.sm3 === attachment.sm3)) return { ok: true, events: [] }
  return { ok: true, events: [{ type: 'AttachmentAdded', attachment: beside(doc, attachment) }] }
}

/** Only before the first 报送, and at 初审 of a paper 收文: later a file is part of what others saw. */
export function removeAttachment(doc: DocumentState, { sm3 }: CommandArgs<'RemoveAttachment'>, ctx: DecideContext): Decided {
  if (!mayDetach(doc, ctx.actor.userId)) return refuse('WF-NOT-YOURS')
  return { ok: true, events: [{ type: 'AttachmentRemoved', sm3 }] }
}

/** 撤稿 of a draft that was never handed on. */
export function discardDraft(doc: DocumentState, _args: CommandArgs<'DiscardDraft'>, ctx: DecideContext): Decided {
  if (doc.state !== 'F0' || wasSubmitted(doc)) return refuse('WF-STATE')
  if (doc.drafter.userId !== ctx.actor.userId) return refuse('WF-NOT-YOURS')
  return refuseHeld(doc, ctx) ?? { ok: true, events: [{ type: 'DraftDiscarded' }] }
}
