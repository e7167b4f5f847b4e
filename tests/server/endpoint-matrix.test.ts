import fs from 'node:fs'
import path from 'node:path'
import { randomUUID } from 'node:crypto'
import { v7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { numberPaths } from '../../src-shared/numbers/messages.ts'
import { organisationPaths } from '../../src-shared/organisation/messages.ts'
import { noFilter, searchPath } from '../../src-shared/search/query.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { templatePaths } from '../../src-shared/templates/messages.ts'
import { turnPaths } from '../../src-shared/turns/messages.ts'
import { roleCodes, type RoleCode } from '../../src-shared/workflow/directory.ts'
import { post } from '../support/small-county.ts'
import { PASSWORD, smallCounty } from '../support/server/county.ts'
import { aBody, createDraft, openDesk, type Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { uploadFile } from '../support/server/upload-file.ts'

/*
 * Every endpoint × whoever may ask: each role in the document's own organ and in another, somebody without a post, nobody at all; the
 * document is a draft only its drafter may see (SE-132). Who may is written down here, not asked of the code; what each may do to documents
 * is the permission tables' (tests/unit/workflow).
 */
const marker = '尚未公开的修堤方案'
const organs = ['fgj', 'liuhe'] as const
type Column = {
  role: RoleCode | 'nobody' | 'stranger'
  organ: (typeof organs)[number] | ''
  token: string | undefined
  device: string
}

/**
 * anyone: no session is asked for; machine: the contact token alone; session: everybody, each sees their own; owner: whoever may read the
 * document; roles: those posts, in the document's organ alone where `own`.
 */
type Who = 'anyone' | 'machine' | 'session' | 'owner' | { roles: readonly RoleCode[]; own?: true }
/** `tells`: titles of the organ's own people are what it is for (WF-85). */
type Endpoint = { method: 'GET' | 'POST' | 'PUT'; at: string; who: Who; json?: object; tells?: true }

const readers = ['sysadmin', 'secadmin', 'auditor'] as const
const bookReaders = ['clerk', 'officeChecker', 'sealKeeper', 'archivist', 'leader'] as const
let server: TestServer
let owner: Desk
let endpoints: Endpoint[]
const columns: Column[] = []

beforeAll(async () => {
  const county = smallCounty()
  const people = roleCodes.flatMap((role) => organs.map((organ) => ({ id: `u-${role}-${organ}`.toLowerCase(), role, organ })))
  const { passwordHash } = must(county.users[0])
  const users = [...people.map(({ id }) => id), 'u-nobody'].map((id) => ({ id, login: id.slice(2), name: id, passwordHash }))
  const posts = people.map(({ id, role, organ }) => post(id, id, role, role, organ))
  server = await startTestServer({ seed: { ...county, users: [...county.users, ...users], posts: [...county.posts, ...posts] } })
  owner = await openDesk(server, 'draft')
  for (const { id, role, organ } of people)
    columns.push({ role, organ, ...(await openDesk(server, id.slice(2), v7(), PASSWORD)) })
  columns.push({ role: 'nobody', organ: '', ...(await openDesk(server, 'nobody', v7(), PASSWORD)) })
  columns.push({ role: 'stranger', organ: '', token: undefined, device: v7() })

  const doc = await createDraft(owner, 'fgj-zh', aBody(`关于${marker}的通知`, [`${marker}如下。`]))
  const file = await uploadFile(server.url, owner, '方案.txt', Buffer.from(marker))
  const device = v7()
  const pull = { epoch: owner.epoch, device: owner.device, cursors: {}, limit: 50 }
  const book = { prefix: '青fgj', year: 2026 }
  const sha = 'a'.repeat(64)
  const get = (at: string, who: Who): Endpoint => ({ method: 'GET', at, who })
  const send = (at: string, who: Who, json: object = {}): Endpoint => ({ method: 'POST', at, who, json })
  const sys = { roles: ['sysadmin'] } as const
  const sec = { roles: ['secadmin'] } as const
  const o = organisationPaths
  endpoints = [
    get(paths.health, 'anyone'),
    get(paths.sample, 'anyone'),
    send(paths.signIn, 'anyone'),
    send(paths.contact, 'anyone'),
    get(`${paths.surrender}/${device}/${sha}`, 'machine'),
    { method: 'PUT', at: `${paths.surrender}/${device}/${sha}?from=0&total=1`, who: 'machine' },
    send(`${paths.surrender}/${device}`, 'machine'),
    send(`${paths.surrender}/${device}/wiped`, 'machine'),
    send(`${paths.updates}/${device}`, 'machine'),
    get(`${paths.releases}/${device}/1.1.0/liuhen_1.1.0_amd64.deb`, 'machine'),
    send(paths.hello, 'session', { proto: 1, device, app: 'test', epoch: null }),
    send(paths.push, 'session'),
    send(paths.pull, 'session', pull),
    send(paths.bodies, 'session', { docs: [doc] }),
    send(searchPath, 'session', { text: marker, filter: noFilter }),
    get(paths.directory, 'session'),
    get(templatePaths.list, 'session'),
    send(templatePaths.keep, 'session'),
    send(templatePaths.remove, 'session'),
    get(turnPaths.delegations, 'session'),
    send(turnPaths.delegations, 'session'),
    send(turnPaths.revoke, 'session'),
    get(turnPaths.told, 'session'),
    { ...get(`${turnPaths.handOver}?from=u-draft&to=u-head`, { roles: ['officeChecker'] }), tells: true },
    send(paths.password, 'session'),
    { method: 'PUT', at: `${paths.blob}/${'b'.repeat(64)}`, who: 'session' },
    get(paths.wake, 'session'),
    get(`${paths.versions}/${doc}`, 'owner'),
    get(`${paths.versions}/${doc}/1`, 'owner'),
    get(`${paths.branches}/${doc}/${randomUUID()}`, 'owner'),
    get(`${paths.seals}/${doc}`, 'owner'),
    get(`${paths.blob}/${file.sm3}`, 'owner'),
    get(`${paths.archive}/${doc}`, { roles: ['archivist'], own: true }),
    get(`${numberPaths.book}?prefix=${encodeURIComponent(book.prefix)}&year=2026`, { roles: bookReaders, own: true }),
    send(numberPaths.reserve, { roles: ['clerk'], own: true }, { prefix: book.prefix, reason: '预留给会议纪要' }),
    send(numberPaths.giveUp, { roles: ['clerk'], own: true }, { ...book, seq: 999, reason: '不用了' }),
    get(o.organisation, { roles: readers }),
    send(o.check, sys),
    send(o.apply, sys),
    get(o.export, sys),
    send(o.grants, sec),
    send(o.checkHolidays, sys),
    send(o.applyHolidays, sys),
    send(o.phrases, sys),
    get(`${o.routes}/any`, { roles: readers }),
    send(o.checkRoute, sys),
    send(o.publishRoute, sys),
    get(o.seals, { roles: readers }),
    send(o.seals, sec),
    send(o.withdrawSeal, sec),
    // ends the session: the last of each column
    send(paths.signOut, 'session'),
  ]
}, 120_000)
afterAll(() => server.close())

async function ask(
  { method, at, json: given }: Endpoint,
  { token, device }: Pick<Column, 'token' | 'device'>,
): Promise<{ status: number; text: string }> {
  const stop = new AbortController()
  // who asks does so from their own machine
  const json = given && 'device' in given ? { ...given, device } : given
  const answer = await fetch(server.url + at, {
    method,
    signal: stop.signal,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  })
  // a stream of wake-ups has no end
  const streams = answer.headers.get('content-type')?.startsWith('text/event-stream') === true
  const text = streams ? '' : await answer.text()
  stop.abort()
  return { status: answer.status, text }
}

const mayIn = (who: Who, { role, organ }: Column): boolean => {
  if (who === 'anyone') return true
  if (who === 'machine' || who === 'owner' || role === 'stranger') return false
  if (who === 'session') return true
  return role !== 'nobody' && who.roles.includes(role) && (who.own !== true || organ === 'fgj')
}

it('SE-132 every endpoint is in the table', () => {
  const folder = path.resolve(import.meta.dirname, '../../src-server/http')
  const written = fs
    .readdirSync(folder)
    .flatMap((name) => [
      ...fs.readFileSync(path.join(folder, name), 'utf8').matchAll(/\b(?:app|scope|secured)\.(get|post|put|delete|patch)\(/g),
    ])
  expect(written).toHaveLength(endpoints.length)
})

it('SE-132 whoever may not is told 401, 403 or 404 and no word of the document; whoever may is let in', async () => {
  const wrong: string[] = []
  let cases = 0
  let let_in = 0
  for (const column of columns)
    for (const endpoint of endpoints) {
      cases++
      const { status, text } = await ask(endpoint, column)
      const may = mayIn(endpoint.who, column)
      if (may) let_in++
      // 404: to whoever may ask there is nothing of that name
      const kept =
        status === 401 || status === 403 || (endpoint.who !== 'anyone' && typeof endpoint.who === 'string' && status === 404)
      const notThere = typeof endpoint.who === 'object' && endpoint.who.own === true && status === 404
      const isIn = !kept && !(notThere && !may)
      const name = `${column.role}@${column.organ} ${endpoint.method} ${endpoint.at}: ${status}`
      if (may !== isIn) wrong.push(name)
      if (status >= 500) wrong.push(`${name} ${text.slice(0, 80)}`)
      const told = may && endpoint.tells === true && column.organ === 'fgj'
      if (text.includes(marker) && !told) wrong.push(`${name} LEAK`)
    }
  console.log(`${cases} cases: ${endpoints.length} endpoints × ${columns.length} askers, ${let_in} let in`)
  expect(wrong).toEqual([])
}, 120_000)

it('SE-132 the table can fail: the drafter gets the marked words where the others got none', async () => {
  const told = new Map<string, boolean>()
  for (const endpoint of endpoints.filter(({ at }) => at !== paths.signOut)) {
    const { text } = await ask(endpoint, owner)
    if (text.includes(marker)) told.set(`${endpoint.method} ${endpoint.at.split('/').slice(0, 3).join('/')}`, true)
  }
  expect([...told.keys()].toSorted()).toEqual([
    'GET /api/blob',
    'GET /api/versions',
    'POST /api/bodies',
    'POST /api/pull',
    `POST ${searchPath}`,
  ])
})
