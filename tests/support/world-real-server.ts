import { hashSync } from '@node-rs/argon2'
import { sql } from 'kysely'
import { v7 } from 'uuid'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import { acceptAll } from '../../src-shared/revision/resolve.ts'
import { TransportError } from '../../src-shared/sync/ports.ts'
import {
  paths,
  PROTOCOL_VERSION,
  type BodyResponse,
  type PullRequest,
  type PullResponse,
  type PushResponse,
} from '../../src-shared/sync/protocol.ts'
import { turnPaths, type DelegationsResponse } from '../../src-shared/turns/messages.ts'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { turnClocks } from '../../src-server/jobs/turn-clocks.ts'
import { mayRead } from '../../src-server/commands/authorise.ts'
import { sm3 } from '../../src-server/sm3.ts'
import { verifyAuditChain } from '../../src-server/store/audit.ts'
import type { Db } from '../../src-server/store/database.ts'
import { countyCache, replacePosts } from '../../src-server/store/directory.ts'
import { startEpoch } from '../../src-server/store/epoch.ts'
import { chaptersAreWhole } from './chapter-oracle.ts'
import type { Op } from './line.ts'
import { PASSWORD, smallCounty } from './server/county.ts'
import { call, signIn, type Answer } from './server/desk.ts'
import { startTestServer, type TestServer } from './server/start-test-server.ts'
import { oneEffectEach, replayBody, replayEvents, scopesAreWhole } from './server-oracle.ts'
import { furtherNodes } from './world-nodes.ts'
import type { Looked, Seen, ServerWorld, StartWorldServer } from './world-port.ts'
import { readings, RECOVER_MS } from './world-server.ts'

/** Pages so small that a pull takes several. */
const PULL_LIMIT = 7
/** A server that takes longer, on this machine's own clock, hangs. */
const REAL_MS = 60_000
const passwordHash = hashSync(PASSWORD, { memoryCost: 64, timeCost: 1 })

export type RealServerOptions = {
  /** done to the database before the oracle looks: it must notice */
  tamper?: (db: Db) => Promise<void>
  /** chance that the server loses its connections to the database during a request */
  cuts?: number
  /** nodes on one database, any of which gets a request; with more than one, a further one goes down and comes back now and then */
  nodes?: number
}

/**
 * The county server itself on a PostgreSQL database of its own: every request of a desk goes over HTTP, with a session
 * from a real sign-in. The world's clock is the server's and stands still while a request is under way.
 */
export const realServer =
  (options: RealServerOptions = {}): StartWorldServer =>
  async (world) => {
    const { clock, county, people } = world
    const users = [...new Map(people.map((p) => [p.userId, p])).values()]
    const seed = smallCounty({
      county: county.county,
      units: [...county.units],
      users: users.map(({ userId, name }) => ({ id: userId, login: userId, name, passwordHash })),
      posts: [...county.posts],
      routes: [...county.routes],
      signIns: [],
    })
    const server = await startTestServer({ seed, now: clock.now() })
    const faults: string[] = []
    const { cuts = 0, nodes = 1 } = options
    const balancer = await furtherNodes(server, nodes, world.chance)
    const away = new Set<string>()
    let underWay = 0
    /** Something on the server, outside the world's time. */
    const real = async <T>(work: () => Promise<T>): Promise<T> => {
      server.clock.forward(clock.now() - server.clock.now())
      if (underWay++ > 0) world.count('http at once')
      try {
        return await clock.outside(inTime(work()))
      } catch (error) {
        if (!(error instanceof TransportError)) faults.push(String(error))
        throw error
      } finally {
        underWay--
      }
    }
    const said = (op: string, { status, body }: Answer<unknown>): void => {
      world.count(`http ${op} ${status}`)
      const expected =
        status < 300 || status === 401 || (op === 'pull' && status === 409) || (status === 503 && (cuts > 0 || nodes > 1))
      if (!expected) faults.push(`${op} answered ${status} ${JSON.stringify(body)}`)
    }
    /** "Busy" on a calm database is a command the server stumbled over. */
    const heed = ({ stop }: PushResponse): void => {
      if (stop) world.count(`push stop ${stop.kind}`)
      if (stop?.kind === 'busy' && cuts === 0 && nodes === 1) faults.push('a push was answered with busy')
    }
    const backups: string[] = []

    return {
      sm3,
      connect: (userId, device) => {
        let token: string | undefined
        return (op, input) =>
          real(async () => {
            if (token === undefined) {
              // who is away enters no password
              if (away.has(userId)) throw new TransportError({ kind: 'auth' })
              const answer = await signIn(server, userId, device)
              said('sign-in', answer)
              if (answer.status === 503) throw new TransportError({ kind: 'busy', retryMs: 2000 })
              token = answer.body.token
            }
            const cut = Math.random() < cuts ? cutConnections(server.db) : undefined
            const node = balancer.pick()
            const restart = nodes > 1 && world.chance.once(0.02) ? balancer.restartOne() : undefined
            if (restart) world.count('node restarted')
            const answer = await request(node, token, op, input).catch((error: unknown) => {
              // the node went down under the request: whether it took effect nobody knows
              if (nodes > 1 && error instanceof TypeError) return undefined
              throw error
            })
            await Promise.all([cut, restart])
            if (!answer) throw new TransportError({ kind: 'offline' })
            said(op, answer)
            if (answer.status === 503) throw new TransportError({ kind: 'busy', retryMs: 2000 })
            if (answer.status === 401) {
              token = undefined
              throw new TransportError({ kind: 'auth' })
            }
            if (answer.status === 409) throw new TransportError({ kind: 'refused', code: 'SY-EPOCH' })
            if (op === 'push') heed(answer.body as PushResponse)
            return op === 'bodies' ? (answer.body as { bodies: unknown }).bodies : (answer.body ?? null)
          })
      },
      expire: (userId, expired) =>
        real(async () => {
          if (!expired) return void away.delete(userId)
          away.add(userId)
          const expiresAt = server.clock.now()
          await server.db.updateTable('session').set({ expires_at: expiresAt }).where('user_id', '=', userId).execute()
        }),
      repost: (userId, posts) => real(() => replacePosts(server.db, userId, posts)),
      backup: () =>
        real(async () => {
          const name = `backup_${backups.length}`
          backups.push(name)
          await backUp(server.db, name)
          return () => real(() => restore(server.db, name, server.clock.now()))
        }),
      ownActs: () =>
        real(async () => {
          if (world.chance.once(0.6)) {
            const told = await turnClocks({ ...server, now: server.clock.now, county: countyCache(), wake: () => undefined })
            return told > 0 ? 'clocks told' : 'clocks silent'
          }
          const [from, to] = world.chance.once(0.5) ? ['wang', 'li'] : ['li', 'wang']
          return standIn(server, world, from as string, to as string)
        }),
      look: () =>
        real(async () => {
          await options.tamper?.(server.db)
          return look(server, users, [
            ...faults,
            ...(cuts === 0 && nodes === 1 ? server.logs.filter((line) => /"level":[56]0/.test(line)) : []),
          ])
        }),
      close: async () => {
        await balancer.close()
        await server.close()
      },
    }
  }

