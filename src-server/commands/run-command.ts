import { sql } from 'kysely'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import { limits, type CommandVerdict, type PushResponse, type WireCommand } from '../../src-shared/sync/protocol.ts'
import { parseCommand, type Command } from '../../src-shared/workflow/commands.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { upcast, type Upcast } from '../../src-shared/workflow/upcast.ts'
import { codeOf } from '../errors.ts'
import { sm3 } from '../sm3.ts'
import { countyMark, scopesOf, type County, type CountyMark } from '../store/directory.ts'
import type { Tx } from '../store/database.ts'
import { later, statement, together } from '../store/session-client.ts'
import type { Environment, Sender } from './environment.ts'
import { recordEffects } from './effects.ts'
import { judge, type Refused } from './judge.ts'
import { logVerdict, reusedId, type Done } from './log-verdict.ts'
import type { Moved } from './publish.ts'
import { record } from './record.ts'
import { isRecovering, momentOf, noteRestored, refusedTooSoon, restsOnMissing, waits, type Stood } from './recovering.ts'
import { withRetry } from './retry.ts'

export type Stop = NonNullable<PushResponse['stop']>
export type Outcome = { stop: Stop } | { verdict: CommandVerdict; moved: readonly Moved[] }

/** What a command is about to be judged with: read once, under the lock of its device. */
export type Received = {
  cmd: WireCommand
  args: string
  argSm3: string
  sender: Sender
  now: number
  authoredAt: number
  dataDir: string
}

/**
 * Runs one command in a transaction of its own and gives its verdict, or says why the push stops here
 * (design: sync.md §4.5). Wakes the scopes that moved after the commit, never before.
 */
export async function runCommand(env: Environment, sender: Sender, epoch: string, cmd: WireCommand): Promise<Outcome> {
  const args = canonicalJson(cmd.args ?? null)
  const argSm3 = argSm3Of(cmd.name, cmd.ver, cmd.doc, args)
  const outcome = await withRetry(() =>
    env.db.transaction().execute((tx) => {
      const now = env.now()
      return decideFate(env, tx, epoch, {
        cmd,
        args,
        argSm3,
        sender,
        now,
        authoredAt: clampTime(cmd.authoredAt),
        dataDir: env.dataDir,
      })
    }),
  )
  if ('moved' in outcome && outcome.moved.length > 0) env.wake(outcome.moved)
  return outcome
}

/** SM3 of what a command asks for: its name, version, document and arguments as canonical JSON text. The audit line carries it. */
export const argSm3Of = (name: string, ver: number, doc: string, args: string): string =>
  sm3(canonicalJson([name, ver, doc, sm3(args)]))

/** A desk's clock may say anything; what is stored stays within the range of dates. */
const clampTime = (ms: number): number => Math.max(0, Math.min(8.64e15, Math.trunc(ms)))

async function decideFate(env: Environment, tx: Tx, epoch: string, received: Received): Promise<Outcome> {
  const { cmd, sender, argSm3 } = received
  // one trip, and in this order: what stands after the device's lock sees what the command before it committed
  const [[device], [known], [found], [mark]] = await together<[Device, Known, Stood, CountyMark]>(
    tx,
    statement('select last_seq, revoked from device where id = $1 and user_id = $2 for update', sender.deviceId, sender.userId),
    statement('select user_id, arg_sm3, status, result from command_log where cmd_id = $1', cmd.id),
    statement('select data, restored_rev from doc where id = $1 for update', cmd.doc),
    countyMark,
  )
  if (mark?.epoch !== epoch) return { stop: { kind: 'epoch' } }
  if (!device || device.revoked) return { stop: { kind: 'auth' } }
  const county = await env.county.at(tx, mark)

  const lastSeq = device.last_seq
  if (known) {
    // the number is used up either way, or the desk could never send its next command (SY-03)
    if (cmd.seq === lastSeq + 1) await advance(tx, received)
    if (known.user_id !== sender.userId || known.arg_sm3 !== argSm3) return { verdict: await reusedId(tx, received), moved: [] }
    return { verdict: { ...known.result, id: cmd.id, seq: cmd.seq, status: known.status } as CommandVerdict, moved: [] }
  }
  if (cmd.seq <= lastSeq) return { stop: { kind: 'forked', lastSeq } }
  if (cmd.seq > lastSeq + 1) return { stop: { kind: 'gap', lastSeq } }
  const read = upcast(cmd.name, cmd.ver, cmd.args, env.lives)
  if (!read.ok && read.why !== 'tooOld')
    return { verdict: { id: cmd.id, seq: cmd.seq, status: 'deferred', code: 'SY-UNKNOWN-COMMAND' }, moved: [] }

  const outcome = await execute(tx, county, received, read, found)
  if (!('verdict' in outcome) || outcome.verdict.status !== 'deferred') await advance(tx, received)
  return outcome
}

