import traditional from 'opencc-js/dict/TSCharacters'
import { createFold } from '../../../src-shared/search/fold.ts'

/** How the desk folds words and texts; the server does the same with the same table. */
export const fold = createFold(traditional)
