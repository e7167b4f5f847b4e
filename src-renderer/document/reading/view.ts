import { r } from '../../ui/text-revisions.ts'

/** One side of a comparison: a version the server has, the text before all changes, or the text as it stands here. */
export type VersionEnd = number | 'original' | 'now'

/** How the document is read. All but `all` are read-only projections (RV-17, UI-08). */
export type View =
  | { kind: 'original' | 'all' | 'final' }
  | { kind: 'people' | 'steps'; ids: readonly string[] }
  | { kind: 'versions'; from: VersionEnd; to: VersionEnd }
  /** epoch ms; Infinity is the present */
  | { kind: 'moment'; at: number }
export type ViewKind = View['kind']

/** All ways of reading, in the order of Alt+1 … Alt+7. */
export const viewKinds: readonly ViewKind[] = ['original', 'all', 'final', 'people', 'steps', 'versions', 'moment']

const names: Record<ViewKind, string> = {
  original: r.viewOriginal,
  all: r.viewAll,
  final: r.viewFinal,
  people: r.viewPeople,
  steps: r.viewSteps,
  versions: r.viewVersions,
  moment: r.viewMoment,
}
/** What a way of reading is called. */
export const viewName = (kind: ViewKind): string => names[kind]
