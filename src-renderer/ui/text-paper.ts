/** Words that stand on paper (GB/T 9704 §7, §10) beside the text itself. */
export const tpp = {
  fileMark: '文件',
  orderMark: '令',
  minutesMark: '纪要',
  signer: '签发人：',
  copies: '抄送：',
  mainToLabel: '主送：',
  attachment: '附件：',
  printed: (on: string) => `${on}印发`,
  pageNumber: (n: number) => `—${n}—`,
  unknownPerson: '其他人员',
  legend: '修订说明',
  legendLine: (letter: string, name: string, step: string) => [letter, name, step].filter(Boolean).join('　'),
  legendInserted: '增加',
  legendDeleted: '删去',
  noPicture: '图片未取到',
}
