import { sql } from 'kysely'
import type { Moved } from '../commands/publish.ts'
import type { Db } from '../store/database.ts'

const EVERY_MS = 400
/** Longer than any command's transaction may take: a head is stamped before its commit, and none may slip through between. */
const WINDOW_MS = 70_000

export type Tail = {
  /** takes what this node moved itself; answers what of it was not told yet, as a look may come between commit and this */
  note: (moved: readonly Moved[]) => Moved[]
  stop: () => Promise<void>
}

export type TailOptions = {
  db: Db
  /** told which scopes other nodes moved */
  moved: (moved: readonly Moved[]) => void
  /** ms between the move and its being seen, one call per scope */
  seen?: ((agoMs: number) => void) | undefined
  /** fractions of one */
  random?: (() => number) | undefined
}

type Row = { epoch: string; scope: string | null; v: number; ago: number }

/**
 * Follows the heads of all scopes, so that a desk at this node is woken by a command another node ran (SY-124). A few
 * times a second one small query; resolves when the heads as they stand are known, so nothing that comes later is missed.
 */
export async function tailHeads({ db, moved, seen, random = Math.random }: TailOptions): Promise<Tail> {
  const heads = new Map<string, number>()
  let epoch = ''
  let lookedAt = -Infinity
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()

  const look = async (): Promise<void> => {
    const at = performance.now()
    const window = at - lookedAt + WINDOW_MS
    const recent = Number.isFinite(window)
      ? sql`h.updated_at > clock_timestamp() - ${window}::float8 * interval '1 ms'`
      : sql`true`
    const { rows } = await sql<Row>`select m.epoch, h.scope, h.v,
        extract(epoch from clock_timestamp() - h.updated_at)::float8 * 1000 as ago
      from sync_meta m left join scope_head h on ${recent}`.execute(db)
    // after a restore all heads may have gone back
    if (rows[0] && rows[0].epoch !== epoch) heads.clear()
    const first = lookedAt === -Infinity
    epoch = rows[0]?.epoch ?? epoch
    lookedAt = at
    const news: Moved[] = []
    for (const { scope, v, ago } of rows) {
      if (scope === null || v <= (heads.get(scope) ?? 0)) continue
      heads.set(scope, v)
      news.push([scope, v])
      if (!first) seen?.(ago)
    }
    if (!first && news.length > 0) moved(news)
  }
  const round = (): void => {
    // while the database is away nothing moves; the window of the next look is as much longer
    running = look().catch(() => undefined)
    void running.then(() => {
      if (!stopped) timer = setTimeout(round, EVERY_MS * (0.75 + random() / 2))
    })
  }
  await look()
  timer = setTimeout(round, EVERY_MS * random())
  return {
    note: (own) => {
      const news = own.filter(([scope, v]) => v > (heads.get(scope) ?? 0))
      for (const [scope, v] of news) heads.set(scope, v)
      return news
    },
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
      clearTimeout(timer)
    },
  }
}
