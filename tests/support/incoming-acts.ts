import { v7 } from 'uuid'
import type { CommandId } from '../../src-shared/ids.ts'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import { parseCommand, type CommandName } from '../../src-shared/workflow/commands.ts'
import { decide } from '../../src-shared/workflow/decide.ts'
import type { DecideContext } from '../../src-shared/workflow/decide-context.ts'
import { actingIn, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { evolveAll } from '../../src-shared/workflow/evolve.ts'
import { precheckQuestions } from '../../src-shared/workflow/incoming/part.ts'
import { incomingDirectory, incomingPerson } from './incoming.ts'

export type Act = { ok: true; doc: DocumentState } | { ok: false; code: string }

/** One command on a 收文 by somebody, as the server would decide it with these facts. */
export function act(
  doc: DocumentState,
  who: string,
  name: CommandName,
  args: Record<string, unknown>,
  at: number,
  facts: DecideContext['incoming'] = { number: { year: 2026, seq: 345 }, duplicate: null, damaged: null },
  directory = incomingDirectory,
): Act {
  const command = parseCommand(name, { docId: doc.id, ...args })
  if (!command) return { ok: false, code: 'MALFORMED' }
  const decided = decide(doc, command, {
    actor: actingIn(doc, who) ?? incomingPerson(who),
    now: at,
    authoredAt: at,
    directory,
    device: 'd',
    commandId: v7() as CommandId,
    incoming: facts,
  })
  return decided.ok ? { ok: true, doc: evolveAll(doc, decided.events, at) } : { ok: false, code: decided.code }
}

/** The first open turn of somebody, as a command names it; one of its kind where that is said. */
export const turnOf = (doc: DocumentState, who: string, kind?: string): string =>
  doc.tasks.find(
    (t) =>
      t.doneAt === null &&
      (kind === undefined || (t.kind ?? 'handle') === kind) &&
      [t.assignee, ...(t.pool ?? [])].some((one) => one.userId === who),
  )?.id ?? v7()

/** What an opinion in a turn of somebody carries. */
export const saying = (doc: DocumentState, who: string, text: string, at: number, kind?: string) => ({
  taskId: turnOf(doc, who, kind),
  text,
  signedOn: dateOf(at),
  basisSm3: doc.bodySm3,
  nextTaskId: v7(),
})

export const inOrder = Object.fromEntries(precheckQuestions.map((one) => [one, true]))
export const asked = (unitId: string, userId?: string) => ({ unitId, taskId: v7(), ...(userId ? { userId } : {}) })
export const readers = (...ids: string[]) => ids.map((userId) => ({ userId, taskId: v7() }))
/** 拟办 of a 办件: 财政局 with 水利局 helping, before 林国栋 (SC-1). */
export const handling = (more: Record<string, unknown> = {}) => ({
  kind: 'handle',
  lead: asked('czj'),
  assists: [asked('slj')],
  readers: [],
  leader: 'lin',
  days: 10,
  ...more,
})

/** A 收文 brought along its usual way until a state. Throws where a step is refused. */
export function broughtTo(start: DocumentState, until: string, at: number, more: Record<string, unknown> = {}): DocumentState {
  const must = (result: Act): DocumentState => {
    if (!result.ok) throw new Error(result.code)
    return result.doc
  }
  const ways: Record<string, (doc: DocumentState) => Act> = {
    S0: (doc) => act(doc, 'sun', 'SignFor', { taskId: turnOf(doc, 'sun'), nextTaskId: v7() }, at),
    S1: (doc) => act(doc, 'sun', 'RegisterIncoming', { taskId: turnOf(doc, 'sun'), distinct: false, nextTaskId: v7() }, at),
    S2: (doc) => act(doc, 'sun', 'Precheck', { ...saying(doc, 'sun', '', at), answers: inOrder }, at),
    S4: (doc) => act(doc, 'he', 'Propose', { ...saying(doc, 'he', '拟由财政局办理', at), ...handling(more) }, at),
    S5: (doc) => act(doc, 'lin', 'Instruct', { ...saying(doc, 'lin', '', at), round: true, next: { to: 'on' } }, at),
    S6: (doc) => finish(doc, at),
    S7: (doc) =>
      act(doc, 'liu', 'ReplySender', { taskId: turnOf(doc, 'liu'), how: 'text', text: '已安排资金', nextTaskId: v7() }, at),
    S8: (doc) => act(doc, 'feng', 'ArchiveIncoming', { fileNo: '2026-SW-1', retention: 'years30' }, at),
  }
  let doc = start
  while (doc.state !== until) {
    const way = ways[doc.state]
    if (!way) throw new Error(`no way from ${doc.state}`)
    doc = must(way(doc))
  }
  return doc
}

/** The 协办 gives in its part, then the 主办 ends it. */
function finish(doc: DocumentState, at: number): Act {
  const assisted = act(doc, 'xu', 'FinishHandling', { ...saying(doc, 'xu', '同意安排', at), waive: [] }, at)
  if (!assisted.ok) return assisted
  const given = assisted.doc
  return act(given, 'liu', 'FinishHandling', { ...saying(given, 'liu', '安排66.5万元', at), waive: [] }, at)
}
