/** The fifteen 文种 of 条例第八条, as the header's `docType` code holds them; 命令 stands for 命令（令）. */
export const docTypes = [
  '决议',
  '决定',
  '命令',
  '公报',
  '公告',
  '通告',
  '意见',
  '通知',
  '通报',
  '报告',
  '请示',
  '批复',
  '议案',
  '函',
  '纪要',
] as const
export type DocType = (typeof docTypes)[number]

export const isDocType = (name: string): name is DocType => (docTypes as readonly string[]).includes(name)

/** 上行文: what goes up to a superior organ and shows its 签发人 (条例第九条). */
export const upwardTypes: readonly string[] = ['请示', '报告']

/** The 文种 a title ends with, '' where it names none; 令 counts as 命令. */
export function docTypeOfTitle(title: string): DocType | '' {
  const plain = title
    .replace(/[\s\u3000]/g, '')
    .replace(/[（(][^（）()]*[）)]$/, '')
    .replace(/[。．.，,；;：:！!？?]+$/, '')
  if (plain.endsWith('令')) return '命令'
  return docTypes.find((type) => plain.endsWith(type)) ?? ''
}
