import { v7 } from 'uuid'
import { sm3OfJson } from '../../../src-server/sm3.ts'
import { dateOf } from '../../../src-shared/calendar/working-days.ts'
import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { cleanCopy } from '../../../src-shared/revision/clean-copy.ts'
import { recheckQuestions } from '../../../src-shared/workflow/issue/commands.ts'
import { must } from '../server/must.ts'
import { nodeOf } from '../server/story.ts'
import type { Clerks } from './clerks.ts'

/** How far a 发文 of 柳河镇 is brought: where it waits then. */
const waits = [
  'draft',
  'review',
  'check',
  'cosign',
  'sign',
  'clean',
  'recheck',
  'number',
  'seal',
  'distribute',
  'close',
  'archive',
  'filed',
] as const
type Waits = (typeof waits)[number]

const route = { review: 'lijianguo', check: 'zhaomin', cosign: 'zhouqiang', sign: 'chenlixin' } as const
const opinions = { review: '内容属实，请核稿。', check: '文种、格式已核，请审签。', cosign: '同意，请签发。' } as const

/** A 通知 with a title of its own, long as titles are. */
const textOf = (about: string) =>
  makeDocument(
    {
      codes: { docType: '通知' },
      elements: { title: `柳河镇人民政府关于${about}的通知`, mainTo: '各村民委员会，镇直各单位：', issuer: '柳河镇人民政府' },
      paragraphs: [
        '为切实做好有关工作，根据县人民政府统一部署，现将有关事项通知如下。',
        '一、提高认识，压实责任。各村、各单位主要负责同志要亲自抓，明确专人具体负责。',
        '二、全面排查，立行立改。对排查发现的问题逐项登记，能当场整改的当场整改，一时不能整改的明确时限和责任人。',
        '三、加强值守，及时报告。严格执行二十四小时值班和领导带班制度，遇有情况及时处置并按规定报告。',
      ],
    },
    v7,
  )

/** A 发文 about something, brought along its way by commands; gives its id and the task that waits. */
export async function outgoing({ deskOf, does }: Clerks, about: string, until: Waits): Promise<{ docId: string; task: string }> {
  const json = bodyJson(textOf(about))
  const docId = v7()
  let task = v7()
  let basisSm3 = sm3OfJson(json)
  const next = (): { nextTaskId: string } => ({ nextTaskId: (task = v7()) })
  const said = (text: string) => ({ text, signedOn: dateOf(Date.now()), basisSm3 })
  const approve = (who: 'review' | 'check' | 'cosign') => {
    const taskId = task
    return does(route[who], 'Approve', docId, { taskId, ...said(opinions[who]), ...next() })
  }
  const assignees = Object.fromEntries(Object.entries(route).map(([step, login]) => [step, `u-${login}`]))
  const ways: (() => Promise<void>)[] = [
    () => does('wangfang', 'SubmitDraft', docId, { assignees, ...said('初稿已拟好，请审核。'), ...next() }),
    () => approve('review'),
    () => approve('check'),
    () => approve('cosign'),
    () => {
      const { text, signedOn } = said('同意印发。')
      return does('chenlixin', 'Sign', docId, { taskId: task, text, signedOn, bodySm3: basisSm3, openChanges: [] })
    },
    async () => {
      const clean = cleanCopy(nodeOf(must(await (await deskOf('zhaomin')).body(docId))), () => undefined)
      await does('zhaomin', 'MakeCleanCopy', docId, { bodySm3: basisSm3, sm3: sm3OfJson(bodyJson(clean)) })
    },
    () => does('zhaomin', 'Recheck', docId, { ticked: [...recheckQuestions], ...next() }),
    () => {
      const scope = { mainTo: ['xzf', 'czj', 'slj'], copyTo: ['xwb', 'yjj'], copies: 20 }
      return does('qianjin', 'AllocateNumber', docId, { prefix: '柳政', ...scope, ...next() })
    },
    () => does('sunyue', 'SealPaper', docId, { copies: 20, ...next() }),
    () => does('qianjin', 'Distribute', docId, { unitIds: ['xzf', 'czj', 'slj', 'xwb'], ...next() }),
    () => does('qianjin', 'CloseIssue', docId, { reason: '其余单位另行送达。', ...next() }),
    () => does('qianjin', 'ArchiveIssue', docId, { fileNo: '0021-WS·2026-Y-BGS-0001', retention: 'permanent' }),
  ]
  await does('wangfang', 'CreateDraft', docId, { unitId: 'liuhe', body: json, bodySm3: basisSm3 })
  await does('wangfang', 'ReleaseLease', docId, { leaseId: docId })
  basisSm3 = must(await (await deskOf('wangfang')).body(docId)).sm3
  for (const way of ways.slice(0, waits.indexOf(until))) await way()
  return { docId, task }
}
