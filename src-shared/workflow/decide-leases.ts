import type { Command, CommandArgs } from './commands.ts'
import { refuse, type DecideContext } from './decide-context.ts'
import { issuingUnit } from './directory.ts'
import { isCodrafting, wasSubmitted, type DocumentState } from './document-state.ts'
import type { Decided, Rejection } from './events.ts'
import { codraftersAtMost, leaseHours, type Lease, type LeaseEvent } from './leases.ts'
import type { Person } from './person.ts'

const HOUR = 3_600_000

/** A person at one desk: another desk of the same person is another holder, because its unsent text is not here. */
export type AtDesk = { userId: string; device: string }

const isOf = (lease: Lease, { userId, device }: AtDesk): boolean => lease.by.userId === userId && lease.device === device
const at = (ctx: DecideContext): AtDesk => ({ userId: ctx.actor.userId, device: ctx.device })

/** Whether the draft is written by one desk at a time: before the first 报送, and before any lease was broken (tracked-changes.md §9). */
export const isLeased = (doc: DocumentState): boolean => doc.state === 'F0' && !doc.tracked

/** 拟稿人 and 合拟人, while the draft was never handed on. */
export const mayDraft = (doc: DocumentState, userId: string): boolean =>
  doc.state === 'F0' && !wasSubmitted(doc) && (doc.drafter.userId === userId || isCodrafting(doc, userId))

/** The lease in force that is another's, or this person's own at another desk; undefined where this desk may write. */
export const heldElsewhere = (doc: DocumentState, who: AtDesk, now: number): Lease | undefined =>
  isLeased(doc) && doc.lease && now < doc.lease.until && !isOf(doc.lease, who) ? doc.lease : undefined

/** The lease of this desk, in force or run out and not taken by anybody since. */
export const heldHere = (doc: DocumentState, who: AtDesk): Lease | undefined =>
  isLeased(doc) && doc.lease && isOf(doc.lease, who) ? doc.lease : undefined

/** Refuses what would act over the head of another desk that holds the draft (WF-17). */
export function refuseHeld(doc: DocumentState, ctx: DecideContext): Rejection | undefined {
  const held = heldElsewhere(doc, at(ctx), ctx.now)
  return held && refuse('WF-LEASE', held.by.name)
}

const fresh = (id: string, ctx: DecideContext, hours: number = leaseHours.usual): Lease => ({
  id,
  by: ctx.actor,
  device: ctx.device as Lease['device'],
  takenAt: ctx.now,
  until: ctx.now + hours * HOUR,
})

/** The lease a new draft begins with: its own id, since there is exactly one first. */
export const firstLease = (docId: string, ctx: DecideContext): Lease => fresh(docId, ctx)

/** Holding on: never for a shorter time than before. */
const renewed = (lease: Lease, ctx: DecideContext, hours: number): LeaseEvent[] => {
  const until = Math.max(lease.until, ctx.now + hours * HOUR)
  return until === lease.until ? [] : [{ type: 'LeaseRenewed', until }]
}

/** What an untracked save does to the lease: it renews its own, takes a free one, and is refused where another holds it (WF-17). */
export function leaseOfSave(doc: DocumentState, ctx: DecideContext): { ok: true; events: LeaseEvent[] } | Rejection {
  if (!isLeased(doc)) return { ok: true, events: [] }
  const held = refuseHeld(doc, ctx)
  if (held) return held
  const own = heldHere(doc, at(ctx))
  if (own) return { ok: true, events: renewed(own, ctx, leaseHours.usual) }
  return { ok: true, events: [{ type: 'LeaseTaken', lease: fresh(ctx.commandId, ctx) }] }
}

/** 占用 and 合拟 (WF-17, WF-18). */
export function decideLease(
  doc: DocumentState,
  command: Extract<Command, { name: 'AddCodrafter' | 'RemoveCodrafter' | 'TakeLease' | 'ReleaseLease' | 'BreakLease' }>,
  ctx: DecideContext,
): Decided {
  switch (command.name) {
    case 'AddCodrafter':
      return addCodrafter(doc, command.args.userId, ctx)
    case 'RemoveCodrafter':
      return removeCodrafter(doc, command.args.userId, ctx)
    case 'TakeLease':
      return take(doc, command.args, ctx)
    case 'ReleaseLease':
      return release(doc, command.args, ctx)
    case 'BreakLease':
      return breakLease(doc, command.args, ctx)
  }
}

