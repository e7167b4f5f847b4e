import { z } from 'zod'
import { commandId, documentId, shortId, sm3Hex, taskId } from '../ids.ts'
import { documentHeader } from '../document/header.ts'
import { branch } from './branches.ts'
import { routeStep, routeTemplate } from './directory.ts'
import { ink } from './inks.ts'
import { lease, leaseBreak } from './leases.ts'
import { person } from './person.ts'
import { thread } from './threads.ts'

/** 发文 states of domain.md §4.2 reached so far; the later ones come with numbering, seal and distribution. */
export const documentStates = ['F0', 'F1', 'F3', 'F4', 'F5', 'F6', 'X2'] as const

/** The state a document is in while it waits at a step. */
export const stateOfStep = { draft: 'F0', review: 'F1', check: 'F3', cosign: 'F4', sign: 'F5' } as const

/** 待办: one person's turn at one step. */
export const task = z.object({
  id: taskId,
  step: routeStep.shape.id,
  assignee: person,
  arrivedAt: z.number(),
  openedAt: z.number().nullable(),
  doneAt: z.number().nullable(),
  result: z.enum(['submitted', 'approved', 'signed', 'returned', 'withdrawn']).nullable(),
})
export type Task = z.infer<typeof task>

/** 意见. Append-only. `late` marks a 补充意见 that took no part in the route, by the command it stands for (C-03). */
export const opinion = z.object({
  by: person,
  step: routeStep.shape.id,
  stance: z.enum(['agree', 'disagree', 'note', 'return', 'withdraw']),
  text: z.string().max(2000),
  /** full civil date as signed, 'YYYY-MM-DD' */
  signedOn: z.string(),
  basisSm3: sm3Hex,
  /** desk's clock and server's clock, epoch ms */
  authoredAt: z.number(),
  at: z.number(),
  late: commandId.optional(),
})
export type Opinion = z.infer<typeof opinion>

/**
 * One verdict on one or many tracked changes, kept beside the document (RV-10); `undo` takes the last one back. Many ids
 * share one verdict, person and moment: 全部接受 of 5,000 changes travels as 5,000 ids, not as 5,000 persons.
 */
export const decision = z.object({
  changeIds: z.array(z.uuid()).min(1),
  verdict: z.enum(['accept', 'reject', 'undo']),
  by: person,
  step: routeStep.shape.id,
  at: z.number(),
})
export type Decision = z.infer<typeof decision>

export const attachment = z.object({
  sm3: sm3Hex,
  name: z.string().min(1).max(200),
  size: z.number().int().nonnegative(),
  mime: z.string().max(100),
})
export type Attachment = z.infer<typeof attachment>

/** The aggregate: everything about a document but its body text. It travels whole; `rev` counts applied commands. */
export const documentState = z.object({
  id: documentId,
  rev: z.number().int().nonnegative(),
  state: z.enum(documentStates),
  unitId: shortId,
  unitName: z.string(),
  drafter: person,
  header: documentHeader,
  route: routeTemplate,
  /** step id → the person chosen for it */
  assignees: z.record(z.string(), person),
  step: routeStep.shape.id,
  tasks: z.array(task),
  opinions: z.array(opinion),
  decisions: z.array(decision),
  attachments: z.array(attachment),
  /** 批注 */
  threads: z.array(thread),
  /** 圈阅 and handwriting */
  inks: z.array(ink),
  /** who writes the draft now; null: nobody. Of no account once everything is tracked */
  lease: lease.nullable(),
  /** 合拟人: they may read the draft, and write in it while they hold it */
  codrafters: z.array(person),
  leasesBroken: z.array(leaseBreak),
  /** 未并入的修改 */
  branches: z.array(branch),
  /** from the first 报送, or from the breaking of a lease, on every edit is tracked (T1) */
  tracked: z.boolean(),
  bodyVersion: z.number().int().positive(),
  bodySm3: sm3Hex,
  signed: z
    .object({ by: person, at: z.number(), signedOn: z.string(), bodySm3: sm3Hex, openChanges: z.array(z.uuid()) })
    .nullable(),
  /** 清稿 of the version that was signed, with its own SM3 (RV-36) */
  clean: z.object({ version: z.number().int().positive(), sm3: sm3Hex, by: person, at: z.number() }).nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
})
export type DocumentState = z.infer<typeof documentState>

/** The open task of a person at a document, if it is their turn. */
export const openTaskOf = (doc: DocumentState, userId: string): Task | undefined =>
  doc.tasks.find((t) => t.doneAt === null && t.assignee.userId === userId)

/** Whether the draft was ever handed on (报送): it is no draft of its drafter any more, and the organ's office sees it. */
export const wasSubmitted = (doc: DocumentState): boolean => doc.tasks.some((t) => t.step !== 'draft')

/** Whether this person drafts along with the drafter, who has the draft at the moment (WF-18). */
export const isCodrafting = (doc: DocumentState, userId: string): boolean =>
  doc.state === 'F0' && !wasSubmitted(doc) && doc.codrafters.some((one) => one.userId === userId)

/** The step at which a person may write now: that of their turn; 合拟人 write at 拟稿. */
export const writingStep = (doc: DocumentState, userId: string): Task['step'] | undefined =>
  openTaskOf(doc, userId)?.step ?? (isCodrafting(doc, userId) ? 'draft' : undefined)

/** The steps at which it is or was this person's turn: what their changes may be signed with. 合拟人 hold 拟稿. */
export const stepsHeldBy = (doc: DocumentState, userId: string): string[] => [
  ...new Set([
    ...(doc.codrafters.some((one) => one.userId === userId) ? ['draft'] : []),
    ...doc.tasks.filter((t) => t.assignee.userId === userId).map((t) => t.step),
  ]),
]

/** The 批注 this person opened: only their anchors they may take from the text again (RV-34). */
export const threadsOpenedBy = (doc: DocumentState, userId: string): ReadonlySet<string> =>
  new Set(doc.threads.filter((thread) => thread.replies[0]?.by.userId === userId).map((thread) => thread.id))

/** The decision in force per change id: the newest counts, `undo` takes it back to the one before. */
export function decisionsInForce<D extends Pick<Decision, 'changeIds' | 'verdict'>>(
  decisions: readonly D[],
): ReadonlyMap<string, D> {
  const given = new Map<string, D[]>()
  for (const decision of decisions)
    for (const id of decision.changeIds) {
      const before = given.get(id) ?? []
      // the same verdict from two desks is one verdict
      if (decision.verdict === 'undo') given.set(id, before.slice(0, -1))
      else if (before.at(-1)?.verdict !== decision.verdict) given.set(id, [...before, decision])
    }
  return new Map([...given].flatMap(([id, all]) => all.slice(-1).map((last) => [id, last] as const)))
}

/** The verdict in force per change id. */
export const verdicts = ({
  decisions,
}: {
  decisions: readonly Pick<Decision, 'changeIds' | 'verdict'>[]
}): ReadonlyMap<string, 'accept' | 'reject'> =>
  new Map([...decisionsInForce(decisions)].flatMap(([id, { verdict }]) => (verdict === 'undo' ? [] : [[id, verdict] as const])))

/** Everyone who has or had a turn, and 合拟人: they may read the document (domain.md §4.5). */
export const participants = (doc: DocumentState): string[] => [
  ...new Set([doc.drafter, ...doc.codrafters, ...doc.tasks.map((t) => t.assignee)].map((one) => one.userId)),
]
