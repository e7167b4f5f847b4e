import { z } from 'zod'
import { documentId, shortId, taskId } from '../ids.ts'
import { stepId } from '../workflow/directory.ts'
import { person } from '../workflow/person.ts'
import { urgeLevel } from '../workflow/routing/part.ts'

/**
 * What a desk asks about turns beside documents: 委托 of one's own post, the list a 交接 begins with, and the late turns of others
 * one was told of. Not part of synchronisation: what a 委托 does to documents comes with the documents.
 */
export const turnPaths = {
  delegations: '/api/delegations',
  revoke: '/api/delegations/revoke',
  handOver: '/api/hand-over',
  told: '/api/turns/told',
} as const

export const delegationDaysAtMost = 366
const civilDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
/** empty: all of them */
const among = z.array(z.string().max(64)).max(50)

/** A 委托 from a post of one's own to another's, both days counted. */
export const delegateRequest = z.object({
  id: z.uuid(),
  fromPost: shortId,
  toPost: shortId,
  from: civilDate,
  until: civilDate,
  docTypes: among,
  urgencies: among,
  routes: among,
  canSign: z.boolean().default(false),
})

export const delegation = delegateRequest.extend({
  fromName: z.string(),
  toName: z.string(),
  createdAt: z.number(),
  revokedAt: z.number().nullable(),
})
export type Delegation = z.infer<typeof delegation>
export const delegationsResponse = z.object({ delegations: z.array(delegation) })
export type DelegationsResponse = z.infer<typeof delegationsResponse>
export const revokeRequest = z.object({ id: z.uuid() })

export const handOverQuery = z.object({ from: shortId, to: shortId })
/** One open turn of the person who leaves; `taken`: the successor may take it. */
export const turnToHandOver = z.object({
  docId: documentId,
  taskId,
  title: z.string(),
  stepName: z.string(),
  kind: z.enum(['handle', 'consult', 'read']),
  arrivedAt: z.number(),
  dueAt: z.number().nullable(),
  taken: z.boolean(),
})
export type TurnToHandOver = z.infer<typeof turnToHandOver>
/** A step to come of the person who leaves, in a document they have no turn in yet (WF-118). */
export const stepToHandOver = z.object({
  docId: documentId,
  step: stepId,
  title: z.string(),
  stepName: z.string(),
  taken: z.boolean(),
})
export type StepToHandOver = z.infer<typeof stepToHandOver>
export const handOverResponse = z.object({ turns: z.array(turnToHandOver), ahead: z.array(stepToHandOver) })
export type HandOverResponse = z.infer<typeof handOverResponse>

export const toldAtMost = 200
/**
 * A late turn of somebody else that the clock told one of (橙, 红): which document by unit and number, and whom to urge. `title`:
 * only where one may read it (domain.md §4.5, WF-115).
 */
export const turnTold = z.object({
  docId: documentId,
  taskId,
  level: urgeLevel,
  at: z.number(),
  unitName: z.string(),
  /** 发文字号, or 收文号; '': none yet */
  number: z.string(),
  title: z.string().nullable(),
  stepName: z.string(),
  holder: person,
  dueAt: z.number().nullable(),
})
export type TurnTold = z.infer<typeof turnTold>
export const toldResponse = z.object({ turns: z.array(turnTold) })
export type ToldResponse = z.infer<typeof toldResponse>
