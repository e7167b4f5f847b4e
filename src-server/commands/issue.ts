import type { Numbered } from '../../src-shared/workflow/numbered.ts'
import type { Command } from '../../src-shared/workflow/commands.ts'
import { issueArgs } from '../../src-shared/workflow/issue/commands.ts'
import { decide } from '../../src-shared/workflow/decide.ts'
import { refuse, type DecideContext } from '../../src-shared/workflow/decide-context.ts'
import { copiesOut } from '../../src-shared/workflow/issue/scope.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Tx } from '../store/database.ts'
import { packageOf } from './archive.ts'
import { copyIds, deliver } from './deliver.ts'
import type { Effect } from './effects.ts'
import type { Judged } from './judge.ts'
import { brokenLayout } from './layout-files.ts'
import { takeAgain, takeNumber, voidNumber } from './number-book.ts'
import { press, sealOf } from './press.ts'

type IssueCommand = Extract<Command, { name: keyof typeof issueArgs }>

export const isIssueCommand = (command: Command): command is IssueCommand => Object.hasOwn(issueArgs, command.name)

/** Where files lie whole, and what the sender may read of them. */
type Files = { dataDir: string; scopes: readonly string[] }

/**
 * 发文办理 at the server: what the workflow would take, with what only the server has (numbers, ids of copies, hashes), and
 * what it does at other units. Numbers are written here, in the command's own transaction: a refusal takes them back.
 */
export async function judgeIssue(
  tx: Tx,
  doc: DocumentState,
  command: IssueCommand,
  context: DecideContext,
  { dataDir, scopes, numbered }: Files & { numbered: Numbered | undefined },
): Promise<Judged> {
  const first = decide(doc, command, context)
  if (!first.ok) return first
  const { actor, now, commandId } = context
  switch (command.name) {
    case 'AllocateNumber': {
      const entry = { unitId: doc.unitId, by: actor.userId, at: now }
      const number = numbered
        ? await takeAgain(tx, doc.id, { prefix: command.args.prefix, ...numbered }, entry)
        : await takeNumber(tx, doc.id, command.args, entry)
      if (!number)
        return numbered ? refuse('WF-NUMBER-GONE', String(numbered.seq)) : refuse('WF-NUMBER', String(command.args.reserved))
      return decide(doc, command, { ...context, issue: { number } })
    }
    case 'VoidNumber': {
      const number = doc.issue?.number
      const why = { reason: command.args.reason, by: actor.userId, at: now }
      return number && (await voidNumber(tx, number, 'used', why)) ? first : refuse('WF-NUMBER')
    }
    case 'SealPaper':
    case 'WaiveSeal': {
      const { layout } = command.args
      if (!layout) return first
      const broken = await brokenLayout(tx, dataDir, layout, { userId: actor.userId, scopes })
      return decide(doc, command, { ...context, issue: { brokenLayout: broken } })
    }
    case 'SealJoint': {
      const organ = doc.issue?.joint?.find(({ sealing }) => sealing?.taskId === command.args.taskId)
      const found = organ && (await sealOf(tx, organ, command.args.sealId, now))
      return found ? decide(doc, command, { ...context, issue: { organSeal: found.seal } }) : refuse('WF-SEAL', organ?.unitName)
    }
    case 'SealElectronic': {
      const broken = await brokenLayout(tx, dataDir, command.args.layout, { userId: actor.userId, scopes })
      if (broken !== null) return decide(doc, command, { ...context, issue: { brokenLayout: broken } })
      const pressed = await press(tx, dataDir, doc, command.args, now)
      return pressed.ok ? decide(doc, command, { ...context, issue: { print: pressed.print } }) : pressed
    }
    case 'Distribute':
    case 'ReDistribute': {
      const decided = decide(doc, command, { ...context, issue: { copies: copyIds(commandId, command.args.unitIds) } })
      if (!decided.ok) return decided
      const sent = decided.events.flatMap((event) => (event.type === 'CopiesSent' ? event.receipts : []))
      const effects = await deliver(tx, doc, sent, context)
      return effects ? { ...decided, effects } : refuse('WF-STATE', 'no clean copy')
    }
    case 'RecallCopy':
      return { ...first, effects: recalls(first.events) }
    case 'RevokeIssue':
    case 'RepealIssue': {
      const marked = first.events.filter((event) => event.type === 'IssueMarked')
      return { ...first, effects: copiesOut(doc).map(({ docId }) => ({ docId, eventsOf: (copy) => (copy ? marked : []) })) }
    }
    case 'ArchiveIssue': {
      const packed = await packageOf(tx, doc, dataDir)
      return packed ? decide(doc, command, { ...context, issue: { packed } }) : refuse('WF-PACKAGE')
    }
    default:
      return first
  }
}

/** At the other unit the copy is gone, unless somebody signed for it a moment ago: then nothing of it happens. */
const recalls = (events: readonly { type: string }[]): Effect[] =>
  (events as Extract<Judged, { ok: true }>['events']).flatMap((event) =>
    event.type === 'ReceiptNoted'
      ? [
          {
            docId: event.docId,
            eventsOf: (copy) =>
              copy?.state === 'S0'
                ? [{ type: 'CopyRecalled' as const, by: event.by, reason: event.reason }]
                : refuse('WF-RECEIVED'),
          },
        ]
      : [],
  )
