import type { Change } from '../../src-shared/revision/types.ts'
import { attributeWords, changeKind, changePlace } from '../ui/change-words.ts'

/** What a change does, in a line or two: where, what kind, old words struck, new words underlined. */
export function ChangeText({ change }: { change: Change }) {
  const place = changePlace(change)
  return (
    <>
      <span className="muted">{place ? `${place} ${changeKind(change)} ` : `${changeKind(change)} `}</span>
      {attributeWords(change)}
      {change.oldText && <del>{change.oldText}</del>}
      {change.newText && <ins>{change.newText}</ins>}
    </>
  )
}
