import type { RouteStep } from '../../../src-shared/workflow/directory.ts'
import { Badge } from '../../ui/Badge.tsx'
import type { PersonLook } from '../../ui/persons.ts'
import { r } from '../../ui/text-revisions.ts'
import type { Change } from '../../../src-shared/revision/types.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { BranchNote } from './BranchNote.tsx'
import { CleanNote } from './CleanNote.tsx'
import type { CleanProof } from './use-clean.ts'
import type { VersionList } from './use-versions.ts'
import { VersionBar } from './VersionBar.tsx'
import type { View } from './view.ts'
import { stepWords } from '../../ui/step-words.ts'

type Props = {
  view: View
  state: DocumentState
  /** of the 清稿 made on this desk */
  proof: CleanProof | undefined
  changes: readonly Change[]
  persons: ReadonlyMap<string, PersonLook>
  steps: readonly RouteStep[]
  versions: VersionList
  /** the code of why a version or late edits did not come */
  failed: string | undefined
  waiting: boolean
  same: boolean
  now: number
  onView: (view: View) => void
}

/** Under the toolbar, while the page is only read: what is shown, what can be chosen, and the way back. */
export function ViewBar(props: Props) {
  const { view, state, onView } = props
  if (view.kind === 'all') return null
  return (
    <div className="view-note" role="toolbar" aria-label={r.views}>
      <div className="view-note-main">
        {view.kind === 'original' && r.originalNote}
        {view.kind === 'final' && r.finalNote}
        {view.kind === 'moment' && r.timelineHint}
        {view.kind === 'versions' && <VersionBar {...props} from={view.from} to={view.to} />}
        {view.kind === 'branch' && <BranchNote {...props} branch={state.branches.find((one) => one.id === view.branchId)} />}
        {view.kind === 'clean' && <CleanNote clean={state.clean} proof={props.proof} now={props.now} />}
        {(view.kind === 'people' || view.kind === 'steps') && <Choice {...props} kind={view.kind} ids={view.ids} />}
      </div>
      <button type="button" className="plain link" title={`${r.backToWrite} Alt+2`} onClick={() => onView({ kind: 'all' })}>
        {r.backToAll}
      </button>
    </div>
  )
}

/** Whose, or which steps', changes stay marked: any number of them. */
function Choice({ kind, ids, changes, persons, steps, onView }: Props & { kind: 'people' | 'steps'; ids: readonly string[] }) {
  const counts = new Map<string, number>()
  for (const change of changes) {
    const key = kind === 'people' ? change.author : change.step
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const order = kind === 'people' ? [...persons.keys()] : steps.map((step) => step.id as string)
  const choices = [...order.filter((id) => counts.has(id)), ...[...counts.keys()].filter((id) => !order.includes(id))]
  const toggle = (id: string): void => onView({ kind, ids: ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id] })
  return (
    <>
      <span>{kind === 'people' ? r.peopleNote : r.stepsNote}</span>
      {choices.map((id) => {
        const look = kind === 'people' ? persons.get(id) : undefined
        const name = kind === 'people' ? (look?.name ?? r.gonePerson) : stepWords(steps, id)
        return (
          <button
            key={id}
            type="button"
            role="checkbox"
            aria-checked={ids.includes(id)}
            className={`plain choice${ids.includes(id) ? ' on' : ''}`}
            title={`${name} ${r.markCount(counts.get(id) ?? 0)}`}
            onClick={() => toggle(id)}
          >
            {look && <Badge look={look} />}
            {name}
            <span className="muted">{counts.get(id)}</span>
          </button>
        )
      })}
    </>
  )
}
