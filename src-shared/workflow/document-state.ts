import { z } from 'zod'
import { commandId, documentId, shortId, sm3Hex, taskId } from '../ids.ts'
import { documentHeader } from '../document/header.ts'
import { loan, loansAtMost } from './archive/part.ts'
import { branch } from './branches.ts'
import { consultPart } from './consult/part.ts'
import { routeTemplate, stepId, type StepId } from './directory.ts'
import { incomingPart, reply } from './incoming/part.ts'
import { ink } from './inks.ts'
import { issuePart } from './issue/part.ts'
import { lease, leaseBreak } from './leases.ts'
import { person } from './person.ts'
import { turnFacts } from './routing/part.ts'
import { thread } from './threads.ts'

/**
 * States of domain.md §4.2 and §4.3. 发文: F0 草稿, F1 部门审核, F2 会签, F3 核稿, F4 审签, F5 签发, F6 已签发待复核, F7 待编号, F8 待排版用印,
 * F9 待分发, F10 已印发, F11 办结, F12 已归档, X1 终止, X2 撤稿. 收文: S0 待签收, S1 已签收, S2 已登记, S3 初审, S4 拟办, S5 批示, S6 承办,
 * S6r 传阅, S7 答复, S8 办结, S9 已归档, XR 退回来文单位.
 */
export const documentStates = [
  ...(['F0', 'F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10', 'F11', 'F12', 'X1', 'X2'] as const),
  ...(['S0', 'S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S6r', 'S7', 'S8', 'S9', 'XR'] as const),
] as const
export type StateName = (typeof documentStates)[number]

/** The state a document is in while it waits at a step. */
export const stateOfStep = {
  draft: 'F0',
  review: 'F1',
  consult: 'F2',
  check: 'F3',
  cosign: 'F4',
  sign: 'F5',
  recheck: 'F6',
  number: 'F7',
  seal: 'F8',
  distribute: 'F9',
  close: 'F10',
  archive: 'F11',
  receive: 'S0',
  register: 'S1',
  precheck: 'S3',
  propose: 'S4',
  instruct: 'S5',
  handle: 'S6',
  read: 'S6r',
  reply: 'S7',
} as const satisfies Record<StepId, StateName>

/** How a turn ended. */
export const taskResults = [
  ...(['submitted', 'approved', 'signed', 'returned', 'withdrawn'] as const),
  // done: a turn after 签发 or in 收文; cancelled: taken away without having been done; transferred: handed to somebody else
  ...(['done', 'read', 'cancelled', 'transferred', 'overdue'] as const),
] as const

/**
 * 待办: one person's turn at one step. `kind` is what is asked: to handle it (the turn that moves the route; where nothing is
 * said), to give an opinion beside the route, or to read. `pool`: others of the same post who may do it as well; `doneBy`:
 * who did it, where it was not the assignee.
 */
export const task = z.object({
  id: taskId,
  step: stepId,
  kind: z.enum(['handle', 'consult', 'read']).optional(),
  assignee: person,
  pool: z.array(person).max(200).optional(),
  arrivedAt: z.number(),
  openedAt: z.number().nullable(),
  doneAt: z.number().nullable(),
  doneBy: person.optional(),
  /** when it is due, epoch ms, worked out when it began; null: no limit. Where nothing is said, the route's limit counts */
  dueAt: z.number().nullable().optional(),
  result: z.enum(taskResults).nullable(),
  ...turnFacts,
})
export type Task = z.infer<typeof task>

