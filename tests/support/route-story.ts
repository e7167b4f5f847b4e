import { v7 } from 'uuid'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import { parseCommand } from '../../src-shared/workflow/commands.ts'
import { decide } from '../../src-shared/workflow/decide.ts'
import type { DecideContext } from '../../src-shared/workflow/decide-context.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import { documentState, openTurn, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Decided, DocumentEvent } from '../../src-shared/workflow/events.ts'
import { evolveAll } from '../../src-shared/workflow/evolve.ts'
import type { Person } from '../../src-shared/workflow/person.ts'

export const chinaTime = (text: string): number => Date.parse(`${text}+08:00`)
export const storySm3 = (n: number): string => n.toString(16).padStart(64, '0')

/** A document and what happens to it in a county; every state it comes to is one the schema knows. */
export function routeStory(directory: Directory, { urgency = '', start = '2026-08-03T09:00:00' } = {}) {
  const docId = v7()
  let doc: DocumentState | undefined
  const person = (userId: string): Person => {
    const post = directory.posts.find((one) => one.userId === userId)
    const unit = directory.units.find((one) => one.id === post?.unitId)
    return { userId, name: post?.name ?? userId, unitId: unit?.id ?? '', unitName: unit?.name ?? '' }
  }
  const run = (userId: string, when: string, name: string, args: object, more: Partial<DecideContext> = {}): Decided => {
    const command = parseCommand(name, { docId, ...args })
    if (!command) throw new Error(`${name}: arguments do not fit`)
    const now = chinaTime(when)
    const ctx: DecideContext = {
      actor: person(userId),
      now,
      authoredAt: now,
      directory,
      device: '0190a1b2-0000-7000-8000-0000000000d1',
      commandId: v7(),
      ...more,
    }
    const decided = decide(doc, command, ctx)
    if (decided.ok) happened(decided.events, ctx.now)
    return decided
  }
  const happened = (events: readonly DocumentEvent[], now: number): DocumentState => {
    doc = documentState.parse(evolveAll(doc, events, now))
    return doc
  }
  const done = (...given: Parameters<typeof run>): DocumentState => {
    const decided = run(...given)
    if (!decided.ok) throw new Error(`${given[2]}: ${decided.code} ${decided.detail}`)
    return state()
  }
  const refused = (...given: Parameters<typeof run>): string => {
    const decided = run(...given)
    return decided.ok ? 'applied' : decided.code
  }
  const state = (): DocumentState => {
    if (!doc) throw new Error('no document')
    return doc
  }
  /** Begins it and hands it on along the chosen people. */
  const begin = (drafter: string, assignees: Record<string, string | string[]>): DocumentState => {
    const header = {
      docType: '通知',
      urgency,
      secrecy: '',
      openness: '',
      title: '关于防汛值守的通知',
      mainTo: '',
      copyTo: '',
      issuer: '',
    }
    const body = { version: 1, sm3: storySm3(1), header }
    done(drafter, start, 'CreateDraft', { unitId: person(drafter).unitId, body: {}, bodySm3: storySm3(1) }, { body })
    const more = { text: '', signedOn: dateOf(chinaTime(start)), basisSm3: storySm3(1), nextTaskId: v7() }
    return done(drafter, start, 'SubmitDraft', { assignees, ...more })
  }
  const theirs = (userId: string): string | undefined =>
    state().tasks.find((one) => one.doneAt === null && one.assignee.userId === userId)?.id ?? openTurn(state())?.id
  /** Arguments of an opinion on somebody's turn. */
  const opinion = (userId: string, when: string, more: object = {}) => ({
    taskId: theirs(userId),
    text: '同意',
    signedOn: dateOf(chinaTime(when)),
    basisSm3: storySm3(1),
    nextTaskId: v7(),
    ...more,
  })
  const approve = (userId: string, when: string): DocumentState => done(userId, when, 'Approve', opinion(userId, when))
  /** Whose turns are open, in the order they began. */
  const open = (): string[] =>
    state()
      .tasks.filter((one) => one.doneAt === null)
      .map((one) => one.assignee.userId)
  return { docId, person, run, done, refused, happened, state, begin, theirs, opinion, approve, open }
}
