import type { CommandVerdict } from '../../src-shared/sync/protocol.ts'
import type { Command } from '../../src-shared/workflow/commands.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DocumentEvent } from '../../src-shared/workflow/events.ts'
import { numberedBy } from '../../src-shared/workflow/numbered.ts'
import { sm3OfJson } from '../sm3.ts'
import { appendAudit, documentChain } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { insertion, later } from '../store/session-client.ts'
import { branchOf, storeBranch } from './branches.ts'
import type { Refused } from './judge.ts'
import type { Moved } from './publish.ts'
import { record } from './record.ts'
import type { Received } from './run-command.ts'

/** What an applied command did: the document as it stands now, its events, and how many new changes its save brought. */
export type Done = { applied: DocumentState; events: readonly DocumentEvent[]; changes: number | undefined }

type Result = Done | { refused: Refused; doc: DocumentState | undefined; command?: Command | undefined }

/** A verdict, and the scopes that moved with it. */
export type Logged = { verdict: CommandVerdict; moved: readonly Moved[] }

/**
 * Writes a verdict down for ever: in the command log, so that a command sent again gets the same answer, and in the
 * audit chain, refusals with their code like everything else (SE-07). A refused body stays on the server as a branch (SY-23):
 * the one refusal that leaves an event, told by its audit line like the events of an applied command.
 */
export async function logVerdict(tx: Tx, received: Received, result: Result): Promise<Logged> {
  const { cmd, args, argSm3, sender, now, authoredAt } = received
  const status = 'applied' in result ? 'applied' : 'rejected'
  const kept = 'refused' in result ? await keepBranch(tx, received, result) : undefined
  const rev = kept ? { rev: kept.applied.rev } : {}
  const said = 'applied' in result ? appliedFields(result) : { ...refusedFields(result.refused), ...rev }
  const own = ('applied' in result ? result : kept)?.applied.own
  const fields = own === undefined ? said : { ...said, own }
  const row = {
    cmd_id: cmd.id,
    device_id: sender.deviceId,
    user_id: sender.userId,
    seq: cmd.seq,
    doc_id: cmd.doc,
    name: cmd.name,
    ver: cmd.ver,
    args,
    arg_sm3: argSm3,
    status,
    result: JSON.stringify(fields),
    authored_at: authoredAt,
    received_at: now,
  } as const
  await later(tx, insertion('command_log', row))
  const done = 'applied' in result ? result : kept
  const detail = done ? { ...doneFields(done), authoredAt, ...appliedFields(done) } : {}
  await audit(tx, received, status, 'refused' in result ? result.refused.code : undefined, detail)
  return { verdict: { id: cmd.id, seq: cmd.seq, status, ...fields }, moved: kept?.moved ?? [] }
}

/** A command id that came before with other content or from another person: refused, never run, and noted (SY-04). */
export async function reusedId(tx: Tx, received: Received): Promise<CommandVerdict> {
  await audit(tx, received, 'rejected', 'SY-ID-REUSED', {})
  return { id: received.cmd.id, seq: received.cmd.seq, status: 'rejected', code: 'SY-ID-REUSED' }
}

function audit(
  tx: Tx,
  { cmd, argSm3, sender, now }: Received,
  status: string,
  code: string | undefined,
  done: Record<string, unknown>,
): Promise<void> {
  return appendAudit(tx, {
    chain: documentChain(cmd.doc),
    at: now,
    actor: sender.userId,
    kind: `command.${status}`,
    docId: cmd.doc,
    code,
    detail: { command: cmd.id, name: cmd.name, argSm3, device: sender.deviceId, ...done },
  })
}

function appliedFields({ applied: { rev, bodyVersion, bodySm3 }, events }: Done) {
  const numbered = numberedBy(events)
  return { rev, bodyVersion, bodySm3, ...(numbered ? { numbered } : {}) }
}

/** What the audit line says of it: the kinds of event, their SM3, so that none can be altered unseen, and the number of new changes (RV-53). */
const doneFields = ({ events, changes }: Done) => ({
  events: events.map((event) => event.type),
  eventsSm3: sm3OfJson(events),
  ...(changes === undefined ? {} : { changes }),
})

function refusedFields({ code, rule, article, detail }: Refused) {
  return {
    code,
    ...(rule === undefined ? {} : { rule }),
    ...(article === undefined ? {} : { article }),
    ...(detail === undefined || detail === '' ? {} : { detail: storable(detail) }),
  }
}

/** A detail may quote what was sent: cut short, and without what is no text. */
const storable = (text: string): string => Buffer.from(text.slice(0, 500), 'utf8').toString('utf8').replaceAll('\0', '')

/** The edits a command carries, to a version or as suggestions of a consulted unit. */
function editsOf(command: Command): Parameters<typeof branchOf>[2]['args'] | undefined {
  if (command.name === 'SubmitBody') return command.args
  const suggestion = command.name === 'GiveConsultOpinion' ? command.args.suggestion : undefined
  return suggestion && { ...suggestion, step: 'consult' }
}

/** Late or refused edits of people who had a turn are kept for author and holder to bring in, and everybody who reads is told (C-01). */
async function keepBranch(
  tx: Tx,
  { cmd, sender, now, authoredAt }: Received,
  { refused, doc, command }: Extract<Result, { refused: Refused }>,
): Promise<(Done & { moved: readonly Moved[] }) | undefined> {
  const args = command && editsOf(command)
  if (!args || !doc) return undefined
  const branch = await branchOf(tx, doc, { cmdId: cmd.id, userId: sender.userId, args, code: refused.code, now })
  if (!branch) return undefined
  await storeBranch(tx, doc.id, branch, args.steps)
  const events: DocumentEvent[] = [{ type: 'BranchKept', branch }]
  const facts = { before: doc, cmdId: cmd.id, sender, scopes: [], now, authoredAt, step: args.step }
  const { doc: applied, moved } = await record(tx, facts, events)
  return { applied, events, changes: undefined, moved }
}
