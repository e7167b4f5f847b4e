import type { Loan } from '../../src-shared/workflow/archive/part.ts'

const kinds: Record<Loan['how'], string> = { look: '现场查阅', original: '借出原件', copy: '复制件' }

/** Words of the archive. */
export const tar = {
  save: '导出归档包…',
  saving: '正在核对并导出归档包…',
  saved: (place: string) => `归档包已经存为 ${place}`,
  loans: '借阅登记',
  lend: '登记借阅',
  lendTells: '谁借、怎样借、作什么用，记在这份公文的借阅登记里，不能涂改。登记不给借阅人开通系统里的查看权。',
  back: '归还',
  none: '还没有人借阅过这份公文。',
  kinds,
  how: '方式',
  borrower: '借阅人',
  borrowerMissing: '请填写借阅人',
  unit: '单位',
  purpose: '用途',
  purposeMissing: '请写明用途',
  due: '归还日期',
  dueMissing: '请选归还日期',
  duePast: '归还日期已经过去',
  lent: '借出',
  state: '状态',
  out: '未归还',
  late: '逾期未还',
  returned: (when: string) => `${when} 已还`,
} as const
