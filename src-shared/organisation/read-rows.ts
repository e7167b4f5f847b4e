import type { Finding } from './model.ts'
import { tableNames, tables, type Column, type Sheet, type TableName } from './tables.ts'

/** A row of a table; a cell is undefined where the file has no such column. */
export type Row = { file: string; row: number; cells: Readonly<Record<string, string | undefined>> }
export type ReadTables = { rows: Partial<Record<TableName, Row[]>>; findings: Finding[] }

/** Enough for the largest county; a file with more is no organisation. */
export const MAX_ROWS = 50_000
const MAX_TEXT = 100
/** Control characters, halves of pairs, and what is not seen or turns the direction of writing: none belongs in a name. */
const odd = /\p{Cc}|\p{Cf}|\p{Cs}|\ufffd/u

/** A finding about a cell of a row. */
export const inCell = (
  level: Finding['level'],
  code: string,
  table: TableName,
  row: Pick<Row, 'file' | 'row'> | null,
  key: string | null,
  value: string,
  other: string | number | null = null,
): Finding => ({
  level,
  code,
  file: row?.file ?? null,
  table,
  row: row?.row ?? null,
  column: key === null ? null : (tables[table].columns.find((one) => one.key === key)?.title ?? key),
  value: value.slice(0, MAX_TEXT),
  other,
})

const ofFile = (level: Finding['level'], code: string, sheet: Sheet, table: TableName | null = null): Finding => ({
  level,
  code,
  file: sheet.file,
  table,
  row: null,
  column: null,
  value: sheet.name,
  other: null,
})

/**
 * Finds the tables in sheets by the names of their columns, in any order, and reads their rows. Every fault of form is a
 * finding with its place; a row with one is still there, so that one fault does not make ten.
 */
export function readTables(sheets: readonly Sheet[]): ReadTables {
  const findings: Finding[] = []
  const rows: ReadTables['rows'] = {}
  const filled = sheets.filter((sheet) => sheet.rows.some((row) => row.some((cell) => cell.trim() !== '')))
  const told = filled.map((sheet) => ({ sheet, table: tableOf(sheet.rows[0] ?? []) }))
  for (const { sheet, table } of told) {
    if (table === undefined) {
      // a page of notes beside the tables of a workbook is no fault
      const beside = told.some((one) => one.table !== undefined && one.sheet.file === sheet.file)
      findings.push(beside ? ofFile('warning', 'ORG-SHEET-IGNORED', sheet) : ofFile('error', 'ORG-TABLE-UNKNOWN', sheet))
    } else if (rows[table]) findings.push(ofFile('error', 'ORG-TABLE-TWICE', sheet, table))
    else rows[table] = readTable(table, sheet, findings)
  }
  for (const sheet of sheets)
    if (!filled.includes(sheet) && sheets.length === 1) findings.push(ofFile('error', 'ORG-FILE-EMPTY', sheet))
  return { rows, findings }
}

/** The table whose columns a header names: all that are needed, or else the most, two at least. */
function tableOf(header: readonly string[]): TableName | undefined {
  const names = new Set(header.map((cell) => cell.trim()))
  const has = (column: Column): boolean => names.has(column.title)
  const whole = tableNames.filter((table) => tables[table].columns.every((column) => !column.needed || has(column)))
  const hits = (table: TableName): number => tables[table].columns.filter(has).length
  const [best] = (whole.length > 0 ? whole : tableNames).toSorted((a, b) => hits(b) - hits(a))
  return best !== undefined && hits(best) >= 2 ? best : undefined
}

function readTable(table: TableName, sheet: Sheet, findings: Finding[]): Row[] {
  const { columns } = tables[table]
  const header = (sheet.rows[0] ?? []).map((cell) => cell.trim())
  const head = { file: sheet.file, row: 1 }
  for (const column of columns)
    if (column.needed && !header.includes(column.title))
      findings.push(inCell('error', 'ORG-COLUMN-MISSING', table, head, column.key, ''))
  header.forEach((name, i) => {
    if (name !== '' && header.indexOf(name) < i)
      findings.push({ ...inCell('error', 'ORG-COLUMN-TWICE', table, head, null, name), column: name })
    else if (name !== '' && !columns.some((column) => column.title === name))
      findings.push({ ...inCell('warning', 'ORG-COLUMN-IGNORED', table, head, null, name), column: name })
  })
  if (sheet.rows.length - 1 > MAX_ROWS) {
    findings.push(inCell('error', 'ORG-ROWS-MANY', table, null, null, '', MAX_ROWS))
    return []
  }
  return sheet.rows.slice(1).flatMap((cells, i): Row[] => {
    if (cells.every((cell) => cell.trim() === '')) return []
    const place = { file: sheet.file, row: i + 2 }
    // a comma too many moves every cell after it: better to say so than to import what nobody wrote
    if (cells.slice(header.length).some((cell) => cell.trim() !== ''))
      findings.push(inCell('error', 'ORG-CELLS-MANY', table, place, null, cells.slice(header.length).join(' ')))
    const read = columns.flatMap((column) => {
      const at = header.indexOf(column.title)
      if (at < 0) return []
      const text = (cells[at] ?? '').trim()
      const code = odd.test(text)
        ? 'ORG-CELL-CHARS'
        : text.length > MAX_TEXT
          ? 'ORG-CELL-LONG'
          : column.filled && text === ''
            ? 'ORG-CELL-EMPTY'
            : ''
      if (code !== '') findings.push(inCell('error', code, table, place, column.key, text))
      return [[column.key, text]]
    })
    return [{ ...place, cells: Object.fromEntries(read) as Row['cells'] }]
  })
}
