/** The words of the page's commands that `text.ts` does not have: why some are off, and what only keys do. */
export const c = {
  justify: '两端对齐',
  levelIn: '降一级',
  levelOut: '升一级',
  moveUp: '上移一段',
  moveDown: '下移一段',
  selectArea: '选中这一处全文',
  mergeCells: '合并单元格',
  splitCell: '拆分单元格',
  notTracked: '留痕时不能合并、拆分单元格或改列宽：这样的改动无法逐条接受或拒绝。可以增删行列，或在首次报送前调整',
} as const
