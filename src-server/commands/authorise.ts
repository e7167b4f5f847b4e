import type { Command, CommandName } from '../../src-shared/workflow/commands.ts'
import { issuingUnit, personFor, type Post } from '../../src-shared/workflow/directory.ts'
import {
  actingIn,
  openTaskOf,
  participants,
  wasSubmitted,
  writingStep,
  type DocumentState,
} from '../../src-shared/workflow/document-state.ts'
import { standsIn } from '../../src-shared/workflow/routing/standing-in.ts'
import type { Person } from '../../src-shared/workflow/person.ts'
import { rejectionCodes, type Rejection, type RejectionCode } from '../../src-shared/workflow/events.ts'
import { isAdministrator, officeScope, registryScope, scopesOf, type County } from '../store/directory.ts'
import type { Sender } from './environment.ts'

const refuse = (code: RejectionCode): Rejection => ({ ok: false, code, rule: rejectionCodes[code] })

/** Commands a person gives as the holder of a turn: the role of that step must still be theirs. */
const ofTheTurn: readonly CommandName[] = [
  'SubmitBody',
  'SubmitDraft',
  'Approve',
  'Return',
  'Sign',
  'DecideChanges',
  'AddAttachment',
  'RemoveAttachment',
  'BringInBranch',
  'AddCodrafter',
  'TakeLease',
  'BreakLease',
]

/**
 * Whether the sender may touch the document at all, by the posts held at this moment and not by those held when the
 * command was written (SE-05, domain.md C-06). What the command itself needs, `decide` says.
 */
export function authorise(
  county: County,
  doc: DocumentState | undefined,
  command: Command,
  sender: Sender,
): Rejection | undefined {
  const posts = county.postsOf(sender.userId)
  if (posts.length === 0 || isAdministrator(posts)) return refuse('WF-NOT-YOURS')
  if (!doc) return undefined
  // 交接 is the office's even of drafts it does not read; `decide` asks for the office of each turn
  if (command.name !== 'HandOver' && !mayRead(county, doc, sender.userId)) return refuse('WF-NOT-YOURS')
  const at = writingStep(doc, sender.userId)
  if (!at || !ofTheTurn.includes(command.name)) return undefined
  // who stands in acts by the right of the one they stand in for, who was asked besides by the 加签
  const turn = openTaskOf(doc, sender.userId)
  if (turn?.given?.how === 'added') return undefined
  const acting = turn && standsIn(turn, sender.userId) ? county.postsOf(turn.assignee.userId) : posts
  const role = doc.route.steps.find((step) => step.id === at)?.role
  const holds = acting.some((post) => organOf(county, post) === doc.unitId && (at === 'draft' || post.role === role))
  return holds ? undefined : refuse('WF-NO-ROLE')
}

/**
 * A document is read by those who have or had a turn, by 合拟人 and, once submitted, by the organ's office and leaders; a 收文 also
 * by who keeps its register (domain.md §4.5).
 */
export function mayRead(county: County, doc: DocumentState, userId: string): boolean {
  if (participants(doc).includes(userId)) return true
  const scopes = scopesOf(county, userId)
  const incoming = doc.kind === 'incoming'
  return (
    ((incoming || wasSubmitted(doc)) && scopes.includes(officeScope(doc.unitId))) ||
    (incoming && scopes.includes(registryScope(doc.unitId)))
  )
}

const organOf = (county: County, post: Post): string | undefined => issuingUnit(county.directory, post.unitId)?.id

/** The sender as the person who acts: with the unit of the turn held, else of the post that fits the document's organ. */
export function personOf(county: County, doc: DocumentState | undefined, command: Command, sender: Sender): Person {
  const turn = doc && actingIn(doc, sender.userId)
  const begins = command.name === 'CreateDraft' || command.name === 'RegisterPaper'
  const wanted = begins ? command.args.unitId : (doc?.unitId ?? '')
  return turn ?? personFor(county.directory, sender, wanted, county.postsOf(sender.userId))
}
