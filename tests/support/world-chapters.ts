import { dateOf } from '../../src-shared/calendar/working-days.ts'
import { bodySm3 } from '../../src-shared/document/body-json.ts'
import type { Sm3 } from '../../src-shared/document/canonical.ts'
import { cleanCopy } from '../../src-shared/revision/clean-copy.ts'
import { parseCommand, type CommandName } from '../../src-shared/workflow/commands.ts'
import type { Directory, Post, RoleCode, Unit } from '../../src-shared/workflow/directory.ts'
import { openTasksOf, verdicts, type DocumentState, type Task } from '../../src-shared/workflow/document-state.ts'
import { precheckQuestions } from '../../src-shared/workflow/incoming/part.ts'
import { recheckQuestions } from '../../src-shared/workflow/issue/commands.ts'
import type { Chance } from './clock.ts'
import { smallCounty } from './small-county.ts'
import { openEditor, type WorldDesk } from './world-desk.ts'

/* What the people of a world do with the commands of 发文办理, 会签, 流转, 收文 and the archive, as their pages offer them. */

const held = (userId: string, name: string, unitId: string, ...roles: RoleCode[]): Post[] =>
  roles.map((role) => ({ id: `p-${userId}-${unitId}-${role}`, userId, name, title: '', unitId, role }))
const bureau: Unit = {
  id: 'fgj',
  name: '青禾县发展和改革局',
  shortName: '县发展改革局',
  category: '部门',
  parentId: null,
  prefixes: ['青发改'],
  inner: false,
}

/** Three people who hold between them every post of a 发文 in 柳河, and of the 收文 it becomes in two other organs. */
export const chaptersCounty: Directory = {
  ...smallCounty,
  units: [...smallCounty.units, bureau],
  posts: [
    ...held('wang', '王芳', 'liuhe-office', 'drafter', 'officeChecker', 'leader', 'clerk'),
    ...held('li', '李建国', 'liuhe-office', 'sectionHead', 'deputyLeader', 'drafter', 'sealKeeper', 'archivist', 'supervisor'),
    ...held('li', '李建国', 'fgj', 'registrar', 'leader'),
    ...held('shi', '石磊', 'shiqiao', 'registrar', 'proposer', 'leader', 'officeChecker', 'archivist'),
  ],
  // an hour, so that the clock has something to tell of
  routes: smallCounty.routes.map((route) => ({
    ...route,
    steps: route.steps.map((step) => ({ ...step, limitHours: step.limitHours === null ? null : 1 })),
  })),
}
export const chaptersPeople = [
  { userId: 'wang', name: '王芳' },
  { userId: 'li', name: '李建国' },
  { userId: 'shi', name: '石磊' },
  { userId: 'wang', name: '王芳' }, // a second desk of the same person
]

type Act = readonly [name: CommandName, args: object]
type Scene = { doc: DocumentState; who: string; now: number; chance: Chance; words: () => string }
type Told = Scene & { task: Task }

const receivers = ['shiqiao', 'fgj']
const next = ({ chance }: Scene) => ({ nextTaskId: chance.id() })
const said = (scene: Told) => ({
  taskId: scene.task.id,
  text: scene.words(),
  signedOn: dateOf(scene.now),
  basisSm3: scene.doc.bodySm3,
  ...next(scene),
})
const turn = (scene: Told) => ({ taskId: scene.task.id, ...next(scene) })
const everyone = ['wang', 'li', 'shi']
const someone = ({ chance, who }: Scene): string => chance.pick(everyone.filter((one) => one !== who))
const openUnits = ({ consult }: DocumentState): string[] => [
  ...new Set((consult?.rounds ?? []).flatMap((round) => round.asks.map((ask) => ask.unitId))),
]

