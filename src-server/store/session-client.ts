import { CompiledQuery, type Insertable } from 'kysely'
import pg from 'pg'
import type { Tables, Tx } from './database.ts'
import { nothingPrepared, Pipeline, type Answer, type Statement } from './pipeline.ts'

/** Marks a text that waits for the next one of its transaction; for any other client it is a comment. */
const LATER = '/* later */ '
const TOGETHER = '/* together */'

const nothing: Answer = { command: null, rowCount: null, rows: [] }
const opens = /^(?:begin|start transaction[^;]*)$/i
const savepoint = /^savepoint (\S+)$/i

/**
 * A session of the database that makes few trips (SY-180): what opens a transaction, a savepoint and what was given to
 * `later` goes out with the next statement, in the order it came. So the statements of a command stay as they read in the
 * code, and the line is crossed a handful of times instead of two dozen.
 */
export class SessionClient extends pg.Client {
  private held: Statement[] = []
  private readonly prepared = nothingPrepared()

  // one signature instead of the driver's eight: whoever calls in another way than Kysely does gets the driver itself
  override query(...given: unknown[]): never {
    const [text, values, callback] = given
    if (typeof text !== 'string' || typeof values === 'function' || callback !== undefined) return this.plainly(given)
    return this.ask(text, (values as unknown[] | undefined) ?? []) as never
  }

  private async ask(text: string, values: unknown[]): Promise<unknown> {
    if (text === TOGETHER) {
      const answers = await this.trip(values as Statement[])
      return { ...nothing, rows: answers.map((answer) => answer.rows) }
    }
    if (text.startsWith(LATER) || opens.test(text) || savepoint.test(text)) {
      this.held.push({ text: text.startsWith(LATER) ? text.slice(LATER.length) : text, values })
      return nothing
    }
    if (text === 'rollback' || text.startsWith('rollback to ')) return this.takeBack(text)
    // several statements in one text can only be sent as they are
    if (values.length === 0 && text.includes(';')) {
      if (this.held.length > 0) await this.trip([])
      return this.plainly([text])
    }
    const answers = await this.trip([{ text, values }])
    return answers.at(-1)
  }

  /** What is taken back and was never sent need not be sent. */
  private async takeBack(text: string): Promise<unknown> {
    const begun = this.held.some((one) => opens.test(one.text))
    const to = text.split(' ').at(-1)
    const at = this.held.findIndex((one) => savepoint.exec(one.text)?.[1] === to)
    if (text !== 'rollback' && at >= 0) {
      this.held = this.held.slice(0, at + 1)
      return nothing
    }
    this.held = []
    return begun ? nothing : this.plainly([text])
  }

  /** Sends what is held and these, and answers these. */
  private async trip(statements: readonly Statement[]): Promise<Answer[]> {
    const all = [...this.held, ...statements]
    this.held = []
    const parserOf = ({ dataTypeID, format }: { dataTypeID: number; format?: string }) =>
      this.getTypeParser(dataTypeID, (format ?? 'text') as 'text') as (value: string) => unknown
    const answers = await new Promise<Answer[]>((resolve, reject) => {
      const pipeline = new Pipeline(all, this.prepared, parserOf, (error, got) => (error ? reject(error) : resolve(got)))
      this.plainly([pipeline])
    })
    return answers.slice(all.length - statements.length)
  }

  private plainly(given: unknown[]): never {
    return (super.query as (...all: unknown[]) => never).apply(this, given)
  }
}

/** A statement as it stands, for the few that every command needs: building their text each time costs more than asking. */
export const statement = <R = unknown>(
  text: string,
  ...values: unknown[]
): CompiledQuery<R> & { compile: () => CompiledQuery<R> } => {
  const query = CompiledQuery.raw(text, values) as CompiledQuery<R>
  return { ...query, compile: () => query }
}

/** `insert` of one row, as text that is the same for the same columns: building it anew for each row costs more than the row. */
export function insertion<T extends keyof Tables>(table: T, row: Insertable<Tables[T]>): { compile: () => CompiledQuery } {
  const columns = Object.keys(row)
  const places = columns.map((_, i) => `$${i + 1}`).join(', ')
  return {
    compile: () => CompiledQuery.raw(`insert into ${table} (${columns.join(', ')}) values (${places})`, Object.values(row)),
  }
}

/**
 * A write whose answer nobody needs: it goes out with the next statement of its transaction, or with its commit. Where it
 * fails that one fails with its error (SY-180).
 */
export async function later(tx: Tx, query: { compile: () => CompiledQuery }): Promise<void> {
  const compiled = query.compile()
  await tx.executeQuery({ ...compiled, sql: `${LATER}${compiled.sql}` })
}

/** Several statements in one trip, run in this order, each seeing what was committed before it ran (SY-180). */
export async function together<R extends readonly unknown[]>(
  tx: Tx,
  ...queries: { [K in keyof R]: CompiledQuery<R[K]> }
): Promise<{ [K in keyof R]: R[K][] }> {
  const statements: Statement[] = queries.map(({ sql, parameters }) => ({ text: sql, values: parameters }))
  const { rows } = await tx.executeQuery(CompiledQuery.raw(TOGETHER, statements))
  return rows as never
}
