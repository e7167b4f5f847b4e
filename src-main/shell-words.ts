/** How much waits for the person: 待办, those of them that are overdue, and 需处理. */
export type Counts = { todo: number; overdue: number; attention: number }

/** The window's title; undefined: nobody is signed in, or the desk is locked. */
export const titleWords = (counts: Counts | undefined): string => (counts?.todo ? `留痕（${counts.todo}）` : '留痕')

/** What the tray says. */
export function trayWords(counts: Counts | undefined): string {
  if (!counts) return '留痕'
  const parts = [
    ...(counts.todo > 0 ? [`待办 ${counts.todo} 件`] : []),
    ...(counts.overdue > 0 ? [`超期 ${counts.overdue} 件`] : []),
    ...(counts.attention > 0 ? [`需处理 ${counts.attention} 件`] : []),
  ]
  return parts.length > 0 ? parts.join('，') : '没有待办'
}

/** What a notice says of new work: how much, never what (SE-90). */
export const noticeWords = (arrived: number, urgent: number): string =>
  urgent > 0 ? `有 ${arrived} 件新的待办，其中紧急 ${urgent} 件。` : `有 ${arrived} 件新的待办。`
