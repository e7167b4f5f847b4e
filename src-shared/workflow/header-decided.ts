import type { Node as PmNode } from 'prosemirror-model'
import type { DocumentHeader } from '../document/header.ts'
import { headerNow } from '../revision/header-now.ts'
import type { CommandArgs } from './commands.ts'
import { verdicts, type DocumentState } from './document-state.ts'

/** The 要素 of a document's text under what has been decided about it, and what is being decided now (DR-13). */
export function headerDecided(
  text: PmNode,
  state: Pick<DocumentState, 'decisions'> | undefined,
  given: CommandArgs<'DecideChanges'>['decisions'] = [],
): DocumentHeader {
  const more = given.map(({ changeId, verdict }) => ({ changeIds: [changeId], verdict }))
  const decided = verdicts({ decisions: [...(state?.decisions ?? []), ...more] })
  return headerNow(text, (id) => decided.get(id))
}