/** What a turn asks for, by its step: mostly what brings the document on. */
const inTurn: Partial<Record<Task['step'], (scene: Told) => Act>> = {
  recheck: (scene) =>
    scene.chance.once(0.08)
      ? ['RecheckSubstantive', { reason: '金额有误', ...next(scene) }]
      : ['Recheck', { ticked: [...recheckQuestions], ...next(scene) }],
  number: (scene) => ['AllocateNumber', { prefix: '柳政', mainTo: ['shiqiao'], copyTo: ['fgj'], copies: 3, ...next(scene) }],
  seal: (scene) =>
    scene.chance.once(0.1)
      ? ['VoidNumber', { reason: '写错了', ...next(scene) }]
      : scene.chance.once(0.2)
        ? ['WaiveSeal', { why: 'telegram', ...next(scene) }]
        : ['SealPaper', { copies: 3, ...next(scene) }],
  distribute: (scene) => ['Distribute', { unitIds: scene.chance.once(0.3) ? ['shiqiao'] : receivers, ...next(scene) }],
  close: (scene) =>
    scene.chance.once(0.3)
      ? ['ReDistribute', { unitIds: [scene.chance.pick(receivers)], reason: '补发' }]
      : scene.chance.once(0.2)
        ? ['RecallCopy', { unitId: scene.chance.pick(receivers), reason: '发错了' }]
        : ['CloseIssue', { reason: scene.chance.once(0.2) ? '已电话告知' : '', ...next(scene) }],
  receive: (scene) =>
    scene.chance.once(0.12) ? ['RejectWrong', { taskId: scene.task.id, reason: '误投' }] : ['SignFor', turn(scene)],
  register: (scene) => ['RegisterIncoming', { taskId: scene.task.id, distinct: true, ...next(scene) }],
  precheck: (scene) => [
    'Precheck',
    { ...said(scene), answers: Object.fromEntries(precheckQuestions.map((one) => [one, !scene.chance.once(0.02)])) },
  ],
  propose: (scene) => {
    const readers = [{ userId: someone(scene), taskId: scene.chance.id() }]
    if (scene.chance.once(0.3)) return ['Propose', { ...said(scene), kind: 'read', assists: [], readers }]
    const lead = { unitId: scene.doc.unitId, taskId: scene.chance.id() }
    const assists = scene.chance.once(0.5) ? [{ unitId: 'liuhe', taskId: scene.chance.id() }] : []
    const leader = scene.doc.unitId === 'shiqiao' ? 'shi' : 'li'
    return ['Propose', { ...said(scene), kind: 'handle', lead, assists, readers, leader, days: 5 }]
  },
  instruct: (scene) => [
    'Instruct',
    { ...said(scene), round: scene.chance.once(0.4), next: { to: scene.chance.once(0.1) ? 'back' : 'on' } },
  ],
  handle: (scene) =>
    scene.chance.pick<Act>([
      ['AcceptHandling', { taskId: scene.task.id }],
      ['ReportProgress', { taskId: scene.task.id, text: scene.words() }],
      ['RequestExtension', { taskId: scene.task.id, days: 2, reason: '等批复', ...next(scene) }],
      ['FinishHandling', { ...said(scene), waive: [] }],
      ['FinishHandling', { ...said(scene), waive: [{ unitId: 'liuhe', reason: '已来电' }] }],
    ]),
  reply: (scene) => ['ReplySender', { ...turn(scene), how: 'text', text: scene.words() }],
  archive: (scene) => [
    scene.doc.kind === 'incoming' ? 'ArchiveIncoming' : 'ArchiveIssue',
    { fileNo: `2026-${scene.chance.below(1e6)}`, retention: 'years30' },
  ],
}
const beside = (scene: Told): Act =>
  scene.task.kind === 'read'
    ? ['NoteRead', said(scene)]
    : scene.task.step === 'handle'
      ? ['FinishHandling', { ...said(scene), waive: [] }]
      : scene.doc.kind === 'incoming'
        ? ['GrantExtension', { taskId: scene.task.id, granted: scene.chance.once(0.5), text: scene.words() }]
        : ['GiveConsultOpinion', { ...said(scene), stance: scene.chance.pick(['agree', 'agree', 'none', 'disagree']) }]

/** 征求意见 of both other organs. */
const openConsult = (scene: Scene): Act => [
  'OpenConsult',
  {
    roundId: scene.chance.id(),
    asks: receivers.map((unitId) => ({ unitId, taskId: scene.chance.id() })),
    days: 7,
    text: scene.words(),
  },
]

/** What may be tried at any time, whoever's turn it is; much of it is refused. */
const anyTime: readonly ((scene: Scene) => Act)[] = [
  (scene) => ['Circulate', { readers: [{ userId: someone(scene), taskId: scene.chance.id() }], text: scene.words() }],
  (scene) => ['Urge', { taskId: scene.doc.tasks.find((task) => task.doneAt === null)?.id, text: scene.words() }],
  (scene) => ['Reassign', { ...given(scene), userId: someone(scene), reason: '出差' }],
  (scene) => ['Transfer', { ...given(scene), userId: someone(scene), reason: '出差' }],
  (scene) => [
    'AddSigner',
    { ...given(scene), userId: someone(scene), reason: '', where: scene.chance.pick(['before', 'after']) },
  ],
  (scene) => ['RemindConsult', { units: openUnits(scene.doc) }],
  (scene) => ['CancelConsult', { units: openUnits(scene.doc).slice(0, 1), reason: '不必了' }],
  (scene) => ['CloseConsultOverdue', { units: openUnits(scene.doc) }],
  (scene) => [
    'RecordAdoption',
    { roundId: scene.doc.consult?.rounds.at(-1)?.id, unitId: scene.chance.pick(receivers), adopted: 'no', reason: scene.words() },
  ],
  () => ['SuspendClock', { reason: '等批复' }],
  () => ['ResumeClock', {}],
  (scene) => ['ChangeScope', { mainTo: ['shiqiao'], copyTo: ['fgj'], reason: scene.words() }],
  (scene) => ['CloseReading', { reason: '收齐', ...next(scene) }],
  (scene) => ['ReopenIncoming', { reason: '再办', ...next(scene) }],
  (scene) => ['LendFile', { ...loan(scene), how: 'read', borrower: '赵敏', unitName: '', purpose: '核对', dueOn: '2027-01-01' }],
  (scene) => ['ReturnFile', { loanId: scene.doc.loans?.at(-1)?.id }],
]
/** Seldom: these end something for good. */
const seldom: readonly ((scene: Scene) => Act)[] = [
  () => ['Terminate', { reason: '不宜发文' }],
  () => ['RevokeIssue', { reason: '有误' }],
  () => ['RepealIssue', { reason: '另有新文', from: '2026-12-01' }],
]
const loan = ({ chance }: Scene) => ({ loanId: chance.id() })
const given = (scene: Scene) => ({ taskId: openTasksOf(scene.doc, scene.who)[0]?.id, ...next(scene) })

