import type { DocumentState, Task } from './document-state.ts'

/**
 * What names a turn names the one it was begun anew as, for somebody else: the handlers and extensions of a 收文, what a unit was
 * asked in 会签, whose signature or seal a 联合行文 waits for (WF-82, WF-85). Else its new holder could not answer.
 */
export function withTurnRenewed(doc: DocumentState, taskId: string, next: Task['id']): DocumentState {
  const renewed = <T extends { taskId: string }>(one: T): T => (one.taskId === taskId ? { ...one, taskId: next } : one)
  const { incoming, consult, issue } = doc
  return {
    ...doc,
    ...(incoming && {
      incoming: {
        ...incoming,
        handlers: incoming.handlers.map(renewed),
        clock: incoming.clock && { ...incoming.clock, extensions: incoming.clock.extensions.map(renewed) },
      },
    }),
    ...(consult && {
      consult: { ...consult, rounds: consult.rounds.map((round) => ({ ...round, asks: round.asks.map(renewed) })) },
    }),
    ...(issue?.joint && {
      issue: {
        ...issue,
        joint: issue.joint.map((one) => renewed(one.sealing ? { ...one, sealing: renewed(one.sealing) } : one)),
      },
    }),
  }
}
