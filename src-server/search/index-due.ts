import type { FastifyBaseLogger } from 'fastify'
import { sql } from 'kysely'
import { headingInitials, headingOf } from '../../src-shared/search/match.ts'
import { searchableOf, searchText } from '../../src-shared/search/searchable.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Environment } from '../commands/environment.ts'
import type { BodyJson } from '../../src-shared/document/body-json.ts'
import { BodyDamaged, readBody } from '../store/body-store.ts'
import type { Db } from '../store/database.ts'
import { withRetry } from '../commands/retry.ts'
import { gramsOf } from './grams.ts'
import { fold, initialsOf } from './words.ts'

type Due = { doc_id: string; turn: number; data: DocumentState }

/**
 * Looks into up to `limit` documents that moved, the oldest note first, and answers how many those were. One node at a time;
 * a document that moves meanwhile stays noted (FD-08).
 */
export async function indexDue(env: Pick<Environment, 'db'>, limit: number): Promise<number> {
  return env.db.connection().execute(async (guard) => {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(hashtext('liuhen search')) as mine`.execute(guard)
    if (rows[0]?.mine !== true) return 0
    try {
      const due = await sql<Due>`select s.doc_id, s.turn::float8 as turn, d.data from search_due s join doc d on d.id = s.doc_id
        order by s.turn limit ${limit}`.execute(guard)
      // a command that moves the document meanwhile holds it and waits for its note, which this holds
      for (const one of due.rows) await withRetry(() => indexOne(guard, one))
      return due.rows.length
    } finally {
      await sql`select pg_advisory_unlock(hashtext('liuhen search'))`.execute(guard)
    }
  })
}

async function indexOne(db: Db, { doc_id: id, turn, data }: Due): Promise<void> {
  const one = searchableOf(data, '')
  const initials = headingInitials(one, initialsOf)
  const heading = headingOf(one, initials, fold)
  const body = searchText(data, await bodyOf(db, data))
  const folded = fold(body)
  const grams = gramsOf(`${heading.words}\n${folded}`, initials)
  await sql`with looked as (
      insert into doc_search (doc_id, rev, updated_at, doc_type, stage, on_day, title, words, initials, folded, body, grams)
      values (${id}::uuid, ${data.rev}, ${data.updatedAt}, ${one.docType}, ${one.stage}, ${one.on},
        ${heading.words.slice(0, heading.number - 1)}, ${heading.words}, ${initials}, ${folded}, ${body}, ${grams}::int[])
      on conflict (doc_id) do update set (rev, updated_at, doc_type, stage, on_day, title, words, initials, folded, body, grams)
        = (excluded.rev, excluded.updated_at, excluded.doc_type, excluded.stage, excluded.on_day, excluded.title,
          excluded.words, excluded.initials, excluded.folded, excluded.body, excluded.grams))
    delete from search_due where doc_id = ${id}::uuid and turn = ${turn}`.execute(db)
}

/** A body that is damaged at the server leaves its document to be found by the rest (RV-50). */
async function bodyOf(db: Db, doc: DocumentState): Promise<BodyJson | undefined> {
  try {
    return (await readBody(db, doc.id, doc.bodyVersion))?.json
  } catch (error) {
    if (error instanceof BodyDamaged) return undefined
    throw error
  }
}

const atOnce = 50
const restMs = 3_000

/** Keeps the index up to the documents; answers the way to stop it, which resolves when nothing of it runs any more. */
export function indexRegularly(env: Pick<Environment, 'db'>, log: Pick<FastifyBaseLogger, 'error'>): () => Promise<void> {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const round = async (): Promise<void> => {
    const looked = await indexDue(env, atOnce).catch((error: unknown) => {
      log.error({ err: error }, 'search index')
      return 0
    })
    next(looked === atOnce ? 0 : restMs)
  }
  const next = (ms: number): void => {
    if (stopped) return
    timer = setTimeout(() => {
      running = round()
    }, ms)
    timer.unref()
  }
  next(restMs)
  return async () => {
    stopped = true
    clearTimeout(timer)
    await running
  }
}
