import { v7 } from 'uuid'
import { dateOf } from '../../../src-shared/calendar/working-days.ts'
import { asked, inOrder } from '../incoming-acts.ts'
import { must } from '../server/must.ts'
import { paper } from '../server/incoming-county.ts'
import type { Clerks } from './clerks.ts'

/** How far a paper 收文 of 县政府 is brought: where it waits then. */
const waits = ['precheck', 'propose', 'instruct', 'handle', 'reply', 'archive'] as const
type Waits = (typeof waits)[number]

/** A 收文 on paper about something; 财政局 handles it with 水利局, or, as 阅件, two people read it. */
export async function arriving(
  { deskOf, does }: Clerks,
  about: string,
  until: Waits | 'read',
  seq: number,
): Promise<{ docId: string; lead: string }> {
  const [year, today] = [new Date().getFullYear(), dateOf(Date.now())]
  const from = { unitId: 'xzf', fromUnit: '石桥乡人民政府', number: `石政〔${year}〕${seq}号` }
  const first = paper({ ...from, arrivedOn: today, datedOn: today }, `石桥乡人民政府关于${about}的请示`)
  const { docId } = first
  let task = first.nextTaskId
  await does('sunli', 'RegisterPaper', docId, first)
  const basisSm3 = must(await (await deskOf('sunli')).state(docId)).bodySm3
  const turn = (text: string) => {
    const taskId = task
    return { taskId, text, signedOn: today, basisSm3, nextTaskId: (task = v7()) }
  }
  const [lead, assist] = [asked('czj', 'u-liuyang'), asked('slj', 'u-xubo')]
  const plan = { kind: 'handle', lead, assists: [assist], readers: [], leader: 'u-linguodong', days: 10 }
  const readers = ['u-majun', 'u-gaowen'].map((userId) => ({ userId, taskId: v7() }))
  const given = (taskId: string, text: string) => ({
    taskId,
    text,
    signedOn: today,
    basisSm3,
    waive: [],
    nextTaskId: (task = v7()),
  })
  const ways: (() => Promise<void>)[] = [
    () => does('sunli', 'Precheck', docId, { ...turn(''), answers: inOrder }),
    () => does('hewei', 'Propose', docId, { ...turn('拟请县财政局牵头、县水利局配合办理。'), ...plan }),
    async () => {
      await does('linguodong', 'Instruct', docId, { ...turn('请抓紧办理，及时反馈。'), round: false, next: { to: 'on' } })
      await does('liuyang', 'AcceptHandling', docId, { taskId: lead.taskId })
      await does('xubo', 'AcceptHandling', docId, { taskId: assist.taskId })
    },
    async () => {
      await does('xubo', 'FinishHandling', docId, given(assist.taskId, '有关工程量已核实，同意。'))
      await does('liuyang', 'FinishHandling', docId, given(lead.taskId, '资金已纳入年度预算安排。'))
    },
    () => does('liuyang', 'ReplySender', docId, { taskId: task, how: 'text', text: '已按要求办理。', nextTaskId: (task = v7()) }),
  ]
  const asReading = async (): Promise<void> => {
    const one = { kind: 'read', assists: [], readers }
    await does('hewei', 'Propose', docId, { ...turn('请马主任、高县长阅知。'), ...one })
  }
  const last = until === 'read' ? 1 : waits.indexOf(until)
  for (const way of ways.slice(0, last)) await way()
  if (until === 'read') await asReading()
  return { docId, lead: lead.taskId }
}