type Device = { last_seq: number; revoked: boolean }
type Known = { user_id: string; arg_sm3: string; status: 'applied' | 'rejected'; result: Record<string, unknown> }

async function advance(tx: Tx, { cmd, sender, now }: Received): Promise<void> {
  const text = 'update device set last_seq = $1, last_seen_at = $2 where id = $3 and user_id = $4'
  await later(tx, statement(text, cmd.seq, now, sender.deviceId, sender.userId))
}

async function execute(tx: Tx, county: County, received: Received, read: Upcast, found: Stood | undefined): Promise<Outcome> {
  const { cmd } = received
  const refusal: Refused | undefined = read.ok ? refusedUnread(received) : { ok: false, code: 'SY-OLD-COMMAND' }
  const command = refusal || !read.ok ? undefined : parseCommand(cmd.name, read.args)
  if (!command || command.args.docId !== cmd.doc)
    return logVerdict(tx, received, { refused: refusal ?? { ok: false, code: 'SY-MALFORMED' }, doc: undefined })
  const recovering = isRecovering(county, received.now)
  if (recovering && (await restsOnMissing(tx, cmd, command, found))) return { verdict: waits(cmd), moved: [] }
  const doc = found?.data
  const fell = await parked(tx, cmd)
  if (fell) return logVerdict(tx, received, { refused: fell, doc: undefined })
  await sql`savepoint command`.execute(tx)
  const attempt = await applyOrRefuse(tx, county, received, command, doc)
  if (!attempt.ok) await sql`rollback to savepoint command`.execute(tx)
  if (!attempt.ok && recovering && refusedTooSoon(cmd, attempt, found)) return { verdict: waits(cmd), moved: [] }
  const logged = await logVerdict(tx, received, attempt.ok ? attempt : { refused: attempt, doc, command })
  if (recovering && logged.verdict.rev !== undefined) await noteRestored(tx, cmd)
  return attempt.ok ? { ...logged, moved: attempt.moved } : logged
}

type Attempt = ({ ok: true; moved: Moved[] } & Done) | Refused

async function applyOrRefuse(
  tx: Tx,
  county: County,
  received: Received,
  command: Command,
  doc: DocumentState | undefined,
): Promise<Attempt> {
  const { cmd, sender, now, authoredAt } = received
  try {
    const recovering = isRecovering(county, now)
    const at = recovering ? momentOf(cmd, now, authoredAt) : now
    const given = {
      county,
      doc,
      command,
      sender,
      authoredAt,
      cmdId: cmd.id,
      dependsOn: cmd.dependsOn,
      madeBy: cmd.madeBy,
      recovering,
      again: recovering && cmd.was !== undefined,
      numbered: recovering ? cmd.was?.numbered : undefined,
      dataDir: received.dataDir,
    }
    const judged = await judge(tx, { ...given, now: at })
    if (!judged.ok) return judged
    const scopes = scopesOf(county, judged.body?.as?.author ?? sender.userId)
    const step = command.name === 'SubmitBody' ? command.args.step : 'draft'
    const facts = { before: doc, cmdId: cmd.id, sender, scopes, now, authoredAt, step }
    const applied = await record(tx, facts, judged.events, judged)
    const effects = await recordEffects(tx, received, judged.effects ?? [])
    if ('ok' in effects) return effects
    return {
      ok: true,
      moved: [...applied.moved, ...effects],
      applied: applied.doc,
      events: judged.events,
      changes: judged.body?.changeIds.length,
    }
  } catch (error) {
    // SQLSTATE class 22: the database cannot hold such a value; that is the command's fault and final
    if (codeOf(error).startsWith('22')) return { ok: false, code: 'SY-MALFORMED', detail: codeOf(error) }
    throw error
  }
}

/** U+0000 and halves of surrogate pairs are no text and fit no database. */
const notText = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/

function refusedUnread({ args }: Received): Refused | undefined {
  if (Buffer.byteLength(args) > limits.commandBytes) return { ok: false, code: 'SY-TOO-LARGE' }
  return notText.test(args) ? { ok: false, code: 'SY-MALFORMED', detail: 'text' } : undefined
}

/** A command waits for others: where one of them was refused, or never came, this one is refused too, with its own code (SY-07). */
async function parked(tx: Tx, cmd: WireCommand): Promise<Refused | undefined> {
  if (cmd.dependsOn.length === 0) return undefined
  const wanted = [...new Set<string>(cmd.dependsOn)]
  const rows = await tx
    .selectFrom('command_log')
    .select('cmd_id')
    .where('cmd_id', 'in', wanted)
    .where('status', '=', 'applied')
    .execute()
  const missing = wanted.find((id) => !rows.some((row) => row.cmd_id === id))
  return missing === undefined ? undefined : { ok: false, code: 'SY-PARKED', detail: missing }
}
