import { canonicalJson } from '../../src-shared/document/canonical.ts'
import type { Branch } from '../../src-shared/workflow/branches.ts'
import { mayDecide } from '../../src-shared/workflow/edit-right.ts'
import {
  isTheirs,
  openTaskOf,
  stepsHeldBy,
  verdicts,
  type Decision,
  type DocumentState,
  type Task,
} from '../../src-shared/workflow/document-state.ts'
import { counted, evolve } from '../../src-shared/workflow/evolve.ts'
import { sm3OfJson } from '../sm3.ts'
import type { Tx } from '../store/database.ts'
import { eventRows, type EventRow } from './document-rows.ts'
import type { Findings } from './findings.ts'
import type { Act } from './verify-audit.ts'
import { lateOf, takeKept, takeSettled } from './verify-branches.ts'
import { takeClean } from './verify-clean.ts'

/** What the events say of a version: who saved it, with which turns, and whether tracking was on; of late edits, as whose. */
export type Save = {
  sm3: string
  by: string
  at: number
  cmdId: string
  tracked: boolean
  held: readonly string[]
  late?: Branch | undefined
}

/** Decisions or a signature, to be held against the text as it stood then: by version, or by time where the county was loaded. */
export type Moment = { version: number | undefined; at: number } & (
  | { kind: 'decided'; changeIds: readonly string[]; by: string }
  | { kind: 'signed'; bodySm3: string; openChanges: readonly string[]; decided: ReadonlySet<string>; by: string }
)

/** A document's life as its events tell it. */
export type Life = {
  state: DocumentState | undefined
  /** the number of versions that were loaded with the county and have no command of their own */
  loaded: number
  saves: Map<number, Save>
  moments: Moment[]
  /** late edits the events tell of, as they were kept */
  kept: Map<string, Branch>
  /** the clean copies the events tell of, with the verdicts in force then and the command each came from */
  cleans: CleanMade[]
}
export type CleanMade = {
  clean: NonNullable<DocumentState['clean']>
  verdicts: ReadonlyMap<string, 'accept' | 'reject'>
  cmdId: string
}

/** A life as it is told so far, and what it is held against. */
export type Replay = Life & { findings: Findings; acts: ReadonlyMap<string, Act>; told: Set<string> }

/** Replays a document's events from the first and holds each against the audit chain and the rights its author had then. */
export async function verifyEvents(tx: Tx, docId: string, acts: ReadonlyMap<string, Act>, findings: Findings): Promise<Life> {
  const replay: Replay = {
    state: undefined,
    loaded: 0,
    saves: new Map(),
    moments: [],
    kept: new Map(),
    cleans: [],
    findings,
    acts,
    told: new Set(),
  }
  let group: EventRow[] = []
  for await (const row of eventRows(tx, docId)) {
    if (group[0] && group[0].rev !== row.rev) {
      takeGroup(replay, group)
      group = []
    }
    group.push(row)
  }
  takeGroup(replay, group)
  for (const act of acts.values())
    if (act.events.length > 0 && !replay.told.has(act.cmdId))
      findings.add('EVENT', `命令（${act.name}）留下的事件（${act.events.join('、')}）不在了`, { id: act.cmdId })
  await checkState(tx, docId, replay)
  return replay
}

/** The events of one command. */
function takeGroup(replay: Replay, rows: readonly EventRow[]): void {
  const [first] = rows
  if (!first) return
  const { findings } = replay
  const types = rows.map((row) => row.event.type).join('、')
  if (first.cmd_id === null) {
    if (replay.state || first.event.type !== 'DraftCreated' || rows.length > 1)
      return findings.add('EVENT', `第 ${first.rev} 次办理的事件（${types}）不出自任何命令`)
    return takeLoaded(replay, first.event.doc, first.rev)
  }
  const act = replay.acts.get(first.cmd_id)
  if (!act) findings.add('EVENT', `第 ${first.rev} 次办理的事件（${types}）没有审计记录`, { id: first.cmd_id })
  else {
    replay.told.add(act.cmdId)
    const wrong = unlike(act, rows)
    if (wrong !== undefined)
      findings.add('EVENT', `第 ${first.rev} 次办理的事件（${types}）与审计记录不符：${wrong}`, { id: act.cmdId })
  }
  for (const row of rows) takeEvent(replay, row)
  if (replay.state)
    replay.state = counted(
      replay.state,
      first.rev,
      rows.map((row) => row.event),
    )
}

/** What in a command's events is not as its audit line has it. */
function unlike(act: Act, rows: readonly EventRow[]): string | undefined {
  if (rows.some((row) => row.cmd_id !== act.cmdId)) return '混有别的命令的事件'
  if (rows.some((row, i) => row.n !== i)) return '事件有缺或次序不对'
  if (rows.length !== act.events.length || rows.some((row, i) => row.event.type !== act.events[i])) return '事件的种类'
  if (act.eventsSm3 !== undefined && sm3OfJson(rows.map((row) => row.event)) !== act.eventsSm3) return '事件的内容被改动过'
  if (rows.some((row) => row.rev !== act.rev)) return '次序号'
  if (rows.some((row) => row.actor !== act.actor)) return '办理人'
  return rows.some((row) => row.at !== act.at) ? '时间' : undefined
}

