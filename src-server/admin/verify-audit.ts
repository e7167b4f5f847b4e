import { canonicalJson } from '../../src-shared/document/canonical.ts'
import { ownEvents } from '../../src-shared/workflow/evolve.ts'
import { argSm3Of } from '../commands/run-command.ts'
import { sm3 } from '../sm3.ts'
import { auditHash, documentChain, START } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { auditRows, commandRow, type AuditRow, type CommandRow } from './document-rows.ts'
import type { Findings } from './findings.ts'

/**
 * What the audit chain and the command log say a command did that left its mark: one that was applied, or a refused save
 * whose edits were kept. What events and versions are held against.
 */
export type Act = {
  cmdId: string
  name: string
  /** the code it was refused with; null where it was applied */
  refused: string | null
  actor: string
  at: number
  authoredAt: number
  rev: number
  events: readonly string[]
  eventsSm3: string | undefined
  changes: number | undefined
  bodyVersion: number
  bodySm3: string
  /** of a save, or of suggestions that came with an opinion: what was submitted */
  save: { step: string; baseVersion: number; resultSm3: string; stepsSm3: string } | undefined
  /** of bringing in or putting aside: which late edits */
  branchId: string | undefined
  /** of what became of a unit's opinion: whose */
  unitId: string | undefined
  /** of 清稿: the SM3 that was claimed */
  cleanSm3: string | undefined
}

export type AuditReading = {
  chain: string
  /** newest line of the chain: what a later look at it must still find */
  head: { seq: number; hash: string } | undefined
  /** lines of this document, and how many lines there are in all */
  own: number
  all: number
  acts: Map<string, Act>
}

type Detail = Partial<Omit<Act, 'cmdId' | 'save' | 'refused' | 'branchId' | 'unitId' | 'cleanSm3'>> & {
  command?: string
  argSm3?: string
  device?: string
}

/**
 * Walks the audit chain the document's lines stand in: every line is hashed again, this document's lines are held against
 * the command log, argument by argument hash. Other documents' lines are only recomputed; nothing of them is kept.
 * Where all chains were proved a moment ago (`verify`), only the document's own lines are read.
 */
export async function verifyAudit(tx: Tx, docId: string, findings: Findings, chainsProved = false): Promise<AuditReading> {
  const chain = documentChain(docId)
  const reading: AuditReading = { chain, head: undefined, own: 0, all: 0, acts: new Map() }
  const logged = new Set<string>()
  if (chainsProved) {
    for await (const line of auditRows(tx, chain, docId)) {
      reading.own++
      await checkCommand(tx, line, reading.acts, logged, findings)
    }
    await checkUnlogged(tx, docId, logged, findings)
    return reading
  }
  let before = { seq: 0, hash: START }
  for await (const line of auditRows(tx, chain)) {
    checkLink(line, before, docId, findings)
    before = { seq: line.seq, hash: line.hash }
    reading.all++
    if (line.doc_id !== docId) continue
    reading.own++
    await checkCommand(tx, line, reading.acts, logged, findings)
  }
  const head = await tx.selectFrom('audit_chain').select(['seq', 'hash']).where('chain', '=', chain).executeTakeFirst()
  reading.head = head
  if ((head?.seq ?? 0) !== before.seq || (head && head.hash !== before.hash))
    findings.add('AUDIT', `审计链 ${chain} 的链头与最后一行不符：链头在第 ${head?.seq ?? 0} 行，最后一行是第 ${before.seq} 行`)
  await checkUnlogged(tx, docId, logged, findings)
  return reading
}

function checkLink(line: AuditRow, before: { seq: number; hash: string }, docId: string, findings: Findings): void {
  const whose = line.doc_id === docId ? '本件' : '他件'
  if (line.seq !== before.seq + 1)
    findings.add('AUDIT', `审计链 ${line.chain} 缺第 ${before.seq + 1}${line.seq > before.seq + 2 ? `—${line.seq - 1}` : ''} 行`)
  else if (line.prev_hash !== before.hash) findings.add('AUDIT', `审计链 ${line.chain} 第 ${line.seq} 行（${whose}）接不上前一行`)
  if (auditHash(line) !== line.hash) findings.add('AUDIT', `审计链 ${line.chain} 第 ${line.seq} 行（${whose}）被改动过`)
}

/** One line of this document against the command it tells of. */
async function checkCommand(
  tx: Tx,
  line: AuditRow,
  acts: Map<string, Act>,
  logged: Set<string>,
  findings: Findings,
): Promise<void> {
  const detail = parsed(line.detail)
  if (line.kind === 'server.applied') return checkOwn(line, acts, findings)
  if (line.kind === 'effect.applied') return checkEffect(tx, line, acts, findings)
  if (!line.kind.startsWith('command.') || line.code === 'SY-ID-REUSED') return
  const id = detail.command ?? ''
  const command = await commandRow(tx, id)
  if (!command) return findings.add('ARGS', `审计链第 ${line.seq} 行所记的命令（${detail.name ?? '?'}）在命令记录里没有`, { id })
  logged.add(id)
  const wrong = mismatch(line, detail, command)
  if (wrong !== undefined)
    findings.add('ARGS', `审计链第 ${line.seq} 行所记的命令（${command.name}）与命令记录不符：${wrong}`, { id })
  if (line.kind === 'command.applied' || (detail.events ?? []).length > 0) acts.set(id, actOf(line, detail, command))
}

