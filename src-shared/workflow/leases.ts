import { z } from 'zod'
import { deviceId } from '../ids.ts'
import { person, type Person } from './person.ts'

/*
 * 占用: before the first 报送 one desk holds the draft and writes without tracking (tracked-changes.md §9). Everybody who
 * may write sees who holds it and until when; it can be broken with a reason, and from then on every edit is tracked.
 */
export const lease = z.object({
  id: z.uuid(),
  by: person,
  /** another desk of the same person is another holder: its unsent text is not here */
  device: deviceId,
  takenAt: z.number(),
  /** free for anybody after this moment; epoch ms */
  until: z.number(),
})
export type Lease = z.infer<typeof lease>

/** 解除占用: who broke whose, why, and on which version the loser's work may still rest. */
export const leaseBreak = z.object({
  lease,
  by: person,
  reason: z.string().min(1).max(500),
  at: z.number(),
  version: z.number().int().positive(),
})
export type LeaseBreak = z.infer<typeof leaseBreak>

export const reasonAtMost = 500
/** How long a draft stays held without a save, and the longest it may be taken along without a line; hours. */
export const leaseHours = { usual: 24, longest: 7 * 24 } as const
export const codraftersAtMost = 20

export type LeaseEvent =
  | { type: 'CodrafterAdded'; person: Person }
  | { type: 'CodrafterRemoved'; userId: string }
  | { type: 'LeaseTaken'; lease: Lease }
  | { type: 'LeaseRenewed'; until: number }
  | { type: 'LeaseReleased'; leaseId: string }
  | { type: 'LeaseBroken'; broken: LeaseBreak; next: Lease }
