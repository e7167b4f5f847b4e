import type { BookLine } from '../../src-shared/numbers/messages.ts'

const statuses: Record<BookLine['status'], string> = { used: '已用', void: '作废', reserved: '预留' }

/** Words of the number books. */
export const tnb = {
  title: '发文号簿',
  titleOf: (prefix: string, year: number) => `${prefix}〔${year}〕发文号簿`,
  print: '打印…',
  prefix: '机关代字',
  year: '年份',
  yearIs: (year: number) => `${year} 年`,
  next: (number: string) => `下一个号：${number}`,
  sum: (used: number, voided: number, reserved: number) => `已用 ${used} · 作废 ${voided} · 预留 ${reserved}`,
  missing: (count: number) => `另有 ${count} 个号没有登记（服务器恢复备份后尚未找回）`,
  number: '发文字号',
  status: '状态',
  statuses,
  document: '公文',
  notReadable: '（您看不到这份公文）',
  reason: '说明',
  by: '经手',
  when: '时间',
  empty: '这一年还没有编过号。',
  loading: '正在取号簿…',
  again: '重试',
  reserve: '预留下一个号…',
  reserveTitle: '预留发文字号',
  reserveOk: '预留',
  reserveTells: (number: string) => `预留${number}，留给还没有成文的公文；不用时作废，号簿里一直有记载。`,
  giveUp: '作废',
  giveUpTitle: (number: string) => `作废预留的${number}`,
} as const
