import { initialsBy, type InitialsOf } from '../../../src-shared/search/match.ts'

let ready: Promise<InitialsOf> | undefined

/** Pinyin initials by pinyin-pro, whose dictionary is large and read when it is first needed. */
export const loadInitials = (): Promise<InitialsOf> =>
  (ready ??= import('pinyin-pro').then(({ pinyin }) =>
    initialsBy((text) => pinyin(text, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'spaced' })),
  ))