/** 委托 of a post in 柳河 for today, or the end of one that stands. */
async function standIn(server: TestServer, { county, newId, chance }: ServerWorld, from: string, to: string): Promise<string> {
  const { token } = (await signIn(server, from, newId())).body
  const stands = await call<DelegationsResponse>(server, 'GET', turnPaths.delegations, { token })
  const mine = stands.body.delegations.filter((one) => one.revokedAt === null && one.fromPost.startsWith(`p-${from}-`))
  if (mine[0] && chance.once(0.6)) {
    await call(server, 'POST', turnPaths.revoke, { token, json: { id: mine[0].id } })
    return '委托 revoked'
  }
  const postOf = (userId: string) =>
    chance.pick(county.posts.filter((p) => p.userId === userId && p.unitId === 'liuhe-office')).id
  const today = dateOf(server.clock.now())
  const json = {
    id: newId(),
    fromPost: postOf(from),
    toPost: postOf(to),
    from: today,
    until: today,
    docTypes: [],
    urgencies: [],
    routes: [],
  }
  await call(server, 'POST', turnPaths.delegations, { token, json })
  return '委托 given'
}

/** Without an answer the world's clock would stand still for ever. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${REAL_MS} ms`)), REAL_MS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** A request as src-main/engine-port.ts makes it. */
function request(server: { url: string }, token: string, op: Op, input: unknown): Promise<Answer<unknown>> {
  switch (op) {
    case 'hello':
      return call(server, 'POST', paths.hello, {
        token,
        json: { proto: PROTOCOL_VERSION, app: 'world', ...(input as { device: string; epoch: string | null }) },
      })
    case 'push':
      return call(server, 'POST', paths.push, { token, json: input })
    case 'pull':
      return call(server, 'POST', paths.pull, { token, json: { ...(input as PullRequest), limit: PULL_LIMIT } })
    case 'bodies':
      return call(server, 'POST', paths.bodies, { token, json: { docs: input } })
    case 'directory':
      return call(server, 'GET', `${paths.directory}?have=${Number(input)}`, { token })
  }
}

/** Ends every other connection to the database after a moment, whatever it is in the middle of. */
async function cutConnections(db: Db): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 12))
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(db)
}

const tablesOf = async (db: Db): Promise<string[]> =>
  (await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public' order by 1`.execute(db)).rows
    .map((row) => row.name)
    .filter((name) => !name.startsWith('kysely_'))

/** Copies every table into a schema of that name: a backup to go back to. */
export async function backUp(db: Db, name: string): Promise<void> {
  const tables = await tablesOf(db)
  await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      await sql`create schema ${sql.id(name)}`.execute(tx)
      for (const table of tables) await sql`create table ${sql.id(name, table)} as table ${sql.id('public', table)}`.execute(tx)
    })
}

