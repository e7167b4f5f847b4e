import { expect, it } from 'vitest'
import { v7 } from 'uuid'
import { dateOf } from '../../../src-shared/calendar/working-days.ts'
import type { CommandId, DocumentId } from '../../../src-shared/ids.ts'
import { parseCommand, type CommandName } from '../../../src-shared/workflow/commands.ts'
import { decide } from '../../../src-shared/workflow/decide.ts'
import { personFor, roleCodes, type Directory, type RoleCode } from '../../../src-shared/workflow/directory.ts'
import { actingIn, type DocumentState, type StateName } from '../../../src-shared/workflow/document-state.ts'
import type { Decided } from '../../../src-shared/workflow/events.ts'
import { evolveAll } from '../../../src-shared/workflow/evolve.ts'
import { knownCodes } from '../../../src-renderer/ui/messages.ts'
import { precheckQuestions } from '../../../src-shared/workflow/incoming/part.ts'
import { recheckQuestions } from '../../../src-shared/workflow/issue/commands.ts'
import { toSigned, T0, issueCounty } from '../../support/issue/issue-world.ts'
import { delivered } from '../../support/incoming.ts'
import { post } from '../../support/small-county.ts'

/*
 * domain.md §4.2 rows 13–21 and 25 and §4.3 rows 2–15 against every post and every state; rows 1–12 and 22–24 of §4.2 are in
 * permissions.test.ts. Who may do what where is written down from the tables of the specification, not from the code.
 */

/** Every post of 柳河 once, whoever handles at another organ, and somebody there who has nothing to do with it. */
type Column = RoleCode | 'handler' | 'stranger'
const columns: readonly Column[] = [...roleCodes, 'handler', 'stranger']
const directory: Directory = {
  ...issueCounty,
  posts: [
    ...roleCodes.map((role) => post(role, role, '', role)),
    // a second one of these, to be handed to
    post('deputy-2', '副职', '', 'deputyLeader'),
    post('handler', '承办人', '', 'leader', 'fgj'),
    post('stranger', '外人', '', 'officeChecker', 'shiqiao'),
    post('stranger-registrar', '外人', '', 'registrar', 'shiqiao'),
    post('fgj-registrar', '外人', '', 'registrar', 'fgj'),
  ],
}
const at = T0

function run(doc: DocumentState, who: string, name: CommandName, args: object): Decided {
  const command = parseCommand(name, { docId: doc.id, ...args })
  if (!command) throw new Error(`${name} does not parse`)
  const unitIds = 'unitIds' in args ? (args.unitIds as string[]) : []
  return decide(doc, command, {
    actor: actingIn(doc, who) ?? personFor(directory, { userId: who, name: who }, doc.unitId),
    now: at,
    authoredAt: at,
    directory,
    device: 'here',
    commandId: v7() as CommandId,
    issue: {
      number: { prefix: '柳政', year: 2026, seq: 1 },
      copies: new Map(unitIds.map((unitId) => [unitId, v7() as DocumentId])),
      packed: [{ kind: 'original', name: '正本', sm3: 'c'.repeat(64) }],
    },
    incoming: { number: { year: 2026, seq: 1 }, duplicate: null, damaged: null },
  })
}
function did(doc: DocumentState, who: string, name: CommandName, args: object): DocumentState {
  const decided = run(doc, who, name, args)
  if (!decided.ok) throw new Error(`${name}: ${decided.code} ${decided.detail ?? ''}`)
  return evolveAll(doc, decided.events, at)
}

const next = () => ({ nextTaskId: v7() })
const scope = { mainTo: ['shiqiao'], copyTo: ['fgj'] }
/** The open turn of somebody; else of whoever has one: then it is refused because it is not theirs. */
function turn(doc: DocumentState, who: string, kind?: string): string {
  const open = doc.tasks.filter((task) => task.doneAt === null && (kind === undefined || task.kind === kind))
  const own = open.find((task) => [task.assignee, ...(task.pool ?? [])].some((one) => one.userId === who))
  return (own ?? open[0])?.id ?? v7()
}
const said = (doc: DocumentState, who: string) => ({
  taskId: turn(doc, who),
  text: '同意',
  signedOn: dateOf(at),
  basisSm3: doc.bodySm3,
  ...next(),
})
const pair = (doc: DocumentState, who: string) => ({ taskId: turn(doc, who), ...next() })

