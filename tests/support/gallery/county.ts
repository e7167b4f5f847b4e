import { v7 } from 'uuid'
import { dateOf } from '../../../src-shared/calendar/working-days.ts'
import { openTasksOf } from '../../../src-shared/workflow/document-state.ts'
import { must } from '../server/must.ts'
import { arriving } from './arriving.ts'
import type { Clerks } from './clerks.ts'
import { outgoing } from './outgoing.ts'

/** What the documents of the gallery are about: words of their titles, one document for each step that has a dialog. */
export const about = {
  withdraw: '开展冬季森林防火巡查',
  codraft: '做好村级账目公开',
  consult: '做好低温雨雪冰冻灾害防范应对',
  cosign: '加强秸秆禁烧巡查',
  clean: '开展农村饮水安全检查',
  recheck: '做好冬季防火工作',
  number: '开展安全生产大排查',
  seal: '做好元旦春节期间值班',
  distribute: '开展农村人居环境整治',
  close: '做好冬春水利建设',
  register: '加强村道养护管理',
  archive: '开展城乡居民医保征缴',
  filed: '做好秋粮收购服务',
  precheck: '增设电动自行车充电设施',
  propose: '列入高标准农田建设计划',
  instruct: '调拨防汛抗旱物资',
  handle: '安排水毁工程修复资金',
  read: '设立便民服务分中心',
  reply: '解决中小水库除险加固资金',
  incomingArchive: '核减节水改造任务',
} as const

/** Brings the documents of the gallery to where they wait, by the commands people would give. */
export async function prepareCounty(clerks: Clerks): Promise<void> {
  const { deskOf, does } = clerks
  const today = dateOf(Date.now())
  const stateOf = async (login: string, docId: string) => must(await (await deskOf(login)).state(docId))

  // 发文
  await outgoing(clerks, about.withdraw, 'review')
  await does('wangfang', 'AddCodrafter', (await outgoing(clerks, about.codraft, 'draft')).docId, { userId: 'u-lijianguo' })
  await outgoing(clerks, about.cosign, 'cosign')
  for (const at of ['clean', 'recheck', 'number', 'seal', 'distribute', 'close', 'archive', 'filed'] as const)
    await outgoing(clerks, about[at], at)

  // 会签: one agrees, one does not, one has not answered
  const { docId } = await outgoing(clerks, about.consult, 'check')
  const asks = ['slj', 'yjj', 'czj'].map((unitId) => ({ unitId, taskId: v7() }))
  await does('zhaomin', 'OpenConsult', docId, {
    roundId: v7(),
    asks,
    days: 7,
    text: '请就文中涉及你单位职责的内容提出意见。',
  })
  const answer = async (login: string, at: number, stance: string, text: string): Promise<void> => {
    const basisSm3 = (await stateOf('zhaomin', docId)).bodySm3
    await does(login, 'GiveConsultOpinion', docId, { taskId: must(asks[at]).taskId, stance, text, signedOn: today, basisSm3 })
  }
  await answer('xubo', 0, 'agree', '同意。建议增加水库低水位运行期间的巡查要求。')
  await answer('dingning', 1, 'disagree', '应急队伍由县应急局统一调度，文中第三条与《青禾县突发事件应对办法》不一致，建议删去。')

  // 收文: one delivered waits for 签收 (about.close), one for 登记
  const second = await outgoing(clerks, about.register, 'close')
  const receipts = must((await stateOf('qianjin', second.docId)).issue).receipts
  const copy = must(receipts.find((one) => one.unitId === 'xzf')?.docId)
  const turn = must(openTasksOf(await stateOf('sunli', copy), 'u-sunli')[0])
  await does('sunli', 'SignFor', copy, { taskId: turn.id, nextTaskId: v7() })
  for (const [i, at] of (['precheck', 'propose', 'instruct', 'read', 'reply'] as const).entries())
    await arriving(clerks, about[at], at, i + 21)
  await arriving(clerks, about.incomingArchive, 'archive', 31)
  const handled = await arriving(clerks, about.handle, 'handle', 32)
  const extension = { taskId: handled.lead, days: 5, reason: '工程量还在核实。', nextTaskId: v7() }
  await does('liuyang', 'RequestExtension', handled.docId, extension)
}
