import pg from 'pg'
import { Pipeline } from '../../../src-server/store/pipeline.ts'

/** What the database is asked for one command, as kinds of statements in their order. */
export type Statements = readonly ('select' | 'insert' | 'update')[]

/** What one trip to the database asks: several statements where they went together. */
const textsOf = (query: unknown): string[] => {
  if (typeof query === 'string') return [query]
  if (query instanceof Pipeline) return query.statements.map(({ text }) => text)
  return [String((query as { text?: unknown } | undefined)?.text ?? '')]
}

/** Counts what `work` asks the database for in this process. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Statements> {
  const asked: ('select' | 'insert' | 'update')[] = []
  const prototype = pg.Client.prototype as unknown as { query: (...all: unknown[]) => unknown }
  const real = prototype.query
  prototype.query = function (this: unknown, ...all: unknown[]) {
    for (const text of textsOf(all[0])) {
      if (/^\s*(?:select|with)/i.test(text)) asked.push('select')
      else if (/^\s*insert/i.test(text)) asked.push('insert')
      else if (/^\s*update/i.test(text)) asked.push('update')
    }
    return real.apply(this, all)
  }
  try {
    await work()
  } finally {
    prototype.query = real
  }
  return asked
}

/** A pool of bare connections that does as many statements of the same kinds in one transaction, on rows of a kilobyte. */
export async function rawDatabase(url: string, statements: Statements, connections: number) {
  const pool = new pg.Pool({ connectionString: url, max: connections })
  await pool.query('create table if not exists load_raw (id bigserial primary key, n int not null, filler text not null)')
  await pool.query("insert into load_raw (n, filler) select 0, repeat('x', 1000) from generate_series(1, 1000)")
  let turn = 0
  return {
    /** One transaction; resolves with how long it took, ms. */
    run: async (): Promise<number> => {
      const begun = performance.now()
      const client = await pool.connect()
      try {
        await client.query('begin')
        for (const kind of statements) {
          const id = 1 + (turn++ % 1000)
          if (kind === 'select') await client.query('select * from load_raw where id = $1', [id])
          else if (kind === 'update') await client.query('update load_raw set n = n + 1 where id = $1', [id])
          else await client.query('insert into load_raw (n, filler) values ($1, $2)', [turn, 'x'.repeat(1000)])
        }
        await client.query('commit')
      } finally {
        client.release()
      }
      return performance.now() - begun
    },
    close: () => pool.end(),
  }
}
