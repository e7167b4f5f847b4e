import { z } from 'zod'
import { commandId, documentId, shortId, sm3Hex, taskId, versionNumber } from '../ids.ts'
import { archiveArgs, archiveOnlineOnly } from './archive/commands.ts'
import { attachment, opinion } from './document-state.ts'
import { ink } from './inks.ts'
import { leaseHours, reasonAtMost } from './leases.ts'
import { consultArgs, consultOnlineOnly } from './consult/commands.ts'
import { stepId } from './directory.ts'
import { incomingArgs, incomingOnlineOnly } from './incoming/commands.ts'
import { issueArgs, issueOnlineOnly } from './issue/commands.ts'
import { routingArgs, routingOnlineOnly } from './routing/commands.ts'

const bodyJson = z.record(z.string(), z.unknown())
const opinionText = z.string().max(2000)
const remark = z.string().trim().min(1).max(2000)
const signedOn = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/**
 * Every command a desk can send, by name, with the shape of its arguments (version 1). A command is all that ever
 * changes a document; nothing is saved "whole". `offline: false` ones wait for the server's own answer.
 */
export const commandArgs = {
  CreateDraft: z.object({ docId: documentId, unitId: shortId, body: bodyJson, bodySm3: sm3Hex }),
  /** A body save: the net steps from a version the server has to the result (tracked-changes.md §9). */
  SubmitBody: z.object({
    docId: documentId,
    baseVersion: versionNumber,
    baseSm3: sm3Hex,
    steps: z.array(z.unknown()).min(1).max(50_000),
    resultSm3: sm3Hex,
    step: stepId,
  }),
  /** 报送 */
  SubmitDraft: z.object({
    docId: documentId,
    /** step id → who takes it; several only at a parallel step */
    assignees: z.record(z.string(), z.union([shortId, z.array(shortId).min(1).max(50)])),
    text: opinionText,
    signedOn,
    basisSm3: sm3Hex,
    nextTaskId: taskId,
  }),
  /** 审核、核稿、审签同意 */
  Approve: z.object({ docId: documentId, taskId, text: opinionText, signedOn, basisSm3: sm3Hex, nextTaskId: taskId }),
  /** 退回 to any passed step; the reason is duty */
  Return: z.object({
    docId: documentId,
    taskId,
    toStep: stepId,
    text: z.string().trim().min(1).max(2000),
    signedOn,
    basisSm3: sm3Hex,
    nextTaskId: taskId,
  }),
  /** 撤回 by the one who handed it on, while the next has not opened it */
  Withdraw: z.object({ docId: documentId, text: opinionText, signedOn, nextTaskId: taskId }),
  /** 签发, bound to the SM3 of what was shown and to the open changes the signer was shown (T7) */
  Sign: z.object({
    docId: documentId,
    taskId,
    text: opinionText,
    signedOn,
    bodySm3: sm3Hex,
    openChanges: z.array(z.uuid()).max(20_000),
  }),
  DecideChanges: z.object({
    docId: documentId,
    decisions: z
      .array(z.object({ changeId: z.uuid(), verdict: z.enum(['accept', 'reject', 'undo']) }))
      .min(1)
      .max(20_000),
  }),
  /** 批注: opens a thread on words of the text, answers one, settles or reopens one */
  OpenThread: z.object({ docId: documentId, threadId: z.uuid(), replyId: z.uuid(), quote: z.string().max(200), text: remark }),
  ReplyThread: z.object({ docId: documentId, threadId: z.uuid(), replyId: z.uuid(), text: remark }),
  SettleThread: z.object({ docId: documentId, threadId: z.uuid(), settled: z.boolean() }),
  /** 圈阅 and handwriting over the version shown; struck again by who drew it */
  AddInk: z.object({ docId: documentId, ink: ink.omit({ by: true, authoredAt: true, at: true, struck: true }) }),
  StrikeInk: z.object({ docId: documentId, inkId: z.uuid() }),
  /** 合拟: the drafter lets others of the same organ write in the draft */
  AddCodrafter: z.object({ docId: documentId, userId: shortId }),
  RemoveCodrafter: z.object({ docId: documentId, userId: shortId }),
  /** 占用 the draft or, where one holds it, hold it longer; 放开; 解除他人的占用, after which every edit is tracked */
  TakeLease: z.object({ docId: documentId, leaseId: z.uuid(), hours: z.number().int().min(1).max(leaseHours.longest) }),
  ReleaseLease: z.object({ docId: documentId, leaseId: z.uuid() }),
  BreakLease: z.object({
    docId: documentId,
    leaseId: z.uuid(),
    nextLeaseId: z.uuid(),
    reason: z.string().trim().min(1).max(reasonAtMost),
  }),
  /** brings edits that came too late in as suggestions of their author, puts them aside, or takes them up again */
  BringInBranch: z.object({ docId: documentId, branchId: commandId }),
  PutBranchAside: z.object({ docId: documentId, branchId: commandId, aside: z.boolean() }),
  /** 清稿: `sm3` is what the desk made of the signed version; the server makes it again and compares */
  MakeCleanCopy: z.object({ docId: documentId, bodySm3: sm3Hex, sm3: sm3Hex }),
  OpenTask: z.object({ docId: documentId, taskId }),
  AddAttachment: z.object({ docId: documentId, attachment }),
  RemoveAttachment: z.object({ docId: documentId, sm3: sm3Hex }),
  /** 补充意见: what was written offline and came after the turn was over; on record, without effect on the route (C-03, C-04) */
  AddSupplement: z.object({
    docId: documentId,
    /** the command that was refused */
    refused: commandId,
    step: stepId,
    stance: opinion.shape.stance.extract(['agree', 'disagree', 'note', 'return']),
    text: remark,
    signedOn,
    basisSm3: sm3Hex,
  }),
  DiscardDraft: z.object({ docId: documentId }),
  ...issueArgs,
  ...consultArgs,
  ...routingArgs,
  ...archiveArgs,
  ...incomingArgs,
} as const

export type CommandName = keyof typeof commandArgs
export type CommandArgs<N extends CommandName = CommandName> = z.infer<(typeof commandArgs)[N]>
/** A command to decide: name and checked arguments. */
export type Command = { [N in CommandName]: { name: N; args: CommandArgs<N> } }[CommandName]

export const commandNames = Object.keys(commandArgs) as CommandName[]

/** Commands that are never queued offline: the button says why (domain.md §4.6). */
export const onlineOnly: readonly CommandName[] = [
  ...(['Withdraw', 'TakeLease', 'BreakLease', 'BringInBranch', 'MakeCleanCopy'] as const),
  ...issueOnlineOnly,
  ...consultOnlineOnly,
  ...routingOnlineOnly,
  ...archiveOnlineOnly,
  ...incomingOnlineOnly,
]

/** A command from its name and untrusted arguments, or undefined where they do not fit. */
export function parseCommand(name: string, args: unknown): Command | undefined {
  const schema = Object.hasOwn(commandArgs, name) ? commandArgs[name as CommandName] : undefined
  const parsed = schema?.safeParse(args)
  return parsed?.success ? ({ name, args: parsed.data } as Command) : undefined
}

const handingOn: ReadonlySet<string> = new Set<CommandName>(['SubmitDraft', 'Approve', 'Return', 'Withdraw', 'Sign'])

/** Commands that hand a document on: nothing typed after one belongs to a save before it. */
export const handsOn = (name: string): boolean => handingOn.has(name)
