import { z } from 'zod'
import { documentId, shortId, taskId } from '../ids.ts'

/**
 * What a desk asks about turns beside documents: 委托 of one's own post, and the list a 交接 begins with. Not part of
 * synchronisation: what a 委托 does to documents comes with the documents.
 */
export const turnPaths = {
  delegations: '/api/delegations',
  revoke: '/api/delegations/revoke',
  handOver: '/api/hand-over',
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
export const handOverResponse = z.object({ turns: z.array(turnToHandOver) })
export type HandOverResponse = z.infer<typeof handOverResponse>
