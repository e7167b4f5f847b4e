import { dateOf } from '../../calendar/working-days.ts'
import type { DocumentState } from '../document-state.ts'
import type { ConsultAsk } from './part.ts'
import { asksOf, standingOf, type Standing } from './standing.ts'

/** A line of the 意见汇总表: one unit in one round. Days are civil dates in China, 'YYYY-MM-DD'; '' where there is nothing. */
export type SummaryRow = {
  /** which round, from 1 */
  round: number
  roundId: string
  unitId: string
  taskId: string
  unit: string
  standing: Standing
  opinion: string
  /** who answered and on which day; whose suggestions lie where */
  by: string
  on: string
  /** who closed or took back what was not answered */
  endedBy: string
  /** how often somebody reminded the unit */
  reminded: number
  suggestion: string | null
  /** whether what they saw is the text as it stands now */
  onThisText: boolean
  adopted: NonNullable<ConsultAsk['adoption']>['adopted'] | null
  reason: string
  ruling: ConsultAsk['ruling']
}

/** 意见汇总表: what every unit was asked and answered, whether it was taken up and why not (domain.md §4.2 row 6). Pure. */
export function summaryOf(doc: DocumentState): SummaryRow[] {
  const numbers = new Map((doc.consult?.rounds ?? []).map((round, i) => [round.id, i + 1]))
  return asksOf(doc).map(({ ask, round }) => {
    const { answer, ended } = ask
    return {
      round: numbers.get(round.id) ?? 1,
      roundId: round.id,
      unitId: ask.unitId,
      taskId: ask.taskId,
      unit: ask.unitName,
      standing: standingOf(doc, ask),
      opinion: answer?.text ?? ended?.reason ?? '',
      by: answer?.by.name ?? '',
      on: answer?.signedOn ?? (ended ? dateOf(ended.at) : ''),
      endedBy: ended?.by.name ?? '',
      reminded: ask.reminded.length,
      suggestion: answer?.suggestion ?? null,
      onThisText: answer?.basisSm3 === doc.bodySm3,
      adopted: ask.adoption?.adopted ?? null,
      reason: ask.adoption?.reason ?? '',
      ruling: ask.ruling,
    }
  })
}

/**
 * Rows of words as a spreadsheet takes them from the clipboard: cells parted by tabs, quoted where they hold one. A cell that
 * begins like a formula gets an apostrophe before it: what a unit wrote is never run.
 */
export function cellsOf(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => {
    const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
    return /["\t\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
  }
  return rows.map((row) => row.map(cell).join('\t')).join('\r\n')
}
