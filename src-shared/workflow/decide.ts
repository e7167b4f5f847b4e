import { archiveDeciders } from './archive/decide.ts'
import type { Command, CommandName } from './commands.ts'
import { consultDeciders } from './consult/decide.ts'
import { decideBranch } from './decide-branches.ts'
import { decideChanges } from './decide-changes.ts'
import { decideCleanCopy } from './decide-clean-copy.ts'
import { refuse, type DecideContext } from './decide-context.ts'
import { addAttachment, createDraft, discardDraft, removeAttachment, submitBody } from './decide-draft.ts'
import { decideInk } from './decide-inks.ts'
import { decideLease } from './decide-leases.ts'
import { approve, giveBack, openTask, sign, submitDraft, withdraw } from './decide-route.ts'
import { decideSupplement } from './decide-supplement.ts'
import { decideThread } from './decide-threads.ts'
import type { Decider, Deciders } from './decider.ts'
import type { DocumentState } from './document-state.ts'
import type { Decided } from './events.ts'
import { incomingBeginners, incomingDeciders } from './incoming/decide.ts'
import { issueDeciders } from './issue/decide.ts'
import { routed } from './routing/after.ts'
import { routingDeciders } from './routing/decide.ts'
import { lacksRight } from './permissions.ts'

/** A decider that takes the command whole: chapters that share most of their checks. */
const whole =
  <N extends CommandName>(name: N, of: (doc: DocumentState, command: never, ctx: DecideContext) => Decided): Decider<N> =>
  (doc, args, ctx) =>
    of(doc, { name, args } as never, ctx)

/** Every command on a document that is there, by name. */
const deciders: Deciders<Exclude<CommandName, Beginner>> = {
  SubmitBody: submitBody,
  SubmitDraft: submitDraft,
  Approve: approve,
  Return: giveBack,
  Withdraw: withdraw,
  Sign: sign,
  DecideChanges: decideChanges,
  OpenThread: whole('OpenThread', decideThread),
  ReplyThread: whole('ReplyThread', decideThread),
  SettleThread: whole('SettleThread', decideThread),
  AddInk: whole('AddInk', decideInk),
  StrikeInk: whole('StrikeInk', decideInk),
  AddCodrafter: whole('AddCodrafter', decideLease),
  RemoveCodrafter: whole('RemoveCodrafter', decideLease),
  TakeLease: whole('TakeLease', decideLease),
  ReleaseLease: whole('ReleaseLease', decideLease),
  BreakLease: whole('BreakLease', decideLease),
  BringInBranch: whole('BringInBranch', decideBranch),
  PutBranchAside: whole('PutBranchAside', decideBranch),
  MakeCleanCopy: decideCleanCopy,
  OpenTask: openTask,
  AddAttachment: addAttachment,
  RemoveAttachment: removeAttachment,
  AddSupplement: decideSupplement,
  DiscardDraft: discardDraft,
  ...issueDeciders,
  ...consultDeciders,
  ...routingDeciders,
  ...incomingDeciders,
  ...archiveDeciders,
}

/** Commands a document begins with. */
const beginners = { CreateDraft: createDraft, ...incomingBeginners }
type Beginner = keyof typeof beginners

/**
 * Decides a command on a document: events, or a refusal with its code. Total and pure; the desk asks it to answer at
 * once, the server asks it again inside the transaction and has the last word (WF rules in docs/SPEC.md).
 */
export function decide(doc: DocumentState | undefined, command: Command, ctx: DecideContext): Decided {
  const begin = Object.hasOwn(beginners, command.name) ? beginners[command.name as Beginner] : undefined
  if (begin) return doc ? refuse('WF-EXISTS') : begin(command.args as never, ctx)
  if (!doc) return refuse('WF-NOT-FOUND')
  const decider = deciders[command.name as keyof typeof deciders] as (
    doc: DocumentState,
    args: never,
    ctx: DecideContext,
  ) => Decided
  return lacksRight(doc, command, ctx) ?? routed(doc, decider(doc, command.args as never, ctx), ctx)
}
