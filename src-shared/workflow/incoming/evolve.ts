import type { DocumentState, Link, Task } from '../document-state.ts'
import type { Evolvers } from '../evolver.ts'
import { closed, moved, withOpinion } from '../moved.ts'
import { linkTo } from './duplicates.ts'
import type { IncomingEvent } from './events.ts'
import { noIncoming, type Handler, type HandlingClock, type IncomingPart } from './part.ts'

const partOf = (doc: DocumentState): IncomingPart => doc.incoming ?? noIncoming
const withPart = (doc: DocumentState, more: Partial<IncomingPart>): DocumentState => ({
  ...doc,
  incoming: { ...partOf(doc), ...more },
})
const withLink = (doc: DocumentState, link: Link): DocumentState => ({ ...doc, links: [...(doc.links ?? []), link] })

/** The same handlers, one of them changed. */
const withHandler = (doc: DocumentState, is: (one: Handler) => boolean, more: Partial<Handler>): DocumentState =>
  withPart(doc, { handlers: partOf(doc).handlers.map((one) => (is(one) ? { ...one, ...more } : one)) })

/** Of those who may do it, who took it is its holder from then on; the others still may. */
const takenBy = (doc: DocumentState, taskId: string, userId: string): DocumentState => ({
  ...doc,
  tasks: doc.tasks.map((t) => {
    const taker = t.id === taskId ? t.pool?.find((one) => one.userId === userId) : undefined
    return taker ? { ...t, assignee: taker, pool: [t.assignee, ...(t.pool ?? []).filter((one) => one !== taker)] } : t
  }),
})

/** The clock changed, and with it when the handlers' open turns are due. */
function withClock(doc: DocumentState, change: (clock: HandlingClock) => HandlingClock): DocumentState {
  const { clock } = partOf(doc)
  if (!clock) return doc
  const next = change(clock)
  const tasks = doc.tasks.map((t) => (t.step === 'handle' && t.doneAt === null ? { ...t, dueAt: next.dueAt } : t))
  return { ...withPart(doc, { clock: next }), tasks }
}

/** Ends the turns still open that fit. */
const ended = (doc: DocumentState, is: (task: Task) => boolean, result: NonNullable<Task['result']>, at: number): Task[] =>
  doc.tasks.map((t) => (t.doneAt === null && is(t) ? { ...t, doneAt: at, result, openedAt: t.openedAt ?? at } : t))

/** S8, with the archivist's turn where there is one. */
function concluded(doc: DocumentState, next: Task | undefined): DocumentState {
  return { ...doc, state: 'S8', step: 'archive', tasks: next ? [...doc.tasks, next] : doc.tasks }
}

/** Whose turn one was that moved the route: marks who did it, of a post several hold. */
const doneBy = (doc: DocumentState, id: string, by: Task['assignee']): DocumentState => ({
  ...doc,
  tasks: doc.tasks.map((t) => (t.id === id && t.assignee.userId !== by.userId ? { ...t, doneBy: by } : t)),
})
const routeTurn = (doc: DocumentState): string =>
  doc.tasks.find((t) => t.doneAt === null && (t.kind ?? 'handle') === 'handle')?.id ?? ''
const onTo = (doc: DocumentState, by: Task['assignee'], next: Task, at: number): DocumentState =>
  moved(doneBy(doc, routeTurn(doc), by), undefined, 'done', next, at)

