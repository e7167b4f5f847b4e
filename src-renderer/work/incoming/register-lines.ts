import type { TableSheet } from '../../../src-shared/paper/sheets/model.ts'
import { dateOf } from '../../../src-shared/calendar/working-days.ts'
import { cellsOf } from '../../../src-shared/workflow/consult/summary.ts'
import { registerText } from '../../../src-shared/workflow/incoming/part.ts'
import type { DocumentRow } from '../../data/api.ts'
import { tin } from '../../ui/text-incoming.ts'

/** A line of 收文登记簿, in words. */
export type Line = {
  id: DocumentRow['id']
  number: string
  from: string
  fromNumber: string
  title: string
  received: string
  state: string
}
export const columns = ['number', 'received', 'from', 'fromNumber', 'title', 'state'] as const satisfies (keyof Line)[]
export const columnNames: Record<(typeof columns)[number], string> = {
  number: tin.number,
  received: tin.received,
  from: tin.from,
  fromNumber: tin.fromNumber,
  title: tin.titleField,
  state: tin.state,
}

/** The register of the units somebody keeps it for: newest number first, those without a number before all. */
export function linesOf(rows: readonly DocumentRow[], unitIds: ReadonlySet<string>, filter: string, state: string): Line[] {
  const words = filter.trim().split(/\s+/).filter(Boolean)
  return rows
    .flatMap((row) => (row.incoming && unitIds.has(row.incoming.unitId) ? [{ row, part: row.incoming }] : []))
    .toSorted((a, b) => orderOf(b.part.register) - orderOf(a.part.register) || b.part.arrivedAt - a.part.arrivedAt)
    .filter(({ row }) => state === '' || row.state === state)
    .map(({ row, part }) => ({
      id: row.id,
      number: part.register ? registerText(part.register) : part.duplicate ? tin.duplicate : part.temporary || tin.temporary,
      from: part.fromUnit,
      fromNumber: part.number,
      title: part.secrecy === '' ? row.title : `${row.title}（${part.secrecy}）`,
      received: dateOf(part.arrivedAt),
      state: tin.states[row.state] ?? row.state,
    }))
    .filter((line) => words.every((word) => columns.some((column) => line[column].includes(word))))
}

const orderOf = (register: { year: number; seq: number } | null): number =>
  register ? register.year * 1_000_000 + register.seq : Infinity

/** The register on paper (8号令 art. 10); `organ`: whose it is. */
export const registerTable = (lines: readonly Line[], organ: string): Omit<TableSheet, 'kind'> => ({
  title: `${organ}${tin.registerPlace}`,
  heads: columns.map((one) => columnNames[one]),
  widths: [4, 4, 3, 4, 6, 3],
  rows: lines.map((line) => columns.map((one) => line[one])),
})

/** The register as cells for a spreadsheet, with its heads. */
export const registerCells = (lines: readonly Line[]): string =>
  cellsOf([columns.map((one) => columnNames[one]), ...lines.map((line) => columns.map((one) => line[one]))])
