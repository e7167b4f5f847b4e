import type { DocumentContent } from '../../src-shared/document/make.ts'
import { parseOfficialText } from '../../src-shared/document/import-text.ts'
import type { StepId } from '../../src-shared/workflow/directory.ts'
import { dikeRequest, droughtReport, floodDutyNotice, pumpLetter } from './own-texts.ts'
import texts from './texts.json' with { type: 'json' }
import type { Edit } from './tracked.ts'

/** One file of the county: its text, whose it is, how far it has come, and what its handlers changed on the way. */
export type DocumentPlan = {
  content: DocumentContent
  unitId: string
  /** login of the 拟稿人; someone of the unit where none is named */
  drafter?: string
  /** logins chosen for the steps; someone who holds the role where none is named */
  people?: Partial<Record<StepId, string>>
  /** where it stands: a step whose task is open, `signed`, or `returned` to its 拟稿人 by the 核稿人 */
  at: StepId | 'signed' | 'returned'
  /** working hours since it arrived there (or was signed) */
  since: number
  /** tracked edits made at a step, before passing on */
  edits?: Partial<Record<StepId, Edit[]>>
  /** what the 核稿人 decided on the changes made before, in their order */
  decided?: ('accept' | 'reject')[]
  opinions?: Partial<Record<StepId, string>>
  /** whether the open task has been looked at */
  opened?: boolean
}

const stateText = (no: string): DocumentContent => {
  const found = texts.find((entry) => entry.no === no)
  if (!found) throw new Error(`sample: no text ${no}`)
  const { codes, elements, paragraphs } = parseOfficialText(found.text)
  return { codes, elements, paragraphs }
}

const liuhe = {
  unitId: 'liuhe',
  drafter: 'wangfang',
  people: { review: 'lijianguo', check: 'zhaomin', cosign: 'zhouqiang', sign: 'chenlixin' },
} as const
const county = { unitId: 'xzf', people: { review: 'hewei', check: 'majun', cosign: 'gaowen', sign: 'linguodong' } } as const
const office = { unitId: 'xzfb', people: { review: 'hewei', check: 'majun', sign: 'gaowen' } } as const

