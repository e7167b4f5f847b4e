import type { CommandName } from '../../src-shared/workflow/commands.ts'
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
  OpenTask: t.cmdOpenTask,
  AddAttachment: t.cmdAddAttachment,
  RemoveAttachment: t.cmdRemoveAttachment,
  DiscardDraft: t.cmdDiscardDraft,
}

/** What a command is called in the office. */
export const commandName = (name: CommandName): string => names[name]
