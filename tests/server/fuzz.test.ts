import http from 'node:http'
import net from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { v7 } from 'uuid'
import { paths, type Session } from '../../src-shared/sync/protocol.ts'
import { verifyAuditChain } from '../../src-server/store/audit.ts'
import { chanceOf, type Chance } from '../support/clock.ts'
import { fireNoting, missingLines, note, noteFetches, nothingTold } from '../support/fuzz/audit-trail.ts'
import { everydayTraffic, hideSecrets, prepare, record, type Prepared, type Secret } from '../support/fuzz/corpus.ts'
import { lostMachine } from '../support/fuzz/lost-machine.ts'
import { mutations, type Loot } from '../support/fuzz/mutate.ts'
import { fire, jsonOf, pushOf, tell, type Reply, type Shot } from '../support/fuzz/shot.ts'
import { faultsOf, printOf, type Print, type Who } from '../support/fuzz/watch.ts'
import { createDraft, openDesk, openDesks, signIn, type Desk } from '../support/server/desk.ts'
import { wholeLife } from '../support/server/lived-through.ts'
import { must } from '../support/server/must.ts'
import { openStory, type Story } from '../support/server/story.ts'
import { oneEffectEach, replayBody, replayEvents, scopesAreWhole } from '../support/server-oracle.ts'
import { hour } from '../support/world-seeds.ts'

/*
 * Valid traffic of several people of two units, recorded, then bent in every way a broken or hostile desk could bend it.
 * LIUHEN_LONG=1 sends 50,000; LIUHEN_FUZZ_SEED repeats a run, LIUHEN_FUZZ makes it as long as wanted.
 */
const seed = Number(process.env['LIUHEN_FUZZ_SEED'] ?? Date.now() % 1_000_000)
const requests = Number(process.env['LIUHEN_FUZZ'] ?? (process.env['LIUHEN_LONG'] === '1' ? 50_000 : 1000))
/** New documents, and new commands on them, every so many requests. */
const fresh = 100

const logins = ['draft', 'head', 'check', 'deputy', 'leader', 'liuhe', 'liuhe-leader', 'admin'] as const
type Login = (typeof logins)[number]
const whoIs = (login: string): Who => {
  const unit = login.startsWith('liuhe') ? 'liuhe' : login === 'admin' ? null : 'fgj'
  return { userId: `u-${login}`, unit }
}

let story: Story
/** 田苗 as the honest desk; the fuzzer's own has the same name */
let liuhe: Desk
let desks: Record<Login, Desk>
let secrets: Secret[]
let corpus: Shot[]
const tokens = new Map<string, string>()
const told = nothingTold()
const noFetchesNoted = noteFetches(told)
const agent = new http.Agent({ keepAlive: true, maxSockets: 2 })
beforeAll(async () => {
  story = await openStory()
  desks = await openDesks(story.server, ...logins)
  liuhe = await openDesk(story.server, 'liuhe')
  secrets = await hideSecrets(story, liuhe)
  for (const login of logins) tokens.set(login, desks[login].token)
  const recorded = await record(async () => {
    const docId = await wholeLife(story)
    await everydayTraffic(story, liuhe, docId)
    await lostMachine(story.server)
    // a session only to be ended
    await openDesk(story.server, 'deputy')
  })
  const ours = new Map([
    ...logins.map((l) => [desks[l].token, l] as const),
    ...owners(story),
    [liuhe.token, 'liuhe' as const] as const,
  ])
  corpus = recorded.map((shot) => ({ ...shot, actor: ours.get(bearer(shot)) ?? null }))
  corpus.push({ ...must(corpus.find((shot) => shot.path === paths.hello)), path: paths.signOut }, wake('draft'), wake('liuhe'))
})
afterAll(async () => {
  noFetchesNoted()
  agent.destroy()
  await story?.server.close()
})

const bearer = (shot: Shot): string => (shot.headers['authorization'] ?? '').replace('Bearer ', '')
const owners = (of: Story): [string, Login][] =>
  (['draft', 'head', 'check', 'deputy', 'leader'] as const).map((login) => [of[login].token, login])
const wake = (actor: string): Shot => ({ method: 'GET', path: paths.wake, headers: {}, body: undefined, actor, done: [] })

