import { upwardTypes } from '../../document/doc-types.ts'
import type { RuleFacts } from '../../document/rules.ts'
import type { DocumentState } from '../document-state.ts'
import type { ConsultAsk, ConsultRound } from './part.ts'

/** How a unit that was asked stands: not answered, what it said last, or how it ended. */
export type Standing = 'waiting' | 'agree' | 'none' | 'disagree' | 'ruled' | 'overdue' | 'cancelled'

/** A unit asked in a round, with the round. */
export type Asked = { ask: ConsultAsk; round: ConsultRound }

/** Every unit that was ever asked, in the order of asking; a unit asked twice stands here twice. */
export const asksOf = (doc: Pick<DocumentState, 'consult'>): Asked[] =>
  (doc.consult?.rounds ?? []).flatMap((round) => round.asks.map((ask) => ({ ask, round })))

/** The last that was asked of each unit, in the order of their first asking; one taken back counts only where it was the only one. */
export function lastAsks(doc: Pick<DocumentState, 'consult'>): Asked[] {
  const last = new Map<string, Asked>()
  for (const asked of asksOf(doc))
    if (asked.ask.ended?.how !== 'cancelled' || !last.has(asked.ask.unitId)) last.set(asked.ask.unitId, asked)
  return [...last.values()]
}

/**
 * How an ask stands. A disagreement is in order once the superior ruled; in a document that goes up (上行文) it is the document
 * that carries both sides' 理据 to the superior, so putting them down is enough (条例第十六条（四） speaks of 向下行文).
 */
export function standingOf(doc: Pick<DocumentState, 'header'>, { answer, ended, ruling }: ConsultAsk): Standing {
  if (ended) return ended.how
  if (!answer) return 'waiting'
  if (answer.stance !== 'disagree') return answer.stance
  return ruling && (ruling.ruling !== '' || goesUp(doc)) ? 'ruled' : 'disagree'
}

const goesUp = ({ header }: Pick<DocumentState, 'header'>): boolean => upwardTypes.includes(header.docType)

/** Units whose answer is still waited for. */
export const waitingUnits = (doc: DocumentState): Asked[] => asksOf(doc).filter(({ ask }) => standingOf(doc, ask) === 'waiting')

/** Units whose last word is 不同意 and not put in order. */
export const disagreeing = (doc: DocumentState): Asked[] => lastAsks(doc).filter(({ ask }) => standingOf(doc, ask) === 'disagree')

/** Whether all who were asked are in, closed or settled: then the document goes back to where it was. */
export const isWhole = (doc: DocumentState): boolean => waitingUnits(doc).length === 0 && disagreeing(doc).length === 0

/** What the writing rules are told of 会签. */
export function consultationFacts(doc: DocumentState): NonNullable<RuleFacts['consultations']> {
  const outcomes = {
    waiting: 'open',
    agree: 'agree',
    none: 'agree',
    disagree: 'disagree',
    ruled: 'settled',
    overdue: 'overdue',
  } as const
  return lastAsks(doc).flatMap(({ ask }) => {
    const standing = standingOf(doc, ask)
    return standing === 'cancelled' ? [] : [{ unit: ask.unitName, outcome: outcomes[standing] }]
  })
}