export const incomingEvolvers: Evolvers<Exclude<IncomingEvent['type'], 'Arrived'>> = {
  SignedFor: (doc, { by, next, links }, at) =>
    onTo({ ...withPart(doc, { receivedBy: by, receivedAt: at }), links: [...(doc.links ?? []), ...(links ?? [])] }, by, next, at),
  SentBack: (doc, { rejected, opinion }, at) => {
    const said = withPart(opinion ? withOpinion(doc, opinion) : doc, { rejected })
    return { ...said, state: 'XR', tasks: ended(doneBy(said, routeTurn(said), rejected.by), () => true, 'returned', at) }
  },
  Registered: (doc, { number, by, next }, at) => ({
    ...onTo(withPart(doc, { register: { ...number, by, at } }), by, next, at),
    state: 'S2',
  }),
  FoundDuplicate: (doc, { of, by }, at) => {
    const linked = withLink(withPart(doc, { duplicateOf: of }), linkTo(of))
    return { ...linked, state: 'S2', tasks: ended(doneBy(linked, routeTurn(linked), by), () => true, 'done', at) }
  },
  Prechecked: (doc, { by, answers, opinion, next }, at) =>
    onTo(withPart(withOpinion(doc, opinion), { precheck: { by, at, answers } }), by, next, at),
  Proposed: (doc, { proposal, opinion, next, reading }, at) => {
    const said = withPart(withOpinion(doc, opinion), { proposals: [...partOf(doc).proposals, proposal] })
    if (next) return onTo(said, proposal.by, next, at)
    const turn = routeTurn(said)
    const tasks = closed(doneBy(said, turn, proposal.by).tasks, turn, 'done', at)
    return { ...said, state: 'S6r', step: 'read', tasks: [...tasks, ...reading] }
  },
  Instructed: (doc, { opinion, next }, at) => onTo(withOpinion(doc, opinion), opinion.by, next, at),
  HandedOut: (doc, { taskId, opinion, handlers, clock, tasks }, at) => ({
    ...withPart(withOpinion(doc, opinion), { handlers, clock }),
    state: 'S6',
    step: 'handle',
    tasks: [...closed(doneBy(doc, taskId, opinion.by).tasks, taskId, 'done', at), ...tasks],
  }),
  HandlingAccepted: (doc, { taskId, by }, at) =>
    withHandler(takenBy(doc, taskId, by.userId), (one) => one.taskId === taskId, { accepted: { by, at } }),
  ProgressReported: (doc, { by, unitName, text }, at) =>
    withPart(doc, { progress: [...partOf(doc).progress, { by, at, unitName, text }] }),
  ExtensionAsked: (doc, { extension, turn }) => ({
    ...withClock(doc, (clock) => ({ ...clock, extensions: [...clock.extensions, extension] })),
    tasks: [...doc.tasks, turn],
  }),
  ExtensionAnswered: (doc, { taskId, answer }, at) => {
    const answered = withClock(doc, (clock) => ({
      ...clock,
      dueAt: answer.dueAt,
      extensions: clock.extensions.map((one) => (one.taskId === taskId ? { ...one, answer } : one)),
    }))
    return { ...answered, tasks: closed(doneBy(answered, taskId, answer.by).tasks, taskId, 'done', at) }
  },
  ClockSuspended: (doc, { by, reason }, at) =>
    withClock(doc, (clock) => ({ ...clock, suspensions: [...clock.suspensions, { by, at, reason, resumed: null }] })),
  ClockResumed: (doc, { by, dueAt, provisional }, at) =>
    withClock(doc, (clock) => ({
      ...clock,
      dueAt,
      provisional: clock.provisional || provisional,
      suspensions: clock.suspensions.map((one) => (one.resumed ? one : { ...one, resumed: { by, at, dueAt } })),
    })),
  HandlingGivenBack: (doc, { transfer, taskId, opinion, next }, at) => {
    const said = withPart(withOpinion(doc, opinion), {
      transfers: [...partOf(doc).transfers, transfer],
      handlers: [],
      clock: null,
    })
    // readers go on reading: what is handed round does not come back with the main route
    const own = { ...said, tasks: closed(doneBy(said, taskId, transfer.by).tasks, taskId, 'transferred', at) }
    const tasks = ended(own, (task) => task.kind !== 'read', 'cancelled', at)
    return { ...own, state: 'S4', step: next.step, tasks: [...tasks, next] }
  },
  AssistGiven: (doc, { taskId, by, text, opinion }, at) => {
    const given = withHandler(withOpinion(doc, opinion), (one) => one.taskId === taskId, { given: { by, at, text } })
    return { ...given, tasks: closed(doneBy(given, taskId, by).tasks, taskId, 'done', at) }
  },
  HandlingFinished: (doc, { taskId, result, waived, opinion, next }, at) => {
    const reasonOf = (unitId: string): string => waived.find((one) => one.unitId === unitId)?.reason ?? ''
    const handlers = partOf(doc).handlers.map((one) =>
      one.as === 'assist' && !one.given && !one.waived
        ? { ...one, waived: { by: result.by, at, reason: reasonOf(one.unitId) } }
        : one.as === 'lead'
          ? { ...one, given: result }
          : one,
    )
    const said = withPart(withOpinion(doc, opinion), { result, handlers })
    const own = { ...said, tasks: closed(doneBy(said, taskId, result.by).tasks, taskId, 'done', at) }
    return { ...own, state: 'S7', step: 'reply', tasks: [...ended(own, (task) => task.kind !== 'read', 'cancelled', at), next] }
  },
  ReadByAll: (doc, { next }) => concluded(doc, next),
  ReadingClosed: (doc, { closed: told, next }, at) => {
    const tasks = ended(doc, (task) => task.kind === 'read', 'cancelled', at)
    const done = { ...withPart(doc, { readingClosed: told }), tasks }
    return doc.state === 'S6r' ? concluded(done, next) : done
  },
  Replied: (doc, { taskId, reply, next }, at) => {
    const done = withPart(doc, { reply })
    return concluded({ ...done, tasks: closed(doneBy(done, taskId, reply.by).tasks, taskId, 'done', at) }, next)
  },
  ReplyNoted: (doc, { reply }) => ({ ...doc, replies: [...(doc.replies ?? []), reply] }),
  Linked: (doc, { link }) => withLink(doc, link),
  IncomingReopened: (doc, { told, next }, at) => {
    const part = partOf(doc)
    const again = withPart(doc, { reopened: [...part.reopened, told] })
    const tasks = ended(again, (task) => task.step === 'archive', 'cancelled', at)
    if (next.step === 'propose') return { ...again, state: 'S4', step: 'propose', tasks: [...tasks, next] }
    // the 主办 alone goes on; what the 协办 gave in stands
    const handlers = part.handlers.map((one) =>
      one.as === 'lead' ? { ...one, taskId: next.id, accepted: null, given: null } : one,
    )
    const turn = { ...next, dueAt: part.clock?.dueAt ?? null }
    return { ...withPart(again, { handlers }), state: 'S6', step: 'handle', tasks: [...tasks, turn] }
  },
  IncomingArchived: (doc, { archived }, at) => {
    const turn = doc.tasks.find((t) => t.doneAt === null && t.step === 'archive')?.id ?? ''
    const filed = withPart(doc, { archived })
    return { ...filed, state: 'S9', tasks: closed(doneBy(filed, turn, archived.by).tasks, turn, 'done', at) }
  },
}