/** A push of one command that was never sent before. */
function pushing({ desk, name, args }: Prepared): Shot {
  const cmd = { id: v7(), seq: 1, name, ver: 1, doc: args.docId, args, authoredAt: desk.server.clock.now(), dependsOn: [] }
  const body = JSON.stringify({ epoch: desk.epoch, device: desk.device, cmds: [cmd] })
  return { method: 'POST', path: paths.push, headers: { 'content-type': 'application/json' }, body, actor: desk.login, done: [] }
}

/** The request of `shot` as a desk of `login` would make it: its session, its device, and the numbers that are due. */
function asDesk(shot: Shot, login: Login, chance: Chance, now: Print, renewed: boolean): Shot {
  const desk = desks[login]
  const headers = { ...shot.headers, authorization: `Bearer ${tokens.get(login)}` }
  const push = pushOf(shot)
  const json = jsonOf(shot)
  const signedIn = typeof json === 'object' && json !== null && 'device' in json ? { ...json, device: desk.device } : json
  let body = signedIn === undefined ? shot.body : JSON.stringify(signedIn)
  if (push && renewed) {
    const last = now.seqs.get(`${desk.device}|u-${login}`) ?? 0
    const cmds = push.cmds.map((cmd, i) => ({ ...cmd, id: chance.id(), seq: last + 1 + i, dependsOn: [] }))
    body = JSON.stringify({ epoch: desk.epoch, device: desk.device, cmds })
    // a draft can be made once under an id
    const [first] = cmds
    if (first?.name === 'CreateDraft' && chance.once(0.8)) body = body.replaceAll(first.doc, chance.id())
  }
  return { ...shot, headers, body, actor: login }
}

/** Every answer, watched; a session that ended is opened again. */
async function send(shot: Shot, before: Print): Promise<{ reply: Reply; after: Print; faults: string[] }> {
  const { server } = story
  const reply = await fireNoting(told, server.url, shot, agent)
  const after = await printOf(server.db)
  const session = [...tokens].find(([, token]) => bearer(shot) === token)?.[0]
  const who = session === undefined ? signedInBy(shot, reply) : whoIs(session)
  const faults = await faultsOf(server.db, shot, reply, { before, after }, who, secrets)
  if (session !== undefined && reply.status === 204)
    tokens.set(session, (await signIn(server, session, desks[session as Login].device)).body.token)
  return { reply, after, faults }
}
const signedInBy = (shot: Shot, reply: Reply): Who | null =>
  shot.path === paths.signIn && reply.status === 200 ? whoIs((JSON.parse(reply.text) as Session).user.login) : null

/** The fewest of the mutations that still do it. */
async function shrink(bare: Shot, bend: ((shot: Shot) => Shot)[], faults: readonly string[]): Promise<string> {
  let rest = bend
  for (const one of bend) {
    const less = rest.filter((other) => other !== one)
    const again = await send(
      less.reduce((shot, step) => step(shot), bare),
      await printOf(story.server.db),
    ).catch(() => undefined)
    if (again?.faults[0] === faults[0]) rest = less
  }
  return tell(rest.reduce((shot, step) => step(shot), bare))
}