/** Who may say who drafts along: the drafter, until the draft is handed on. */
function refuseNotDrafter(doc: DocumentState, ctx: DecideContext): Rejection | undefined {
  if (doc.drafter.userId !== ctx.actor.userId) return refuse('WF-NOT-YOURS')
  return doc.state === 'F0' && !wasSubmitted(doc) ? undefined : refuse('WF-STATE')
}

/** The person as one who drafts for this organ; undefined without a post there. */
function drafterOf(doc: DocumentState, userId: string, { directory }: DecideContext): Person | undefined {
  const post = directory.posts.find((p) => p.userId === userId && issuingUnit(directory, p.unitId)?.id === doc.unitId)
  const unit = directory.units.find((u) => u.id === post?.unitId)
  return post && { userId, name: post.name, unitId: post.unitId, unitName: unit?.name ?? '' }
}

function addCodrafter(doc: DocumentState, userId: string, ctx: DecideContext): Decided {
  const refused = refuseNotDrafter(doc, ctx)
  if (refused) return refused
  if (userId === doc.drafter.userId || isCodrafting(doc, userId)) return { ok: true, events: [] }
  if (doc.codrafters.length >= codraftersAtMost) return refuse('WF-STATE', 'codrafters')
  const person = drafterOf(doc, userId, ctx)
  return person ? { ok: true, events: [{ type: 'CodrafterAdded', person }] } : refuse('WF-NO-ROLE', userId)
}

function removeCodrafter(doc: DocumentState, userId: string, ctx: DecideContext): Decided {
  const refused = refuseNotDrafter(doc, ctx)
  if (refused) return refused
  if (!isCodrafting(doc, userId)) return { ok: true, events: [] }
  // who is sent away while holding the draft would lose what is not sent yet: the lease is broken first, with a reason
  const held = heldElsewhere(doc, at(ctx), ctx.now)
  if (held?.by.userId === userId) return refuse('WF-LEASE', held.by.name)
  const free: LeaseEvent[] = doc.lease?.by.userId === userId ? [{ type: 'LeaseReleased', leaseId: doc.lease.id }] : []
  return { ok: true, events: [...free, { type: 'CodrafterRemoved', userId }] }
}

function take(doc: DocumentState, args: CommandArgs<'TakeLease'>, ctx: DecideContext): Decided {
  if (!mayDraft(doc, ctx.actor.userId)) return refuse('WF-NOT-YOURS')
  if (!isLeased(doc)) return refuse('WF-STATE')
  const held = refuseHeld(doc, ctx)
  if (held) return held
  const own = heldHere(doc, at(ctx))
  if (own) return { ok: true, events: renewed(own, ctx, args.hours) }
  return { ok: true, events: [{ type: 'LeaseTaken', lease: fresh(args.leaseId, ctx, args.hours) }] }
}

/** Letting go of what is not held any more changes nothing: it may have been broken or have run out on the way. */
function release(doc: DocumentState, args: CommandArgs<'ReleaseLease'>, ctx: DecideContext): Decided {
  if (!isLeased(doc) || doc.lease?.id !== args.leaseId) return { ok: true, events: [] }
  if (!isOf(doc.lease, at(ctx))) return refuse('WF-LEASE', doc.lease.by.name)
  return { ok: true, events: [{ type: 'LeaseReleased', leaseId: args.leaseId }] }
}

/**
 * 解除占用, with a reason: from here on every edit is tracked. It may have run out by the server's clock meanwhile; what its
 * holder has not sent is brought in all the same.
 */
function breakLease(doc: DocumentState, args: CommandArgs<'BreakLease'>, ctx: DecideContext): Decided {
  if (!mayDraft(doc, ctx.actor.userId)) return refuse('WF-NOT-YOURS')
  if (!isLeased(doc)) return refuse('WF-STATE')
  const { lease } = doc
  if (lease?.id !== args.leaseId) return refuse('WF-LEASE', lease?.by.name)
  if (isOf(lease, at(ctx))) return refuse('WF-STATE')
  const broken = { lease, by: ctx.actor, reason: args.reason, at: ctx.now, version: doc.bodyVersion }
  return { ok: true, events: [{ type: 'LeaseBroken', broken, next: fresh(args.nextLeaseId, ctx) }] }
}
