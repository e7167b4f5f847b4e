import pg from 'pg'

/** One statement as it goes to the database. */
export type Statement = { text: string; values: readonly unknown[] }
/** What a statement answered. */
export type Answer = { command: string | null; rowCount: number | null; rows: Record<string, unknown>[] }

type Field = { name: string; dataTypeID: number; format?: string }
type Parse = (value: string) => unknown
type Column = { name: string; parse: Parse }
/** A statement the session knows by name, and its columns once they were told. */
type Known = { name: string; columns: Column[] | undefined }

/** What is used of the driver's connection. */
export type Wire = {
  stream: { cork: () => void; uncork: () => void }
  parse: (statement: { name: string; text: string }) => void
  bind: (given: { portal: string; statement: string; values: unknown[]; valueMapper: unknown }) => void
  describe: (what: { type: 'P'; name: string }) => void
  execute: (what: { portal: string; rows?: number }) => void
  sync: () => void
}

const { prepareValue } = (pg as unknown as { utils: { prepareValue: (value: unknown) => unknown } }).utils

/** So many texts are known by name at most: plans take memory in the database. The rest is parsed each time. */
const NAMES_AT_MOST = 200

const worthAName = (text: string): boolean =>
  /^\s*(?:select|insert|update|delete|with|begin|commit|savepoint)\b/i.test(text) && !text.includes('*')

/** The statements a session knows by name, by their text. */
export type Prepared = { known: Map<string, Known>; next: number }
export const nothingPrepared = (): Prepared => ({ known: new Map(), next: 0 })

/**
 * Several statements in one trip: all are written at once and answered at once, each seeing what those before it did and
 * what others committed meanwhile, as if sent one by one. The first that fails ends the trip; those after it are not run.
 * Texts are prepared by name, so the database plans them once in a session, all but `select *`: its columns may change
 * under a name when a newer server adds some (SY-131, SY-180).
 */
export class Pipeline {
  /** for who counts statements */
  readonly statements: readonly Statement[]
  private readonly prepared: Prepared
  private readonly parserOf: (field: Field) => Parse
  private readonly settle: (error: Error | null, answers: Answer[]) => void
  private readonly sent: { known: Known; fresh: string | undefined }[] = []
  private readonly answers: Answer[] = []
  private current: Answer = { command: null, rowCount: null, rows: [] }
  private columns: Column[] = []
  private failed: Error | undefined

  constructor(
    statements: readonly Statement[],
    prepared: Prepared,
    parserOf: (field: Field) => Parse,
    settle: (error: Error | null, answers: Answer[]) => void,
  ) {
    this.statements = statements
    this.prepared = prepared
    this.parserOf = parserOf
    this.settle = settle
  }

  submit(wire: Wire): null {
    // the system is asked to send once, however many messages these are
    wire.stream.cork()
    try {
      for (const statement of this.statements) this.write(wire, statement)
    } catch (error) {
      // a value that cannot be written: what was written before it is ended, and its answers count for nothing
      this.failed = error instanceof Error ? error : new Error(String(error))
    } finally {
      wire.sync()
      wire.stream.uncork()
    }
    this.columns = this.sent[0]?.known.columns ?? []
    return null
  }

  private write(wire: Wire, { text, values }: Statement): void {
    const before = this.prepared.known.get(text)
    const named = before !== undefined || (this.prepared.known.size < NAMES_AT_MOST && worthAName(text))
    const known = before ?? { name: named ? `s${this.prepared.next++}` : '', columns: undefined }
    if (!before) {
      wire.parse({ name: known.name, text })
      if (named) this.prepared.known.set(text, known)
    }
    this.sent.push({ known, fresh: named && !before ? text : undefined })
    wire.bind({ portal: '', statement: known.name, values: [...values], valueMapper: prepareValue })
    if (known.columns === undefined) wire.describe({ type: 'P', name: '' })
    wire.execute({ portal: '' })
  }

  handleRowDescription({ fields }: { fields: Field[] }): void {
    this.columns = fields.map((field) => ({ name: field.name, parse: this.parserOf(field) }))
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    if (this.failed) return
    try {
      const row: Record<string, unknown> = {}
      for (const [i, { name, parse }] of this.columns.entries()) {
        const value = fields[i] ?? null
        row[name] = value === null ? null : parse(value)
      }
      this.current.rows.push(row)
    } catch (error) {
      this.failed = error instanceof Error ? error : new Error(String(error))
    }
  }

  handleCommandComplete({ text }: { text: string }): void {
    const [command = null, ...numbers] = text.split(' ')
    const count = numbers.at(-1)
    this.answers.push({ ...this.current, command, rowCount: count === undefined || !/^\d+$/.test(count) ? null : Number(count) })
    const done = this.sent[this.answers.length - 1]
    if (done) done.known.columns ??= this.columns
    this.current = { command: null, rowCount: null, rows: [] }
    this.columns = this.sent[this.answers.length]?.known.columns ?? []
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' })
  }

  handlePortalSuspended(): void {
    // rows are never asked for in parts
  }

  handleError(error: Error): void {
    // which of the new texts got their names is not known: they get others when they come again
    for (const { fresh } of this.sent) if (fresh !== undefined) this.prepared.known.delete(fresh)
    this.settle(error, [])
  }

  handleReadyForQuery(): void {
    if (this.failed) this.handleError(this.failed)
    else this.settle(null, this.answers)
  }
}
