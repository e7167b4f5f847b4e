import type { Branch } from '../../../src-shared/workflow/branches.ts'
import { tb } from '../../ui/text-branches.ts'
import { r } from '../../ui/text-revisions.ts'

/** One side of a comparison: a version the server has, the text before all changes, or the text as it stands here. */
export type VersionEnd = number | 'original' | 'now'

/** How the document is read. All but `all` are read-only projections (RV-17, UI-08). */
export type View =
  | { kind: 'original' | 'all' | 'final' | 'clean' }
  | { kind: 'people' | 'steps'; ids: readonly string[] }
  | { kind: 'versions'; from: VersionEnd; to: VersionEnd }
  /** epoch ms; Infinity is the present */
  | { kind: 'moment'; at: number }
  /** 未并入的修改 against the version they were made on; opened from their card */
  | { kind: 'branch'; branchId: Branch['id'] }
export type ViewKind = View['kind']

/** The ways of reading one can ask for, in the order of Alt+1 … Alt+8. 清稿 is there once it has been made. */
export const viewKinds: readonly ViewKind[] = ['original', 'all', 'final', 'people', 'steps', 'versions', 'moment', 'clean']

const names: Record<ViewKind, string> = {
  original: r.viewOriginal,
  all: r.viewAll,
  final: r.viewFinal,
  people: r.viewPeople,
  steps: r.viewSteps,
  versions: r.viewVersions,
  moment: r.viewMoment,
  clean: tb.clean,
  branch: tb.branches,
}
/** What a way of reading is called. */
export const viewName = (kind: ViewKind): string => names[kind]
