import type { Task } from '../document-state.ts'
import type { IssuePart } from './part.ts'

export type IssueEvent = { type: 'Rechecked'; rechecked: NonNullable<IssuePart['rechecked']>; next: Task }
