import { EditorState } from 'prosemirror-state'
import { Fragment, type Node as PmNode } from 'prosemirror-model'
import { v7 } from 'uuid'
import { headerOf } from '../../../src-shared/document/header.ts'
import { makeDocument, type DocumentContent } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import type { DocumentId } from '../../../src-shared/ids.ts'
import { momentOf } from '../../../src-shared/revision/moment.ts'
import { moveMeta } from '../../../src-shared/revision/moves.ts'
import { trackTransaction } from '../../../src-shared/revision/track.ts'
import type { Command } from '../../../src-shared/workflow/commands.ts'
import { openTaskOf, type DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { personOf, smallCounty } from '../small-county.ts'
import { makeFakeDesk, type FakeDesk } from './fake-desk.ts'

const HOUR = 3_600_000

export const leveeRequest: DocumentContent = {
  codes: { docType: '请示', urgency: '特急', openness: '依申请公开' },
  elements: {
    title: '柳河镇人民政府关于解决柳河堤防应急加固工程资金的请示',
    mainTo: '青禾县人民政府：',
    issuer: '柳河镇人民政府',
    issuedOn: '2026年11月20日',
    attachmentNote: '附件：1. 柳河堤防险工险段现状表',
    remark: '（联系人：王芳，联系电话：0123-4567890）',
    copyTo: '县财政局，县水利局，县应急管理局。',
  },
  paragraphs: [
    '今年汛期以来，柳河上游连续出现三次强降雨过程，我镇境内柳河右岸堤防多处发生渗漏、塌坡，其中石咀村段险情最为突出，直接威胁下游两个行政村、一千二百余名群众的生命财产安全。为确保安全度汛，现将有关情况请示如下：',
    { text: '一、堤防现状', style: 'h1' },
    '柳河右岸堤防始建于上世纪七十年代，全长4.6公里，堤身以沙壤土填筑，多年未作系统加固。经县水利局组织专家现场查勘，石咀村段850米堤防存在渗透变形、护坡损毁等问题，属三类险工险段，须在主汛期前完成应急加固。',
    { text: '二、工程内容和资金需求', style: 'h1' },
    { text: '（一）工程内容', style: 'h2' },
    '拟对石咀村段850米堤防实施迎水坡护砌、堤身灌浆和堤脚抛石固基，同步新建巡堤道路850米。',
    { text: '（二）资金需求', style: 'h2' },
    '经测算，工程总投资362万元。我镇已自筹资金60万元，尚有302万元资金缺口，镇级财力难以承担。',
    { text: '三、请示事项', style: 'h1' },
    '恳请县政府安排应急专项资金302万元，用于柳河堤防石咀村段应急加固工程建设。',
    '妥否，请批示。',
  ],
}

type Author = { author: string; step: string; at: number; sent?: ReadonlySet<string> }

/** Replaces the first occurrence of a text as that person would, tracked. */
export function trackedEdit(doc: PmNode, who: Author, find: string, put: string): PmNode {
  const state = EditorState.create({ doc, schema })
  let from = -1
  doc.descendants((node, pos) => {
    if (from >= 0 || !node.isText || node.marks.some((m) => m.type.name === 'del')) return
    const at = node.text?.indexOf(find) ?? -1
    if (at >= 0) from = pos + at
  })
  if (from < 0) throw new Error(`no ${find}`)
  const tr = put ? state.tr.replaceWith(from, from + find.length, schema.text(put)) : state.tr.delete(from, from + find.length)
  return trackTransaction(tr, state, { ...who, now: who.at, newId: v7, isUnsent: () => false }).doc
}

function trackedSplit(doc: PmNode, who: Author, before: string): PmNode {
  const state = EditorState.create({ doc, schema })
  let at = -1
  doc.descendants((node, pos) => {
    const found = node.isText ? (node.text?.indexOf(before) ?? -1) : -1
    if (at < 0 && found >= 0) at = pos + found
  })
  return trackTransaction(state.tr.split(at), state, { ...who, now: who.at, newId: v7, isUnsent: () => false }).doc
}

const stamps = (desk: FakeDesk, doc: DocumentState) => ({
  docId: doc.id,
  signedOn: desk.data.today(),
  basisSm3: doc.bodySm3,
  nextTaskId: v7() as Extract<Command, { name: 'Approve' }>['args']['nextTaskId'],
})

const assignees = { review: 'li', check: 'zhao', cosign: 'zhou', sign: 'chen' }
const holders = ['wang', 'li', 'zhao', 'zhou', 'chen'] as const
const stepIds = ['draft', 'review', 'check', 'cosign', 'sign'] as const
export type Step = (typeof stepIds)[number]

/** Puts a document on a fake desk that has come as far as `upTo`, each step with an opinion. */
export function addDocument(
  desk: FakeDesk,
  content: DocumentContent,
  upTo: Step,
  edit?: (doc: PmNode) => PmNode,
  signed = false,
): DocumentId {
  const docId = v7() as DocumentId
  const body = makeDocument(content, v7)
  const scratch = makeFakeDesk({ me: personOf('wang'), directory: smallCounty })
  scratch.add(createState(docId, body), body)
  const current = (): DocumentState => {
    const state = scratch.state(docId)
    if (!state) throw new Error('lost')
    return state
  }
  const words = ['请领导审定。', '同意上报，资金缺口请再核实。', '文字已改，请审签。', '同意。', '同意，请印发。']
  const last = stepIds.indexOf(upTo)
  for (let i = 0; i < last; i++) {
    const who = personOf(holders[i] ?? 'wang')
    const text = words[i] ?? ''
    if (i === 0) scratch.act(who, { name: 'SubmitDraft', args: { ...stamps(scratch, current()), assignees, text } })
    else {
      const task = openTaskOf(current(), who.userId)
      if (task) scratch.act(who, { name: 'Approve', args: { ...stamps(scratch, current()), taskId: task.id, text } })
    }
  }
  if (signed) {
    const state = current()
    const task = openTaskOf(state, 'chen')
    if (task)
      scratch.act(personOf('chen'), {
        name: 'Sign',
        args: {
          docId,
          taskId: task.id,
          text: '同意，请印发。',
          signedOn: scratch.data.today(),
          bodySm3: state.bodySm3,
          openChanges: [],
        },
      })
  }
  const state = backdated(current())
  const now = edit ? edit(body) : body
  const at = (i: number): number => state.tasks[i]?.doneAt ?? Date.now() - HOUR
  desk.add(state, now, [
    { text: body, by: 'wang', step: 'draft', at: at(0) },
    ...(edit
      ? [
          { text: momentOf(now, Date.now() - 5 * HOUR), by: 'li', step: 'review', at: at(1) },
          { text: now, by: 'zhao', step: 'check', at: at(2) },
        ]
      : []),
  ])
  return docId
}

function createState(id: DocumentId, body: PmNode): DocumentState {
  const person = personOf('wang')
  const route = smallCounty.routes[0]
  if (!route) throw new Error('no route')
  const header = headerOf(body)
  const at = Date.now()
  return {
    id,
    rev: 1,
    state: 'F0',
    unitId: 'liuhe',
    unitName: '柳河镇人民政府',
    drafter: person,
    header,
    route,
    assignees: {},
    step: 'draft',
    tasks: [
      {
        id: id as unknown as DocumentState['tasks'][number]['id'],
        step: 'draft',
        assignee: person,
        arrivedAt: at,
        openedAt: at,
        doneAt: null,
        result: null,
      },
    ],
    opinions: [],
    decisions: [],
    attachments: [],
    threads: [],
    inks: [],
    lease: null,
    codrafters: [],
    leasesBroken: [],
    branches: [],
    tracked: false,
    bodyVersion: 1,
    bodySm3: 'a'.repeat(64),
    signed: null,
    clean: null,
    createdAt: at,
    updatedAt: at,
  }
}

/** Spreads the steps over the last days, as they would be. */
function backdated(state: DocumentState): DocumentState {
  const n = state.tasks.length
  const shift = (i: number): number => (n - 1 - i) * 5 * HOUR + 2 * HOUR
  const now = Date.now()
  return {
    ...state,
    createdAt: now - shift(0) - 4 * HOUR,
    tasks: state.tasks.map((task, i) => ({
      ...task,
      arrivedAt: now - shift(i) - 4 * HOUR,
      openedAt: task.openedAt === null ? null : now - shift(i) - 3 * HOUR,
      doneAt: task.doneAt === null ? null : now - shift(i),
    })),
    opinions: state.opinions.map((opinion, i) => ({ ...opinion, at: now - shift(i), authoredAt: now - shift(i) })),
  }
}

/** The tracked work of 李建国 and 赵敏 on the request for levee money. */
export function revised(doc: PmNode): PmNode {
  const now = Date.now()
  const li: Author = { author: 'li', step: 'review', at: now - 9 * HOUR }
  const zhao: Author = { author: 'zhao', step: 'check', at: now - 2 * HOUR }
  let next = trackedEdit(doc, li, '三次', '四次')
  next = trackedEdit(next, { ...li, at: li.at + 60_000 }, '一千二百余名', '1240名')
  next = trackedEdit(next, { ...li, at: li.at + 120_000 }, '多年未作系统加固', '近二十年未作系统加固')
  next = trackedEdit(next, { ...li, at: li.at + 180_000 }, '，镇级财力难以承担', '')
  next = trackedEdit(next, zhao, '最为突出', '尤为严重')
  next = trackedEdit(next, { ...zhao, at: zhao.at + 60_000 }, '现将有关情况请示', '现就有关事项请示')
  next = trackedSplit(next, { ...zhao, at: zhao.at + 120_000 }, '我镇已自筹')
  next = trackedEdit(next, { ...zhao, at: zhao.at + 180_000 }, '恳请县政府', '恳请县人民政府')
  return next
}

const crowdNames = '王芳 李建国 赵敏 周强 陈立新 石磊 孙丽 钱国庆 吴江 郑和平 冯玉兰 褚卫东'.split(' ')
const crowdWords =
  '今年汛期 连续出现 多处发生 石咀村段 直接威胁 下游两个 生命财产 安全度汛 始建于 沙壤土 渗透变形 护坡损毁'.split(' ')

/** A text that more people have worked on than there are hues; the tenth has left the county. */
export function crowded(desk: FakeDesk): DocumentId {
  const people = crowdNames.map((name, i) => ({ ...personOf('wang'), userId: `u${i}`, name }))
  const id = addDocument(desk, leveeRequest, 'check', (body) => {
    let text = body
    crowdWords.forEach((words, i) => {
      text = trackedEdit(text, { author: `u${i}`, step: 'review', at: Date.now() - (24 - i) * HOUR }, words, `${words}等`)
    })
    return text
  })
  const state = desk.state(id)
  const text = desk.working(id)
  const task = state?.tasks[0]
  if (!state || !text || !task) throw new Error('lost')
  const turns = people.slice(0, -1).map((assignee, i) => ({
    ...task,
    id: v7() as typeof task.id,
    step: 'review' as const,
    assignee,
    arrivedAt: task.arrivedAt + i,
    doneAt: task.arrivedAt + i + 1,
  }))
  desk.add({ ...state, tasks: [task, ...turns, ...state.tasks.slice(1)] }, text)
  return id
}

/** A text in which words were cut and pasted elsewhere. */
export function moved(desk: FakeDesk): DocumentId {
  return addDocument(desk, leveeRequest, 'check', (doc) => {
    const state = EditorState.create({ doc, schema })
    const last = doc.content.size - 3
    const from = doc.child(0).nodeSize + 2
    const words = doc.slice(from, from + 6)
    const tr = state.tr.delete(from, from + 6)
    tr.replace(tr.mapping.map(last), tr.mapping.map(last), words).setMeta(moveMeta, v7())
    const ctx = { author: 'li', step: 'review', now: Date.now() - HOUR, newId: v7, isUnsent: () => false }
    return trackTransaction(tr, state, ctx).doc
  })
}

/** A document of 109,000 characters with 5,000 open changes of two people, at 核稿. */
export function longRequest(desk: FakeDesk): DocumentId {
  const sentence = '关于进一步做好安全生产工作的通知要求各村各单位压实责任排查隐患限期整改并按月报送进展情况。'
  const words = Array.from({ length: 500 }, (_, i) => `第${i}段，`.concat(sentence.repeat(5)).slice(0, 218))
  return addDocument(desk, { ...leveeRequest, paragraphs: words }, 'check', (body) => {
    let n = 0
    const start = Date.now() - 20 * HOUR
    const blocks = body.child(1).children.map((block) => {
      const parts: PmNode[] = []
      const text = block.textContent
      for (let at = 0; at < text.length; at += 21) {
        const run = text.slice(at, at + 21)
        parts.push(schema.text(run.slice(0, 18)))
        if (run.length <= 18 || n >= 5000) continue
        const who = { id: v7(), author: n % 3 ? 'li' : 'zhao', at: start + n * 1000, step: n % 3 ? 'review' : 'check' }
        parts.push(schema.text(run.slice(18), [schema.mark(n % 2 ? 'del' : 'ins', who)]))
        n += 1
      }
      return block.copy(Fragment.fromArray(parts))
    })
    return body.copy(body.content.replaceChild(1, body.child(1).copy(Fragment.fromArray(blocks))))
  })
}

const titles = [
  ['柳河镇人民政府关于做好2026年秋冬季农田水利基本建设工作的通知', '通知', ''],
  ['柳河镇人民政府关于报送2026年度法治政府建设情况的报告', '报告', '加急'],
  ['柳河镇人民政府关于商请支持集镇污水管网改造工程用地的函', '函', ''],
  ['柳河镇人民政府关于石咀村便民服务中心建设资金的请示', '请示', ''],
  ['柳河镇人民政府关于印发《柳河镇防汛应急预案》的通知', '通知', '特急'],
  ['柳河镇人民政府关于表扬2026年度平安建设先进集体的通报', '通报', ''],
  ['柳河镇人民政府关于2026年第三季度安全生产工作情况的报告', '报告', ''],
] as const

/** A whole desk of one person: a few documents of each kind. */
export function sampleDesk(userId: string, step: Step, kindergarten: readonly string[]): { desk: FakeDesk; first: DocumentId } {
  const desk = makeFakeDesk({ me: personOf(userId), directory: smallCounty })
  const first = addDocument(desk, leveeRequest, step, step === 'draft' || step === 'review' ? undefined : revised)
  for (const [title, docType, urgency] of titles) {
    addDocument(
      desk,
      {
        codes: { docType, urgency },
        elements: { title, mainTo: '各村民委员会，镇直各单位：', issuer: '柳河镇人民政府' },
        paragraphs: kindergarten,
      },
      step,
    )
  }
  for (const [title, docType] of titles.slice(0, 2))
    addDocument(
      desk,
      { codes: { docType }, elements: { title: title.replace('2026', '2025') }, paragraphs: kindergarten },
      step === 'sign' ? 'cosign' : 'sign',
    )
  addDocument(
    desk,
    { ...leveeRequest, elements: { ...leveeRequest.elements, title: '柳河镇人民政府关于石咀大桥维修加固资金的请示' } },
    'sign',
    undefined,
    true,
  )
  return { desk, first }
}