/** What a command on another document did to this one: that command's row tells who sent it, this line what it did here. */
async function checkEffect(tx: Tx, line: AuditRow, acts: Map<string, Act>, findings: Findings): Promise<void> {
  const detail = parsed(line.detail)
  const id = detail.command ?? ''
  const command = await commandRow(tx, id)
  if (!command) return findings.add('ARGS', `审计链第 ${line.seq} 行所记的命令（${detail.name ?? '?'}）在命令记录里没有`, { id })
  const same = command.arg_sm3 === detail.argSm3 && command.name === detail.name && command.user_id === line.actor
  if (!same || command.status !== 'applied' || command.received_at !== line.at)
    findings.add('ARGS', `审计链第 ${line.seq} 行所记的命令（${command.name}）与命令记录不符`, { id })
  acts.set(id, actOf(line, detail, command))
}

/** What the server did by itself: this line tells all there is, and it may do little (`ownEvents`). */
function checkOwn(line: AuditRow, acts: Map<string, Act>, findings: Findings): void {
  const { command: cmdId = '', name = '', ...detail } = parsed(line.detail)
  const events = detail.events ?? []
  const strange = events.filter((type) => !(ownEvents as readonly string[]).includes(type))
  if (strange.length > 0)
    findings.add('ARGS', `审计链第 ${line.seq} 行记服务器自行办理，事件（${strange.join('、')}）却只能出自命令`, { id: cmdId })
  acts.set(cmdId, {
    cmdId,
    name,
    refused: null,
    actor: line.actor,
    at: line.at,
    authoredAt: line.at,
    rev: detail.rev ?? 0,
    events,
    eventsSm3: detail.eventsSm3,
    changes: undefined,
    bodyVersion: detail.bodyVersion ?? 0,
    bodySm3: detail.bodySm3 ?? '',
    save: undefined,
    branchId: undefined,
    unitId: undefined,
    cleanSm3: undefined,
  })
}

/** What in the command log is not as the audit line has it; undefined where all agrees. */
function mismatch(line: AuditRow, detail: Detail, command: CommandRow): string | undefined {
  const { status, result } = command
  if (argSm3Of(command.name, command.ver, command.doc_id, command.args) !== detail.argSm3) return '参数被改动过'
  if (command.arg_sm3 !== detail.argSm3) return '参数校验值'
  if (command.name !== detail.name) return '名称'
  if (command.user_id !== line.actor) return '发出人'
  if (command.device_id !== detail.device) return '设备'
  if (command.received_at !== line.at) return '收到时间'
  if (`command.${status}` !== line.kind || (result['code'] ?? null) !== line.code) return '结论'
  if (status === 'rejected') return undefined
  if (detail.authoredAt !== undefined && detail.authoredAt !== command.authored_at) return '发出时间'
  const same = (['rev', 'bodyVersion', 'bodySm3'] as const).every((name) => result[name] === detail[name])
  return same ? undefined : '结果'
}

function actOf(line: AuditRow, detail: Detail, command: CommandRow): Act {
  const args = parsed(command.args) as Record<string, unknown>
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return {
    cmdId: command.cmd_id,
    name: command.name,
    refused: line.kind !== 'command.rejected' ? null : (line.code ?? ''),
    actor: line.actor,
    at: line.at,
    authoredAt: command.authored_at,
    rev: detail.rev ?? 0,
    events: detail.events ?? [],
    eventsSm3: detail.eventsSm3,
    changes: detail.changes,
    bodyVersion: detail.bodyVersion ?? 0,
    bodySm3: detail.bodySm3 ?? '',
    save: command.name === 'SubmitBody' ? saveOf(args) : suggestionOf(command.name, args),
    branchId: text(args['branchId']),
    unitId: text(args['unitId']),
    cleanSm3: command.name === 'MakeCleanCopy' ? text(args['sm3']) : undefined,
  }
}

/** What a consulted unit suggested along with its opinion: like a save, but kept beside the text. */
function suggestionOf(name: string, { suggestion }: Record<string, unknown>): Act['save'] {
  if (name !== 'GiveConsultOpinion' || typeof suggestion !== 'object' || suggestion === null) return undefined
  return saveOf({ ...suggestion, step: 'consult' })
}

function saveOf(args: Record<string, unknown>): NonNullable<Act['save']> {
  return {
    step: String(args['step']),
    baseVersion: Number(args['baseVersion']),
    resultSm3: String(args['resultSm3']),
    stepsSm3: sm3(canonicalJson(args['steps'] ?? null)),
  }
}

/** JSON as an object; what is none has no members, and is found by its hash. */
function parsed(text: string): Detail {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

/** Commands in the log that no audit line tells of. */
async function checkUnlogged(tx: Tx, docId: string, logged: ReadonlySet<string>, findings: Findings): Promise<void> {
  const rows = await tx.selectFrom('command_log').select(['cmd_id', 'name']).where('doc_id', '=', docId).execute()
  for (const { cmd_id, name } of rows)
    if (!logged.has(cmd_id)) findings.add('AUDIT', `命令（${name}）没有审计记录`, { id: cmd_id })
}