type Args = (doc: DocumentState, who: string) => object
const propose = (doc: DocumentState, who: string, kind: 'handle' | 'read') => ({
  ...said(doc, who),
  kind,
  ...(kind === 'handle' ? { lead: { unitId: 'fgj', taskId: v7() }, leader: 'leader', days: 5 } : {}),
  assists: [],
  readers:
    kind === 'read'
      ? [
          { userId: 'supervisor', taskId: v7() },
          { userId: 'sectionHead', taskId: v7() },
        ]
      : [],
})

/** A document in each state, by the way of the specification. */
function issueStates(): Map<StateName, DocumentState> {
  const found = new Map<StateName, DocumentState>()
  const signed = toSigned()
  const by = { userId: 'leader', name: 'leader', unitId: 'liuhe-office', unitName: '' }
  let doc: DocumentState = { ...signed, signed: signed.signed && { ...signed.signed, by } }
  const way: [RoleCode, CommandName, object][] = [
    ['officeChecker', 'Recheck', { ticked: [...recheckQuestions] }],
    ['clerk', 'AllocateNumber', { prefix: '柳政', ...scope, copies: 3 }],
    ['sealKeeper', 'SealPaper', { copies: 3 }],
    ['clerk', 'Distribute', { unitIds: ['shiqiao'] }],
    ['clerk', 'CloseIssue', { reason: '急件' }],
    ['archivist', 'ArchiveIssue', { fileNo: '1', retention: 'years10' }],
  ]
  found.set(doc.state, doc)
  for (const [who, name, args] of way) {
    doc = did(doc, who, name, { ...args, ...next() })
    found.set(doc.state, doc)
  }
  return found
}

function incomingStates(): Map<StateName, DocumentState> {
  const found = new Map<StateName, DocumentState>()
  const task = { ...delivered(at).tasks[0] } as DocumentState['tasks'][number]
  const [first, ...pool] = (['registrar', 'clerk', 'officeChecker'] as const).map((role) => ({
    userId: role,
    name: role,
    unitId: 'liuhe-office',
    unitName: '柳河镇党政办',
  }))
  if (!first) throw new Error('nobody')
  const s0: DocumentState = {
    ...delivered(at, { fromDocId: v7() as DocumentId, fromUnitId: 'shiqiao' }),
    unitId: 'liuhe',
    unitName: '柳河镇人民政府',
    drafter: first,
    tasks: [{ ...task, assignee: first, pool }],
  }
  const walk = (start: DocumentState, way: [string, CommandName, Args][]): DocumentState => {
    let doc = start
    for (const [who, name, args] of way) {
      doc = did(doc, who, name, args(doc, who))
      found.set(doc.state, doc)
    }
    return doc
  }
  found.set('S0', s0)
  const s4 = walk(s0, [
    ['registrar', 'SignFor', pair],
    ['registrar', 'RegisterIncoming', (doc, who) => ({ ...pair(doc, who), distinct: false })],
    [
      'registrar',
      'Precheck',
      (doc, who) => ({ ...said(doc, who), answers: Object.fromEntries(precheckQuestions.map((one) => [one, true])) }),
    ],
  ])
  walk(s4, [['proposer', 'Propose', (doc, who) => propose(doc, who, 'read')]])
  walk(s0, [['registrar', 'RejectWrong', (doc, who) => ({ ...pair(doc, who), reason: '误投' })]])
  walk(s4, [
    ['proposer', 'Propose', (doc, who) => propose(doc, who, 'handle')],
    ['leader', 'Instruct', (doc, who) => ({ ...said(doc, who), round: false, next: { to: 'on' } })],
    ['handler', 'FinishHandling', (doc, who) => ({ ...said(doc, who), waive: [] })],
    ['handler', 'ReplySender', (doc, who) => ({ ...pair(doc, who), how: 'text', text: '见复' })],
    ['archivist', 'ArchiveIncoming', () => ({ fileNo: '1', retention: 'years10' })],
  ])
  return found
}

