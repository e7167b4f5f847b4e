import type { Evolvers } from '../evolver.ts'
import { moved } from '../moved.ts'
import type { IssueEvent } from './events.ts'
import { noIssue } from './part.ts'

export const issueEvolvers: Evolvers<IssueEvent['type']> = {
  Rechecked: (doc, { rechecked, next }, at) =>
    moved({ ...doc, issue: { ...(doc.issue ?? noIssue), rechecked } }, undefined, 'done', next, at),
}
