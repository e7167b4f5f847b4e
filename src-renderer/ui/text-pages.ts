/** Words of the pages in the editor (PP-59). */
export const tpg = {
  pages: '页面',
  continuous: '连续',
  toPages: '改为页面视图：分页与打印一致（Ctrl+Alt+P）',
  toContinuous: '改为连续视图：不分页（Ctrl+Alt+P）',
  command: '页面视图 / 连续视图',
  /** what the count in the status bar is of */
  counted: '按页面上显示的文字计页，修改标记也算在内；印出的页数以打印预览为准',
}
