import traditional from 'opencc-js/dict/TSCharacters'
import { pinyin } from 'pinyin-pro'
import { createFold } from '../../src-shared/search/fold.ts'
import { initialsBy } from '../../src-shared/search/match.ts'

/** How the server folds words and texts: as the desks do, with the same table. */
export const fold = createFold(traditional)

/** Pinyin initials, as on the desks. */
export const initialsOf = initialsBy((text) =>
  pinyin(text, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'spaced' }),
)