it(
  `SY-140 refuses what is forged, broken or not theirs, without effect and without a word of others (${requests} requests, seed ${seed})`,
  { timeout: hour },
  async () => {
    const chance = chanceOf(seed)
    const { server } = story
    const seen: Record<string, number> = {}
    const loot = async (): Promise<Loot> => {
      const docs = await server.db.selectFrom('doc').select('id').execute()
      const cmds = await server.db.selectFrom('command_log').select('cmd_id').limit(200).execute()
      const scopes = await server.db.selectFrom('scope_head').select('scope').execute()
      const ids = [
        ...docs.map((row) => row.id),
        ...cmds.map((row) => row.cmd_id),
        ...logins.map((login) => desks[login].device),
        desks.draft.epoch,
      ]
      return {
        ids: [...secrets.flatMap(({ docId }) => [docId, docId, docId]), ...ids],
        userIds: logins.map((login) => `u-${login}`),
        scopes: scopes.map((row) => row.scope),
        tokens,
      }
    }
    let drawn = await loot()
    let next: Prepared[] = []
    let now = await printOf(server.db)
    for (let n = 0; n < requests; n++) {
      server.clock.forward(1000)
      if (n % fresh === 0) {
        next = await prepare(story, liuhe)
        drawn = await loot()
        now = await printOf(server.db)
      }
      const bare = chance.once(0.5) ? pushing(chance.pick(next)) : chance.pick(corpus)
      const own = logins.includes(bare.actor as Login) ? (bare.actor as Login) : undefined
      const actor = own && chance.once(0.8) ? own : chance.once(0.8) ? chance.pick(logins) : undefined
      const renewed = chance.once(0.75)
      const dressed = actor
        ? asDesk(bare, actor, chance, now, renewed)
        : { ...bare, actor: null, headers: { ...bare.headers, authorization: '' } }
      const bend = Array.from({ length: chance.pick([0, 0, 1, 1, 1, 2, 3]) }, () => {
        const mutation = chance.pick(mutations)
        const drawnSeed = chance.below(2 ** 31)
        // drawn once, so that it can be done again
        return (shot: Shot): Shot => {
          const bent = mutation.apply(shot, chanceOf(drawnSeed), drawn)
          return bent ? { ...bent, done: [...bent.done, mutation.name] } : shot
        }
      })
      const shot = bend.reduce((made, step) => step(made), dressed)
      const { reply, after, faults } = await send(shot, now).catch((error: unknown) => {
        throw new Error(`request ${n} of seed ${seed} had no answer: ${String(error)}\n${tell(shot)}`)
      })
      if (faults.length > 0) {
        const least = await shrink(dressed, bend, faults)
        const answer = `${reply.status} ${reply.text.slice(0, 500)}`
        expect.fail(`request ${n} of seed ${seed}: ${faults.join('; ')}\n${least}\nanswer: ${answer}\nwhole: ${tell(shot)}`)
      }
      const code = /"code":"([A-Z0-9-]+)"/.exec(reply.text)?.[1] ?? (reply.text.includes('"applied"') ? 'applied' : '')
      seen[`${reply.status} ${code}`] = (seen[`${reply.status} ${code}`] ?? 0) + 1
      now = after
    }
    if (process.env['LIUHEN_COUNTS']) console.log(seen)

    const faults: string[] = []
    await oneEffectEach(server.db, faults)
    await scopesAreWhole(server.db, faults)
    for (const { id, data } of await server.db.selectFrom('doc').select(['id', 'data']).execute()) {
      await replayBody(server.db, id, faults)
      await replayEvents(server.db, id, data, faults)
    }
    expect(faults, `after seed ${seed}`).toEqual([])
    expect(await verifyAuditChain(server.db)).toMatchObject({ ok: true })
    const logged = server.logs.join('\n')
    for (const { words } of secrets) expect(logged).not.toContain(words)
    expect(server.logs.filter((line) => /"level":[56]0/.test(line))).toEqual([])
    // everybody goes on as before
    await createDraft(await openDesk(server, 'draft'))
    // requests that are all refused at the door prove nothing
    for (const what of [
      '200 applied',
      '400 SY-MALFORMED',
      '401 SE-NO-SESSION',
      '404 SY-NOT-FOUND',
      '401 SE-CONTACT',
      '413 SY-TOO-LARGE',
      '200 WF-NOT-YOURS',
    ])
      expect(seen[what] ?? 0, `${what} in ${JSON.stringify(seen)}`).toBeGreaterThan(0)
  },
)

it('SY-141 what is no HTTP at all is refused with a code, and the next request is answered', async () => {
  const { server } = story
  const { hostname, port } = new URL(server.url)
  const say = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let heard = ''
      const socket = net.connect(Number(port), hostname, () => socket.write(bytes))
      socket.setEncoding('utf8').on('data', (text: string) => (heard += text))
      socket.on('close', () => resolve(heard)).on('error', reject)
    })
  const post = `POST ${paths.push} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`
  for (const bytes of [
    'no HTTP at all\r\n\r\n',
    `GET ${paths.health} HTTP/9.9\r\n\r\n`,
    `GET ${paths.health} HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`,
    `${post}Content-Length: -1\r\n\r\n{}`,
    `${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
    `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}`,
    `GET ${paths.health} HTTP/1.1\r\nHost: x\r\nA\u0000B: 1\r\n\r\n`,
  ]) {
    const heard = await say(bytes)
    note(told, Number(heard.slice(9, 12)), heard)
    expect(heard).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(heard).toContain('{"code":"SY-MALFORMED"}')
  }
  const health = { method: 'GET', path: paths.health, headers: {}, body: undefined, actor: null, done: [] }
  expect((await fire(server.url, health, agent)).status).toBe(200)
})

it('SY-130 SE-07 whatever was refused left its line: every request with its code, every command with its id', async () => {
  await story.server.stop()
  expect(await missingLines(story.server.db, told), `after seed ${seed}`).toEqual([])
})
