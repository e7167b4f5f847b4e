import type { CheckedHolidays } from '../../src-shared/organisation/messages.ts'

type Change = { what: 'off' | 'work' | 'noLongerOff' | 'noLongerWork'; days: readonly string[] }

/** What a year that is to be imported changes of the one that counts until now: only what there is, new days first. */
export function noticeChanges({ notice, before }: Pick<CheckedHolidays, 'notice' | 'before'>): Change[] {
  if (!notice) return []
  const without = (days: readonly string[], others: readonly string[] = []) => days.filter((on) => !others.includes(on))
  const all: Change[] = [
    { what: 'off', days: without(notice.off, before?.off) },
    { what: 'work', days: without(notice.work, before?.work) },
    { what: 'noLongerOff', days: without(before?.off ?? [], notice.off) },
    { what: 'noLongerWork', days: without(before?.work ?? [], notice.work) },
  ]
  return all.filter(({ days }) => days.length > 0)
}

/** Whether the year counts so already. */
export const isSameNotice = (checked: Pick<CheckedHolidays, 'notice' | 'before'>): boolean =>
  checked.notice !== null && noticeChanges(checked).length === 0