/** 交接: every turn of one of the two in 柳河 in what this desk shows, to the other. */
function handOver({ docs, who, chance }: { docs: readonly DocumentState[]; who: string; chance: Chance }): Act | undefined {
  const [from, to] = chance.once(0.5) ? ['li', 'wang'] : ['wang', 'li']
  const turns = docs.flatMap((doc) =>
    doc.unitId.startsWith('liuhe')
      ? doc.tasks
          .filter((task) => task.doneAt === null && task.assignee.userId === from)
          .map((task) => ({ docId: doc.id, taskId: task.id, nextTaskId: chance.id() }))
      : [],
  )
  const [first] = turns
  return first && who === 'wang' ? ['HandOver', { docId: first.docId, from, to, reason: '调离', turns }] : undefined
}

export type ChaptersOf = {
  chance: Chance
  sm3: Sm3
  now: number
  /** words nobody else says */
  words: () => string
  give: (name: CommandName, docId: string, args: object) => void
  act: (what: string, work: Promise<unknown>) => void
}

/** Lets a person do one thing of these chapters; false where there is nothing for them, and they write or decide instead. */
export function actInChapters(desk: WorldDesk, docs: readonly DocumentState[], world: ChaptersOf): boolean {
  const { chance, now, words, give, act } = world
  const who = desk.userId
  const doc = docs.length > 0 ? chance.pick(docs) : undefined
  if (doc && chance.once(0.12)) {
    if (chance.once(0.1)) {
      const over = handOver({ docs, who, chance })
      if (over) give(over[0], (over[1] as { docId: string }).docId, over[1])
      return true
    }
    const asks = (doc.state === 'F1' || doc.state === 'F3') && chance.once(0.4)
    const tried = asks ? openConsult : chance.pick(chance.once(0.05) ? seldom : anyTime)
    const [name, args] = tried({ doc, who, now, chance, words })
    // a page offers nothing about units or a round where there is none
    if (parseCommand(name, { docId: doc.id, ...args })) give(name, doc.id, args)
    return true
  }
  const due = docs.flatMap((one) =>
    openTasksOf(one, who)
      .filter((task) => inTurn[task.step] || (task.kind ?? 'handle') !== 'handle')
      .map((task) => ({ doc: one, task })),
  )
  // mostly what is furthest along; reading and opinions on a 发文 before a 收文, and that before the rest
  const far = ({ doc: { kind, tasks }, task }: (typeof due)[number]): number =>
    tasks.length +
    (task.kind === 'read' || (task.kind === 'consult' && kind !== 'incoming') ? 200 : kind === 'incoming' ? 100 : 0)
  const [furthest] = due.toSorted((a, b) => far(b) - far(a))
  const found = chance.once(0.6) ? furthest : due.length > 0 ? chance.pick(due) : undefined
  // 石桥 drafts nothing
  if (!found || chance.once(0.2)) return who === 'shi'
  const scene = { ...found, who, now, chance, words }
  if (found.task.step === 'recheck' && !found.doc.clean) {
    act('clean', makeClean(desk, found.doc, world))
    return true
  }
  const [name, args] =
    (found.task.kind ?? 'handle') === 'handle' ? (inTurn[found.task.step]?.(scene) ?? beside(scene)) : beside(scene)
  give(name, found.doc.id, args)
  return true
}

/** The office makes the 清稿 of what is shown. */
async function makeClean(desk: WorldDesk, doc: DocumentState, { sm3, give }: ChaptersOf): Promise<void> {
  const editor = await openEditor(desk, doc.id)
  if (!editor || bodySm3(sm3, editor.shown) !== doc.bodySm3) return
  const decided = verdicts(doc)
  const clean = cleanCopy(editor.shown, (id) => decided.get(id))
  give('MakeCleanCopy', doc.id, { bodySm3: doc.bodySm3, sm3: bodySm3(sm3, clean) })
}