function takeEvent(replay: Replay, row: EventRow): void {
  const { state, findings } = replay
  const { event } = row
  try {
    replay.state = evolve(state, event, row.at)
  } catch {
    return findings.add('EVENT', `第 ${row.rev} 次办理的事件（${event.type}）接不上前面的事件`)
  }
  if (event.type === 'DraftCreated' || event.type === 'Arrived')
    replay.saves.set(event.doc.bodyVersion, {
      ...saveOf(row, event.doc.bodySm3),
      tracked: false,
      // a copy comes with the text of its sender, before anybody wrote in it
      held: [event.type === 'Arrived' && event.doc.links?.some(({ as }) => as === 'original') ? 'receive' : 'draft'],
    })
  if (!state) return
  if (event.type === 'BodySaved') {
    const held = stepsHeldBy(state, event.by)
    const late = lateOf(replay, state, row, event.by)
    replay.saves.set(event.body.version, { ...saveOf(row, event.body.sm3), by: event.by, tracked: state.tracked, held, late })
    if (event.body.version !== state.bodyVersion + 1)
      findings.add('EVENT', `第 ${row.rev} 次办理存的是第 ${event.body.version} 稿，前一稿却是第 ${state.bodyVersion} 稿`)
  }
  if (event.type === 'BranchKept') takeKept(replay, row, event.branch)
  if (event.type === 'BranchSettled') takeSettled(replay, state, row, event)
  if (event.type === 'CleanCopyMade') takeClean(replay, state, row, event.clean)
  if (event.type === 'ChangesDecided') {
    for (const { changeIds, by } of event.decisions) {
      replay.moments.push({ kind: 'decided', version: state.bodyVersion, at: row.at, changeIds, by: by.userId })
      if (!mayDecide(state, by.userId) || by.userId !== row.actor)
        findings.add('DECISION', `${by.name} 在第 ${row.rev} 次办理时接受或拒绝了修订，当时并不轮到他（她）`)
    }
  }
  if (event.type === 'JointSigned' || event.type === 'JointRefused') {
    const task = state.tasks.find((one) => one.id === event.taskId)
    const { by } = event.opinion
    if (!task || task.doneAt !== null || !isTheirs(task, by.userId) || by.userId !== row.actor)
      findings.add('SIGNATURE', `${by.name} 会签签发时并不轮到他（她）签发`)
  }
  if (event.type === 'JointSealed') {
    const task = state.tasks.find((one) => one.id === event.taskId)
    const { by } = event.given
    if (!task || task.doneAt !== null || !isTheirs(task, by.userId) || by.userId !== row.actor)
      findings.add('SIGNATURE', `${by.name} 联合用印时并不轮到他（她）用印`)
  }
  if (event.type === 'Signed') {
    const { signed } = event
    takeSignature(replay, state, signed, state.bodyVersion)
    if (openTaskOf(state, signed.by.userId)?.step !== 'sign' || signed.by.userId !== row.actor)
      findings.add('SIGNATURE', `${signed.by.name} 签发时并不轮到他（她）签发`)
  }
}

const saveOf = (row: EventRow, sm3: string) => ({ sm3, by: row.actor, at: row.at, cmdId: row.cmd_id ?? '' })

function takeSignature(
  replay: Replay,
  state: DocumentState,
  signed: NonNullable<DocumentState['signed']>,
  version: number | undefined,
): void {
  replay.moments.push({
    kind: 'signed',
    version,
    at: signed.at,
    bodySm3: signed.bodySm3,
    openChanges: signed.openChanges,
    decided: new Set(verdicts(state).keys()),
    by: signed.by.name,
  })
}

/** A document that came with its county: its state tells what was done before, and is held against itself. */
function takeLoaded(replay: Replay, doc: DocumentState, rev: number): void {
  replay.state = { ...doc, rev }
  replay.loaded = doc.bodyVersion
  for (const decision of doc.decisions) {
    const { at, by, changeIds } = decision
    replay.moments.push({ kind: 'decided', version: undefined, at, changeIds, by: by.userId })
    if (!doc.tasks.some((task) => wasTurn(task, decision)))
      replay.findings.add('DECISION', `${by.name} 接受或拒绝了修订，当时并不轮到他（她）`)
  }
  if (!doc.signed) return
  const { at, by } = doc.signed
  takeSignature(replay, { ...doc, decisions: doc.decisions.filter((one) => one.at <= at) }, doc.signed, undefined)
  if (!doc.tasks.some((task) => task.step === 'sign' && task.assignee.userId === by.userId && task.doneAt === at))
    replay.findings.add('SIGNATURE', `${by.name} 签发时并不轮到他（她）签发`)
}

const wasTurn = (task: Task, { by, at }: Decision): boolean =>
  (task.step === 'draft' || task.step === 'check') &&
  task.assignee.userId === by.userId &&
  task.arrivedAt <= at &&
  (task.doneAt === null || at <= task.doneAt)

/** The document's own row against the fold of its events. */
async function checkState(tx: Tx, docId: string, { state, acts, findings }: Replay): Promise<void> {
  const row = await tx.selectFrom('doc').selectAll().where('id', '=', docId).executeTakeFirstOrThrow()
  if (!state) return findings.add('EVENT', '没有任何可以重演的事件')
  // a command may leave no event and still count the revision up
  let { rev } = state
  for (const act of acts.values()) rev = Math.max(rev, act.rev)
  if (canonicalJson({ ...state, rev }) !== canonicalJson(row.data))
    findings.add('STATE', `公文现状与事件重演的结果不符：${differing({ ...state, rev }, row.data).join('、')}`)
  const { data } = row
  if (row.body_version !== data.bodyVersion || row.body_sm3 !== data.bodySm3 || row.state !== data.state || row.rev !== data.rev)
    findings.add('STATE', '公文登记的稿次、校验值或状态与其现状不符')
}

const differing = (a: DocumentState, b: DocumentState): string[] =>
  Object.keys({ ...a, ...b }).filter((key) => {
    const name = key as keyof DocumentState
    return canonicalJson(a[name] ?? null) !== canonicalJson(b[name] ?? null)
  })
