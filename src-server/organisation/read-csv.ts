import Papa from 'papaparse'
import { tableNames, tables } from '../../src-shared/organisation/tables.ts'
import { FileError } from './file-error.ts'

const delimiters = [',', ';', '\t', '，', '；', '|'] as const
const titles: ReadonlySet<string> = new Set(tableNames.flatMap((table) => tables[table].columns.map((column) => column.title)))

/**
 * The rows of a CSV file, whatever parts its cells: the mark that makes most names of columns out of the first line. Errors:
 * ORG-CSV-QUOTES with the row at which quotes do not close or stand in the middle of a cell.
 */
export function readCsv(text: string): string[][] {
  // Excel's own hint, which is no row; and one kind of line end, as files put together by hand have several
  const lines = text.replace(/\r\n?/g, '\n').replace(/^sep=.\n/i, '')
  const head = lines.slice(0, lines.indexOf('\n') >>> 0)
  const found = (mark: string): number => head.split(mark).filter((cell) => titles.has(cell.replaceAll('"', '').trim())).length
  const delimiter = delimiters.toSorted((a, b) => found(b) - found(a))[0] ?? ','
  const { data, errors } = Papa.parse<string[]>(lines, { delimiter, newline: '\n', skipEmptyLines: false })
  const quotes = errors.find(({ type }) => type === 'Quotes')
  if (quotes) throw new FileError('ORG-CSV-QUOTES', (quotes.row ?? 0) + 1)
  return data.map((row) => row.map(unguarded))
}

/** A spreadsheet would take such a cell for a formula; it is written behind an apostrophe and read without it. */
const guarded = /^'(?=[=+\-@\t\r'])/
const unguarded = (cell: string): string => cell.replace(guarded, '')

/** A table as CSV: UTF-8 with a byte order mark, so that Excel opens it as what it is, and CRLF (RFC 4180). */
export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  `\ufeff${Papa.unparse(
    rows.map((row) => row.map((cell) => (/^[=+\-@\t\r']/.test(cell) ? `'${cell}` : cell))),
    { newline: '\r\n' },
  )}\r\n`