/** Files under way: everyone in the main flow has something to do, something followed, something done. */
const underWay = (): DocumentPlan[] => [
  { ...liuhe, content: pumpLetter, at: 'draft', since: 2.5 },
  {
    ...liuhe,
    content: dikeRequest,
    at: 'sign',
    since: 1.2,
    edits: {
      review: [
        { find: '抢险，铺设土工布1800平方米', put: '抢险，铺设土工布2100平方米' },
        { find: '耕地6300亩|', put: '和镇中心小学1所' },
      ],
      check: [{ find: '多方筹措', put: '自筹' }],
      cosign: [{ find: '力争在主汛期到来前完成度汛断面', put: '确保在主汛期到来前完成度汛断面' }],
    },
    decided: ['accept', 'accept'],
    opinions: {
      draft: '堤防险情紧急，资金缺口已与县财政局沟通，请审核。',
      review: '险情和工程量已到现场核实，土工布数量据实更正，同意上报。',
      check: '文种、主送、附件已核，属一文一事，请周镇长审签。',
      cosign: '情况属实，同意上报，请陈镇长签发。',
    },
  },
  {
    // SC-2: nested changes, the later ones inside what an earlier handler had put in
    ...liuhe,
    content: stateText('006'),
    at: 'sign',
    since: 5,
    opened: true,
    edits: {
      review: [{ find: '对已挪作他用|', put: '（含临时占用）' }],
      check: [{ find: '适时进行抽查', put: '每季度进行一次抽查' }],
      cosign: [
        { find: '临时占用', put: '出租、出借' },
        { find: '9月底前', put: '10月底前' },
      ],
    },
    opinions: { cosign: '改建任务较重，时限放宽到10月底，请陈镇长签发。' },
  },
  { ...liuhe, content: floodDutyNotice, at: 'review', since: 0.6, opinions: { draft: '根据县防指通知起草，请李站长审核。' } },
  {
    ...liuhe,
    content: stateText('038'),
    at: 'check',
    since: 3,
    edits: { review: [{ find: '妥善安排好值班和安全、保卫等工作', put: '妥善安排好值班值守、防汛巡查和安全保卫等工作' }] },
    opinions: { review: '增加防汛巡查的要求，请赵主任核稿。' },
  },
  { ...liuhe, content: stateText('059'), at: 'cosign', since: 4, opened: true },
  {
    ...liuhe,
    content: stateText('054'),
    at: 'returned',
    since: 1.5,
    opinions: { check: '成员名单请与组织部门再核对一遍，核对后重新报送。' },
  },
  // overdue at 核稿, so the clock has something to show
  { ...liuhe, content: stateText('034'), at: 'check', since: 31, opened: true },
  { ...office, content: stateText('012'), at: 'check', since: 2, opened: true },
  {
    ...county,
    content: stateText('037'),
    at: 'cosign',
    since: 6,
    edits: {
      check: [
        { find: '督查激励措施调整增加为30项督查激励措施', put: '督查激励措施调整完善为30项督查激励措施' },
        { find: '每年2月底前', put: '每年1月底前' },
      ],
    },
    opinions: { check: '文字作了两处修改，其中报送时间提前到1月底，请高县长审签。' },
  },
  { ...office, content: stateText('017'), at: 'sign', since: 0.8 },
  {
    ...county,
    content: stateText('057'),
    at: 'sign',
    since: 2.2,
    edits: {
      check: [{ find: '建设自由贸易试验区（以下简称自贸试验区）|', put: '，' }],
      cosign: [{ find: '放宽人才中介机构限制', put: '适当放宽人才中介机构限制' }],
    },
    opinions: { cosign: '人才中介一条措辞从稳，已改，请林县长签发。' },
  },
  { content: stateText('053'), unitId: 'czj', people: { cosign: 'liuyang' }, at: 'cosign', since: 3.5 },
]

/** Files signed off: the county's past months. */
function signedOff(): DocumentPlan[] {
  const of = (no: string, unitId: string, since: number): DocumentPlan => ({
    content: stateText(no),
    unitId,
    at: 'signed',
    since,
  })
  const by = (no: string, who: typeof liuhe | typeof county | typeof office, since: number): DocumentPlan => ({
    ...who,
    content: stateText(no),
    at: 'signed',
    since,
  })
  return [
    {
      ...liuhe,
      content: droughtReport,
      at: 'signed',
      since: 9,
      edits: {
        review: [{ find: '水质不稳定7个', put: '水质不达标7个' }],
        cosign: [{ find: '喝上放心水', put: '长期喝上放心水' }],
      },
      decided: ['accept'],
    },
    {
      ...by('001', liuhe, 48),
      edits: {
        review: [{ find: '避免多头执法、重复检查', put: '避免多头执法、重复执法' }],
        check: [{ find: '强化信用支撑|', put: '和责任追究' }],
      },
      decided: ['reject'],
    },
    by('039', liuhe, 130),
    by('009', liuhe, 260),
    by('014', county, 14),
    {
      ...by('021', county, 75),
      edits: { cosign: [{ find: '发展改革委会同有关部门研究提出', put: '发展改革委会同有关部门研究认为' }] },
    },
    by('022', county, 190),
    by('027', office, 20),
    by('028', office, 60),
    by('029', office, 110),
    by('035', office, 340),
    of('002', 'czj', 33),
    of('005', 'swj', 52),
    of('011', 'kgj', 95),
    of('013', 'sfj', 120),
    of('015', 'shiqiao', 27),
    of('016', 'wjj', 150),
    of('019', 'yjj', 210),
    of('024', 'wlj', 230),
    of('025', 'slj', 41),
    of('031', 'jyj', 300),
    of('040', 'lsj', 400),
  ]
}

/** All files of the sample county, those under way first. */
export const documentPlans = (): DocumentPlan[] => [...underWay(), ...signedOff()]
