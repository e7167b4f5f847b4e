import { calendarWith } from '../../src-shared/calendar/calendars.ts'
import type { Numbered } from '../../src-shared/workflow/numbered.ts'
import type { Command } from '../../src-shared/workflow/commands.ts'
import { decide } from '../../src-shared/workflow/decide.ts'
import { openTaskOf, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { rejectionCodes, type DocumentEvent } from '../../src-shared/workflow/events.ts'
import { BodyDamaged } from '../store/body-store.ts'
import { scopesOf, type County } from '../store/directory.ts'
import type { Tx } from '../store/database.ts'
import { authorise, mayRead, personOf } from './authorise.ts'
import { changeIdsOf, planDecisions, planFirst, planNext } from './bodies.ts'
import type { BodyPlan, Planned } from './body-plan.ts'
import { planBranch } from './branches.ts'
import { planClean, type CleanPlan } from './clean-copies.ts'
import { isIncomingCommand, judgeIncoming } from './incoming.ts'
import { keptWith, refuseSuggestion, type KeptEdits } from './consult.ts'
import { withDelegates } from './delegates.ts'
import { versionDrawnOn } from './drawn-on.ts'
import type { Effect } from './effects.ts'
import type { Sender } from './environment.ts'
import { handOverEffects } from './hand-over.ts'
import { isIssueCommand, judgeIssue } from './issue.ts'
import { writingErrors } from './writing-errors.ts'

export type Refused = {
  ok: false
  code: string
  rule?: string | undefined
  article?: string | undefined
  detail?: string | undefined
}
export type Judged =
  | {
      ok: true
      events: DocumentEvent[]
      body?: BodyPlan | undefined
      clean?: CleanPlan | undefined
      /** suggestions that are kept beside the text (WF-74) */
      branch?: KeptEdits | undefined
      /** what it does to documents beside its own */
      effects?: readonly Effect[] | undefined
    }
  | Refused

export type Case = {
  county: County
  doc: DocumentState | undefined
  command: Command
  sender: Sender
  now: number
  authoredAt: number
  cmdId: string
  /** ids of the commands this one waited for */
  dependsOn: readonly string[]
  /** the server waits for work of an earlier epoch (SY-100) */
  recovering: boolean
  /** the desk it was given at, where another one of the same person sends it (SY-168) */
  madeBy: string | undefined
  /** an earlier epoch applied it: refusals it rests on are not known any more */
  again: boolean
  /** the number an earlier epoch gave to it: the same again, or none (SY-192) */
  numbered: Numbered | undefined
  /** where files lie whole: what is signed for is read again (WF-51) */
  dataDir: string
}

/**
 * The server's verdict on a command. On a body that is damaged, or holds what this version does not know, nothing is built:
 * such a command is refused once and for all, so that no desk sends it for ever (RV-51, RV-52).
 */
export async function judge(tx: Tx, given: Case): Promise<Judged> {
  try {
    const judged = await judgeSound(tx, given)
    return judged.ok ? { ...judged, events: withDelegates(given.county, given.doc, judged.events, given.now) } : judged
  } catch (error) {
    if (error instanceof BodyDamaged) return { ok: false, code: error.code, detail: `v${error.version} ${error.why}` }
    throw error
  }
}

/** The desk a command counts for: one that a safe copy carried here may rest on what its own desk of the same person holds (SY-168). */
const deskOf = ({ doc, sender, madeBy }: Case): string =>
  madeBy !== undefined && doc?.lease?.by.userId === sender.userId && doc.lease.device === madeBy ? madeBy : sender.deviceId

/**
 * The last word on a command where the body is sound: rights as they are now, then the shared pure `decide`; for a body only when the
 * workflow would take it is it applied, verified and hashed, so nobody makes the server work on what they may not send.
 */
async function judgeSound(tx: Tx, given: Case): Promise<Judged> {
  const { county, doc, command, sender, now, authoredAt, cmdId, dependsOn, recovering } = given
  const unauthorised = authorise(county, doc, command, sender)
  if (unauthorised) return (await isNoneOfTheirs(tx, given)) ? notThere : unauthorised
  const context = {
    actor: personOf(county, doc, command, sender),
    now,
    authoredAt,
    directory: county.directory,
    calendar: calendarWith(county.directory.holidays),
    device: deskOf(given),
    commandId: cmdId,
    recovering,
  }
  if (command.name === 'CreateDraft') {
    if (doc) return decide(doc, command, context)
    return withBody(planFirst(command.args, sender.userId), (body) => decide(undefined, command, { ...context, body }))
  }
  if (command.name === 'SubmitBody' && doc) {
    const asItStands = { version: doc.bodyVersion, sm3: doc.bodySm3, header: doc.header }
    const first = decide(doc, command, { ...context, body: asItStands })
    if (!first.ok) return first
    return withBody(
      await planNext(tx, doc, command.args, { author: sender.userId, device: sender.deviceId, cmdId, authoredAt, now }),
      (body) => decide(doc, command, { ...context, body }),
    )
  }
  if (command.name === 'BringInBranch' && doc) {
    const first = decide(doc, command, context)
    if (!first.ok) return first
    return withBody(await planBranch(tx, doc, command.args.branchId, now), (body) => decide(doc, command, { ...context, body }))
  }
  if (command.name === 'MakeCleanCopy' && doc) {
    const first = decide(doc, command, context)
    if (!first.ok) return first
    const planned = await planClean(tx, doc)
    if (!planned.ok) return planned
    const decided = decide(doc, command, { ...context, clean: planned.plan })
    return decided.ok ? { ...decided, clean: planned.plan } : decided
  }
  if (command.name === 'GiveConsultOpinion' && doc) {
    const decided = decide(doc, command, context)
    if (!decided.ok) return decided
    return (await refuseSuggestion(tx, doc, command.args)) ?? { ...decided, branch: keptWith(command.args, decided.events) }
  }
  if (isIncomingCommand(command)) return judgeIncoming(tx, doc, command, context, given)
  if (doc && isIssueCommand(command))
    return judgeIssue(tx, doc, command, context, {
      dataDir: given.dataDir,
      scopes: scopesOf(county, sender.userId),
      numbered: given.numbered,
    })
  if (command.name === 'HandOver' && doc) {
    const decided = decide(doc, command, context)
    return decided.ok ? { ...decided, effects: handOverEffects(county, command.args, context) } : decided
  }
  if (command.name === 'AddInk' && doc)
    return decide(doc, command, {
      ...context,
      drawnOn: await versionDrawnOn(tx, doc.id, command.args.ink, sender.userId, dependsOn),
    })
  if (command.name === 'Sign' && doc && openTaskOf(doc, sender.userId))
    return decide(doc, command, { ...context, changeIds: await changeIdsOf(tx, doc) })
  if (command.name === 'DecideChanges' && doc && openTaskOf(doc, sender.userId))
    return decide(doc, command, { ...context, ...(await planDecisions(tx, doc, command.args)) })
  if (command.name === 'AddSupplement' && doc)
    return decide(doc, command, {
      ...context,
      wasRefused: given.again || (await wasRefused(tx, doc.id, command.args.refused, sender.userId)),
    })
  if (command.name === 'SubmitDraft' && doc && openTaskOf(doc, sender.userId))
    return decide(doc, command, { ...context, ruleErrors: await writingErrors(tx, doc, county.directory) })
  return decide(doc, command, context)
}

const notThere: Refused = { ok: false, code: 'WF-NOT-FOUND', rule: rejectionCodes['WF-NOT-FOUND'] }

/**
 * Whether a document is nothing this person could know of: they may not read it, and it never came into their sight. To
 * them it is not there, whatever they ask of it; "not yours" would tell that it is (SY-182). Making a draft under its id
 * is refused as it is for want of a right: desks draw ids at random, so none comes upon another's by chance.
 */
async function isNoneOfTheirs(tx: Tx, { county, doc, command, sender }: Case): Promise<boolean> {
  const known = !doc || county.postsOf(sender.userId).length === 0 || mayRead(county, doc, sender.userId)
  if (known || command.name === 'CreateDraft' || command.name === 'RegisterPaper') return false
  const row = await tx
    .selectFrom('scope_entry')
    .select('scope')
    .where('doc_id', '=', doc.id)
    .where('scope', 'in', scopesOf(county, sender.userId))
    .limit(1)
    .executeTakeFirst()
  return row === undefined
}

/** Whether this command of this person was refused at this document: only then may its opinion be put on record (WF-23). */
async function wasRefused(tx: Tx, docId: string, cmdId: string, userId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('command_log')
    .select('cmd_id')
    .where('cmd_id', '=', cmdId)
    .where('doc_id', '=', docId)
    .where('user_id', '=', userId)
    .where('status', '=', 'rejected')
    .executeTakeFirst()
  return row !== undefined
}

function withBody(planned: Planned, then: (body: BodyPlan['result']) => ReturnType<typeof decide>): Judged {
  if (!planned.ok) return planned
  const decided = then(planned.plan.result)
  return decided.ok ? { ...decided, body: planned.plan } : decided
}
