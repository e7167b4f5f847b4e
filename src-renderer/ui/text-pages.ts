/** Words of the pages in the editor (PP-59). */
export const tpg = {
  pages: '页面',
  continuous: '连续',
  toPages: '改为页面视图：分页与打印一致',
  toContinuous: '改为连续视图：不分页',
}