/** 意见. Append-only. `late` marks a 补充意见 that took no part in the route, by the command it stands for (C-03). */
export const opinion = z.object({
  by: person,
  /** of one who stands in: whose turn it was */
  onBehalfOf: person.optional(),
  step: stepId,
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
  step: stepId,
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

/** Another document this one belongs to, as it was called when they were linked. */
export const link = z.object({
  docId: documentId,
  /** what the other is to this one: the one it answers, the answer to it, the one it was delivered from */
  as: z.enum(['answers', 'answeredBy', 'original', 'related']),
  title: z.string().max(500),
  number: z.string().max(100),
})
export type Link = z.infer<typeof link>

/** The aggregate: everything about a document but its body text. It travels whole; `rev` counts applied commands. */
export const documentState = z.object({
  id: documentId,
  /** 发文 where nothing is said; 收文 is the same file with another course (decision 0031) */
  kind: z.enum(['outgoing', 'incoming']).optional(),
  rev: z.number().int().nonnegative(),
  /** how many of its revisions the server made of its own accord; absent: none */
  own: z.number().int().positive().optional(),
  state: z.enum(documentStates),
  unitId: shortId,
  unitName: z.string(),
  drafter: person,
  header: documentHeader,
  route: routeTemplate,
  /** step id → the person chosen for it */
  assignees: z.record(z.string(), person),
  /** step id → further persons of a parallel step */
  also: z.record(z.string(), z.array(person).max(49)).optional(),
  step: stepId,
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
  /** 请示↔批复, 来文 and what was written on it: linked both ways */
  links: z.array(link).max(200).optional(),
  /** 终止: by whom and why */
  terminated: z.object({ by: person, at: z.number(), reason: z.string() }).optional(),
  consult: consultPart.optional(),
  issue: issuePart.optional(),
  incoming: incomingPart.optional(),
  /** what units that got it told its sender */
  replies: z.array(reply).max(2000).optional(),
  /** 借阅登记 of a filed document */
  loans: z.array(loan).max(loansAtMost).optional(),
  createdAt: z.number(),
  updatedAt: z.number(),
})
export type DocumentState = z.infer<typeof documentState>

/** Everybody whose turn it is: its holder, who holds the post with them, and who stands in for them. */
const holders = ({ assignee, pool, delegates }: Task): z.infer<typeof person>[] => [
  assignee,
  ...(pool ?? []),
  ...(delegates ?? []).map((one) => one.person),
]

/** Whether this turn is a person's to do: theirs, that of a post they hold with others, or of one they stand in for. */
export const isTheirs = (task: Task, userId: string): boolean => holders(task).some((one) => one.userId === userId)

/** A document's revision by what people did: what the server did of its own accord nobody sends again after a restore (SY-195). */
export const workRevOf = ({ rev, own = 0 }: Pick<DocumentState, 'rev' | 'own'>): number => rev - own

/** Whether a turn moves the document on; opinions and reading run beside the route. */
export const movesRoute = (task: Task): boolean => (task.kind ?? 'handle') === 'handle'

/** Whether the limit of a turn stands still, as while units are asked (WF-120): it is neither counted down nor reminded of. */
export const standsStill = ({ stood }: Task): boolean => stood?.at(-1)?.to === null

/** The open turn of a person that moves the document on, if it is their turn. */
export const openTaskOf = (doc: DocumentState, userId: string): Task | undefined =>
  doc.tasks.find((t) => t.doneAt === null && movesRoute(t) && isTheirs(t, userId))

/** The open turns of a person of any kind: what is asked of them. */
export const openTasksOf = (doc: DocumentState, userId: string): Task[] =>
  doc.tasks.filter((t) => t.doneAt === null && isTheirs(t, userId))

/**
 * A person as they act in a turn of theirs, with the unit they act for: the one that moves the document on, else what is
 * asked of them beside it. Of a post that several hold, the one of them who acts.
 */
export function actingIn(doc: DocumentState, userId: string): z.infer<typeof person> | undefined {
  const turn = openTaskOf(doc, userId) ?? openTasksOf(doc, userId)[0]
  return turn && holders(turn).find((one) => one.userId === userId)
}

/** The open turn the document waits for. */
export const openTurn = (doc: DocumentState): Task | undefined => doc.tasks.find((t) => t.doneAt === null && movesRoute(t))

/** Whether the text is settled: signed, thrown away, ended, or come from elsewhere. */
export const isSettled = (doc: DocumentState): boolean => doc.signed !== null || !editableStates.has(doc.state)
const editableStates: ReadonlySet<StateName> = new Set(['F0', 'F1', 'F2', 'F3', 'F4', 'F5'])

/** Whether the draft was ever handed on (报送): it is no draft of its drafter any more, and the organ's office sees it. */
export const wasSubmitted = (doc: DocumentState): boolean => doc.tasks.some((t) => t.step !== 'draft')

/** Whether this person drafts along with the drafter, who has the draft at the moment (WF-18). */
export const isCodrafting = (doc: DocumentState, userId: string): boolean =>
  doc.state === 'F0' && !wasSubmitted(doc) && doc.codrafters.some((one) => one.userId === userId)

/** The step at which a person may write now: that of their turn while the text is not settled; 合拟人 write at 拟稿. */
export const writingStep = (doc: DocumentState, userId: string): Task['step'] | undefined =>
  isSettled(doc) ? undefined : (openTaskOf(doc, userId)?.step ?? (isCodrafting(doc, userId) ? 'draft' : undefined))

/** The steps at which it is or was this person's turn: what their changes may be signed with. 合拟人 hold 拟稿. */
export const stepsHeldBy = (doc: DocumentState, userId: string): string[] => [
  ...new Set([
    ...(doc.codrafters.some((one) => one.userId === userId) ? ['draft'] : []),
    ...doc.tasks.filter((t) => isTheirs(t, userId)).map((t) => t.step),
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

/** Everyone who has or had a turn, those who hold a turn's post with others, and 合拟人: they may read the document (domain.md §4.5). */
export const participants = (doc: DocumentState): string[] => [
  ...new Set(
    // who sent a 收文 has no sight of it at the unit that got it
    [...(doc.incoming?.fromDocId ? [] : [doc.drafter]), ...doc.codrafters, ...doc.tasks.flatMap(holders)].map(
      (one) => one.userId,
    ),
  ),
]

/**
 * The open turns the clock told somebody of beside whoever has them (橙, 红): they are told which document waits for whom and how
 * hard, and read it only where they may anyway (domain.md §4.5, WF-115).
 */
export const turnsToldTo = (doc: DocumentState, userId: string): Task[] =>
  doc.tasks.filter((t) => t.doneAt === null && toldBeside(t).includes(userId))

/** Everybody the clock told of an open turn of others. */
export const toldOfTurns = (doc: DocumentState): string[] => [
  ...new Set(doc.tasks.flatMap((t) => (t.doneAt === null ? toldBeside(t) : []))),
]

const toldBeside = (t: Task): string[] =>
  standsStill(t) ? [] : (t.escalated ?? []).flatMap((one) => one.to.map((to) => to.userId)).filter((id) => !isTheirs(t, id))
