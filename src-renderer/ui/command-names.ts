import type { CommandName } from '../../src-shared/workflow/commands.ts'
import { c } from './text-commands.ts'
import { t } from './text.ts'

const names: Record<CommandName, string> = {
  CreateDraft: t.cmdCreateDraft,
  SubmitBody: t.cmdSubmitBody,
  SubmitDraft: t.cmdSubmitDraft,
  Approve: t.cmdApprove,
  Return: t.cmdReturn,
  Withdraw: t.cmdWithdraw,
  Sign: t.cmdSign,
  DecideChanges: t.cmdDecideChanges,
  OpenThread: t.cmdOpenThread,
  ReplyThread: t.cmdReplyThread,
  SettleThread: t.cmdSettleThread,
  AddInk: c.addInk,
  StrikeInk: c.strikeInk,
  AddCodrafter: c.addCodrafter,
  RemoveCodrafter: c.removeCodrafter,
  TakeLease: c.takeLease,
  ReleaseLease: c.releaseLease,
  BreakLease: c.breakLease,
  BringInBranch: c.bringInBranch,
  PutBranchAside: c.putBranchAside,
  MakeCleanCopy: c.makeCleanCopy,
  AddSupplement: c.addSupplement,
  OpenTask: t.cmdOpenTask,
  AddAttachment: t.cmdAddAttachment,
  RemoveAttachment: t.cmdRemoveAttachment,
  DiscardDraft: t.cmdDiscardDraft,
  Recheck: c.recheck,
}

/** What a command is called in the office. */
export const commandName = (name: CommandName): string => names[name]
