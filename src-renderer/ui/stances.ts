import type { Opinion } from '../../src-shared/workflow/document-state.ts'
import { t } from './text.ts'

/** What an opinion says in a word. */
export const stanceWords: Record<Opinion['stance'], string> = {
  agree: t.stanceAgree,
  disagree: t.stanceDisagree,
  note: t.stanceNote,
  return: t.stanceReturn,
  withdraw: t.stanceWithdraw,
}