type Row = [no: number, name: CommandName, states: readonly StateName[], who: readonly Column[], args: Args]

/** §4.2, and 借阅 of §4.5. */
const issueRows: Row[] = [
  [13, 'Recheck', ['F6'], ['officeChecker'], () => ({ ticked: [...recheckQuestions], ...next() })],
  [14, 'RecheckSubstantive', ['F6'], ['officeChecker'], () => ({ reason: '标准须重定', ...next() })],
  [15, 'AllocateNumber', ['F7'], ['clerk'], () => ({ prefix: '柳政', ...scope, copies: 3, ...next() })],
  [16, 'VoidNumber', ['F8'], ['clerk'], () => ({ reason: '文种用错', ...next() })],
  [17, 'SealPaper', ['F8'], ['sealKeeper'], () => ({ copies: 3, ...next() })],
  [17, 'WaiveSeal', ['F8'], ['sealKeeper'], () => ({ why: 'letterhead', ...next() })],
  [18, 'Distribute', ['F9'], ['clerk'], () => ({ unitIds: ['shiqiao'], ...next() })],
  [18, 'ChangeScope', ['F8', 'F9', 'F10'], ['leader'], () => ({ ...scope, reason: '增发' })],
  [19, 'ReDistribute', ['F10'], ['clerk'], () => ({ unitIds: ['fgj'], reason: '漏发' })],
  [19, 'RecallCopy', ['F10'], ['clerk'], () => ({ unitId: 'shiqiao', reason: '发错' })],
  [20, 'CloseIssue', ['F10'], ['clerk'], () => ({ reason: '急件', ...next() })],
  [21, 'ArchiveIssue', ['F11'], ['archivist'], () => ({ fileNo: '1', retention: 'years10' })],
  [25, 'RevokeIssue', ['F10', 'F11', 'F12'], ['leader'], () => ({ reason: '有误' })],
  [25, 'RepealIssue', ['F10', 'F11', 'F12'], ['leader'], () => ({ reason: '另有新文', from: '2026-12-01' })],
]
const takers: readonly Column[] = ['registrar', 'clerk', 'officeChecker']
const overseeing: readonly Column[] = ['proposer', 'officeChecker', 'registrar', 'supervisor']

/** §4.3. */
const incomingRows: Row[] = [
  [2, 'SignFor', ['S0'], takers, pair],
  [3, 'RejectWrong', ['S0', 'S1'], takers, (doc, who) => ({ ...pair(doc, who), reason: '误投' })],
  [4, 'RegisterIncoming', ['S1'], takers, (doc, who) => ({ ...pair(doc, who), distinct: false })],
  [
    5,
    'Precheck',
    ['S2'],
    takers,
    (doc, who) => ({ ...said(doc, who), answers: Object.fromEntries(precheckQuestions.map((one) => [one, true])) }),
  ],
  [6, 'Propose', ['S4'], ['proposer', 'officeChecker'], (doc, who) => propose(doc, who, 'handle')],
  [7, 'Instruct', ['S5'], ['leader'], (doc, who) => ({ ...said(doc, who), round: true, next: { to: 'on' } })],
  [8, 'AcceptHandling', ['S6'], ['handler'], pair],
  [8, 'ReportProgress', ['S6'], ['handler'], (doc, who) => ({ ...pair(doc, who), text: '在办' })],
  [8, 'RequestExtension', ['S6'], ['handler'], (doc, who) => ({ ...pair(doc, who), days: 2, reason: '等批复' })],
  [8, 'SuspendClock', ['S6'], ['deputyLeader', 'leader', 'supervisor'], () => ({ reason: '等批复' })],
  [9, 'TransferHandling', ['S6'], ['handler'], (doc, who) => ({ ...said(doc, who), to: '石桥乡' })],
  [9, 'ObjectHandling', ['S6'], ['handler'], said],
  [10, 'FinishHandling', ['S6'], ['handler'], (doc, who) => ({ ...said(doc, who), waive: [] })],
  [11, 'NoteRead', ['S6r'], ['supervisor', 'sectionHead'], said],
  // in S8 only while somebody reads on beside a 办件 (WF-57), which nobody does here
  [11, 'CloseReading', ['S6r'], overseeing, () => ({ reason: '收齐', ...next() })],
  [12, 'ReplySender', ['S7'], ['handler'], (doc, who) => ({ ...pair(doc, who), how: 'text', text: '见复' })],
  // wider than the table, which begins at S4: whatever turn is open may be urged
  [
    13,
    'Urge',
    ['S0', 'S1', 'S2', 'S4', 'S5', 'S6', 'S6r', 'S7', 'S8'],
    ['officeChecker', 'supervisor', 'proposer'],
    (doc) => ({ taskId: turn(doc, ''), text: '请尽快' }),
  ],
  [14, 'ReopenIncoming', ['S8'], overseeing, () => ({ reason: '再办', ...next() })],
  [15, 'ArchiveIncoming', ['S8'], ['archivist'], () => ({ fileNo: '1', retention: 'years10' })],
]