/** Sets the database back to a backup and gives it a new epoch, as `new-epoch` does after a restore. */
export async function restore(db: Db, name: string, now: number): Promise<void> {
  const tables = await tablesOf(db)
  await db.transaction().execute(async (tx) => {
    // the tables that only grow let nobody empty them, except the owner of the database who says so
    await sql`set local session_replication_role = replica`.execute(tx)
    await sql`truncate ${sql.join(tables.map((table) => sql.id('public', table)))}`.execute(tx)
    for (const table of tables) await sql`insert into ${sql.id('public', table)} table ${sql.id(name, table)}`.execute(tx)
    await startEpoch(tx, RECOVER_MS, now)
  })
}

/** Reads everything a person sees over HTTP, and everything there is from the database, and holds one against the other. */
export async function look(
  server: { url: string; db: Db },
  users: readonly { userId: string }[],
  noted: readonly string[],
): Promise<Looked> {
  const { db } = server
  const faults = [...noted]
  const docs = await db.selectFrom('doc').selectAll().execute()
  const log = await db.selectFrom('command_log').selectAll().execute()
  const texts = new Map<string, string>()
  const finals = new Map<string, string>()
  for (const doc of docs) {
    const head = await replayBody(db, doc.id, faults)
    texts.set(doc.id, head ? readings(head.node) : '')
    finals.set(doc.id, head ? acceptAll(head.node).textContent : '')
    if (head?.version !== doc.body_version || head.sm3 !== doc.body_sm3 || doc.data.bodySm3 !== doc.body_sm3)
      faults.push(`document ${doc.id} is at body v${doc.body_version}, its chain at v${head?.version}`)
    await replayEvents(db, doc.id, doc.data, faults)
  }
  await chaptersAreWhole(
    db,
    docs.map((doc) => doc.data),
    faults,
  )
  await oneEffectEach(db, faults)
  await scopesAreWhole(db, faults)
  const chain = await verifyAuditChain(db)
  if (!chain.ok) faults.push(`audit chain ${JSON.stringify(chain)}`)

  const views = new Map<string, Map<string, Seen>>()
  const county = await countyCache().read(db)
  for (const { userId } of users) {
    const view = await viewOf(server, userId)
    views.set(userId, view)
    const wanted = docs.filter(({ data }) => data.state !== 'X2' && mayRead(county, data, userId))
    for (const { id, data } of wanted)
      if (canonicalJson(view.get(id)?.state ?? null) !== canonicalJson(data)) faults.push(`${userId} is not shown ${id} as it is`)
    for (const id of view.keys()) if (!wanted.some((doc) => doc.id === id)) faults.push(`${userId} is shown ${id}`)
  }
  const applied = log.filter((row) => row.status === 'applied')
  const beside = await sql<{ id: string; doc: string }>`select distinct e.cmd_id as id, e.doc_id as doc from doc_event e
    where not exists (select from command_log l where l.cmd_id = e.cmd_id and l.doc_id = e.doc_id)`.execute(db)
  const refusedSaves = log.filter((row) => row.status === 'rejected' && row.name === 'SubmitBody').map((row) => row.args)
  return {
    views,
    verdicts: new Set(log.map((row) => row.cmd_id)),
    effects: [...applied.map((row) => ({ id: row.cmd_id, doc: row.doc_id })), ...beside.rows],
    texts: [...texts.values(), ...refusedSaves].join('\n'),
    docs: new Map(docs.map((doc) => [doc.id, { state: doc.data, text: finals.get(doc.id) ?? '' }])),
    faults,
  }
}

/** Everything a person sees, read by a new desk of theirs. */
async function viewOf(server: { url: string }, userId: string): Promise<Map<string, Seen>> {
  const device = v7()
  const { token, epoch } = (await signIn(server, userId, device)).body
  const states = new Map<string, DocumentState>()
  let cursors: PullRequest['cursors'] = {}
  for (let complete = false; !complete;) {
    const json = { epoch, device, cursors, limit: PULL_LIMIT }
    const { body } = await call<PullResponse>(server, 'POST', paths.pull, { token, json })
    for (const doc of body.docs) if (doc.op === 'U' && doc.data) states.set(doc.id, doc.data)
    cursors = Object.fromEntries(Object.entries(body.scopes).map(([scope, { to }]) => [scope, to]))
    complete = body.complete
  }
  const view = new Map<string, Seen>()
  const ids = [...states.keys()]
  for (let from = 0; from < ids.length; from += 50) {
    const json = { docs: ids.slice(from, from + 50) }
    const { body } = await call<{ bodies: BodyResponse[] }>(server, 'POST', paths.bodies, { token, json })
    for (const found of body.bodies) {
      const state = states.get(found.doc)
      if (state) view.set(found.doc, { state, version: found.version, sm3: found.sm3, body: found.body })
    }
  }
  return view
}