for (const [title, rows, states, names] of [
  ['WF-135 发文 from 复核 to 归档 (domain.md §4.2)', issueRows, issueStates, ['F6', 'F7', 'F8', 'F9', 'F10', 'F11', 'F12']],
  [
    'WF-136 收文 (domain.md §4.3)',
    incomingRows,
    incomingStates,
    ['S0', 'S1', 'S2', 'S4', 'S5', 'S6', 'S6r', 'S7', 'S8', 'S9', 'XR'],
  ],
] as const)
  it(`${title}: every command, post and state, allowed exactly where the table says`, () => {
    const docs = states()
    expect(new Set(docs.keys())).toEqual(new Set(names))
    const wrong: string[] = []
    let cases = 0
    let allowed = 0
    for (const [no, name, from, who, args] of rows)
      for (const [state, doc] of docs)
        for (const column of columns) {
          const decided = run(doc, column, name, args(doc, column))
          cases += 1
          if (decided.ok) allowed += 1
          const expected = from.includes(state) && who.includes(column)
          if (decided.ok !== expected)
            wrong.push(`row ${no} ${name} ${column} ${state}: ${decided.ok ? 'applied' : decided.code}, expected ${expected}`)
        }
    console.log(
      `${title}: ${rows.length} commands × ${docs.size} states × ${columns.length} posts = ${cases} cases, ${allowed} allowed`,
    )
    expect(wrong).toEqual([])
  })

/** What may be given again and again, or by several one after the other. */
const repeatable: readonly CommandName[] = ['ChangeScope', 'ReportProgress']

it('WF-137 given once more from another window, every one-time command is refused with words a person can read, and changes nothing', () => {
  let cases = 0
  const codes = new Set<string>()
  const wrong: string[] = []
  for (const [rows, docs] of [
    [issueRows, issueStates()],
    [incomingRows, incomingStates()],
  ] as const)
    for (const [no, name, from, who, args] of rows.filter((row) => !repeatable.includes(row[1])))
      for (const state of from)
        for (const column of who) {
          const doc = docs.get(state)
          if (!doc) throw new Error(state)
          // both windows show the same: what the second gives rests on what was there before the first
          const [first, second] = [args(doc, column), args(doc, column)]
          const decided = run(did(doc, column, name, first), column, name, second)
          cases += 1
          if (decided.ok) wrong.push(`row ${no} ${name} ${column} ${state}: applied twice`)
          else codes.add(decided.code)
        }
  console.log(`${cases} cases, refused with ${[...codes].toSorted().join(' ')}`)
  expect(wrong).toEqual([])
  expect([...codes].filter((code) => !knownCodes.includes(code))).toEqual([])
})
