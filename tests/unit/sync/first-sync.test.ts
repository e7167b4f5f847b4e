import { describe, expect, it } from 'vitest'
import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { headerOf } from '../../../src-shared/document/header.ts'
import { makeDocument } from '../../../src-shared/document/make.ts'
import type { DocumentId } from '../../../src-shared/ids.ts'
import { nextWanted, wantedLeft } from '../../../src-shared/sync/bodies.ts'
import { createDesk } from '../../../src-shared/sync/desk.ts'
import { createEngine, type EngineStatus } from '../../../src-shared/sync/engine.ts'
import type { Transport } from '../../../src-shared/sync/ports.ts'
import { helloResponse, type PullRequest } from '../../../src-shared/sync/protocol.ts'
import type { Store } from '../../../src-shared/sync/store-port.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { chanceOf, worldClock } from '../../support/clock.ts'
import { personOf, smallCounty } from '../../support/small-county.ts'
import { emptyDisk, rowsOf, type Disk } from '../../support/store.ts'
import { installDesk, memoryEnv, START } from '../../support/test-desk.ts'

/* A first sync of many documents: what comes first, what is asked for while, and that it goes on wherever it was cut off. */

const count = 1300
const idOf = (n: number): DocumentId => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}` as DocumentId
const epoch = '0190a000-0000-7000-8000-00000000aaaa'
const device = '0190a000-0000-7000-8000-00000000bbbb'
const text = makeDocument({ elements: { title: '关于防汛的通知' } }, chanceOf(1).id)

/** Document n of 王芳: every 100th is her draft, the others wait for somebody else. */
function state(n: number): DocumentState {
  const own = n % 100 === 0
  const task = {
    id: idOf(n),
    step: 'draft',
    assignee: personOf('wang'),
    arrivedAt: n,
    openedAt: n,
    doneAt: own ? null : n,
    result: null,
  }
  const other = { ...task, step: 'review', assignee: personOf('li'), doneAt: null }
  return {
    id: idOf(n),
    rev: 1,
    state: own ? 'F0' : 'F1',
    unitId: 'liuhe',
    unitName: '柳河镇人民政府',
    drafter: personOf('wang'),
    header: headerOf(text),
    route: smallCounty.routes[0],
    assignees: {},
    step: own ? 'draft' : 'review',
    tasks: own ? [task] : [task, other],
    opinions: [],
    decisions: [],
    threads: [],
    inks: [],
    lease: null,
    codrafters: [],
    leasesBroken: [],
    branches: [],
    attachments: [],
    tracked: !own,
    bodyVersion: 1,
    bodySm3: 'a'.repeat(64),
    signed: null,
    clean: null,
    createdAt: n,
    updatedAt: n % 2 === 0 ? START - 86_400_000 : START - 90 * 86_400_000,
  } as unknown as DocumentState
}
const all = Array.from({ length: count }, (_, n) => state(n + 1))

/** A server with all of it, in two scopes: the own one, and one where every third lies too. */
function server(calls: string[], asked: PullRequest[]): Transport {
  const scopes = { 'user:wang': all, 'unit:liuhe': all.filter((_, i) => i % 3 === 0) }
  return {
    hello: async () =>
      helloResponse.parse({ epoch, now: START, proto: { min: 1, max: 1 }, lastSeq: 0, directoryVersion: smallCounty.version }),
    push: async ({ cmds }) => {
      calls.push('push')
      return { epoch, results: cmds.map(({ id, seq }) => ({ id, seq, status: 'applied' as const })) }
    },
    pull: async (request) => {
      asked.push(request)
      calls.push('pull')
      const { cursors, limit, ahead } = request
      const entry = (scope: string) => (data: DocumentState) => ({
        id: data.id,
        scope,
        v: data.createdAt,
        op: 'U' as const,
        data,
      })
      const told: Awaited<ReturnType<Transport['pull']>>['scopes'] = {}
      const docs = []
      let complete = true
      for (const [scope, states] of Object.entries(scopes)) {
        const from = cursors[scope] ?? 0
        const page = states.slice(from, from + limit - docs.length)
        docs.push(...page.map(entry(scope)))
        const to = from + page.length
        told[scope] = { to, head: states.length, reset: false, rest: states.length - to }
        complete &&= to === states.length
      }
      const answer = { epoch, left: [], lastSeq: 0, complete }
      if (!ahead || complete) return { ...answer, scopes: told, docs }
      const own = all.filter((one) => one.tasks.some((task) => task.doneAt === null && task.assignee.userId === 'wang'))
      const still = Object.entries(scopes).map(([scope, states]) => [
        scope,
        { to: 0, head: states.length, reset: false, rest: states.length },
      ])
      return { ...answer, scopes: Object.fromEntries(still) as typeof told, docs: own.map(entry('user:wang')) }
    },
    bodies: async (ids) => {
      calls.push(`bodies ${ids.length}`)
      return {
        bodies: ids.map((id) => ({ doc: id as DocumentId, version: 1, sm3: 'a'.repeat(64), body: bodyJson(text) })),
        damaged: [],
        rest: [],
      }
    },
    directory: async () => smallCounty,
  }
}

class Killed extends Error {}

/** What happens beside a sync: somebody writes a draft as soon as part of the list is there, or types. */
type Beside = { writes?: boolean; quiet?: (calls: string[]) => Promise<void> }

/** A desk over a disk. `dies`: with so many transactions that write done, nothing more happens, as in a crash. */
async function syncOver(disk: Disk, dies = Infinity, beside: Beside = {}) {
  const clock = worldClock(START)
  const chance = chanceOf(disk.numbers.size + dies)
  const env = memoryEnv(disk, { now: clock.now, newId: chance.id })
  if (rowsOf(disk, 'meta').length === 0) await installDesk(env, device)
  let writes = 0
  let end: () => void = () => undefined
  const dead = new Promise<'dead'>((resolve) => (end = () => resolve('dead')))
  const store: Store = {
    ...env.store,
    transact: async (mode, tables, work) => {
      if (writes >= dies) {
        end()
        return new Promise<never>(() => undefined)
      }
      if (mode === 'rw') writes++
      return env.store.transact(mode, tables, work)
    },
  }
  const calls: string[] = []
  const asked: PullRequest[] = []
  const errors: unknown[] = []
  const seen: EngineStatus[] = []
  const line = server(calls, asked)
  const { quiet } = beside
  const engine = createEngine({
    env: { ...env, store },
    transport: line,
    clock,
    random: chance,
    ...(quiet ? { quiet: () => quiet(calls) } : {}),
    onError: (e) => errors.push(e),
  })
  const desk = createDesk(env, () => engine.wake([]))
  let mayWrite = beside.writes === true
  const whole = new Promise<'whole'>((resolve) => {
    let fetching = false
    engine.onStatus((status) => {
      seen.push(status)
      if (mayWrite && status.progress !== null) {
        mayWrite = false
        desk.createDraft({ elements: { title: '关于值班的通知' } }).then(
          () => calls.push('written'),
          (error: unknown) => errors.push(error),
        )
      }
      fetching ||= status.texts > 0
      if (status.lastSyncAt !== null && status.progress === null && status.texts === 0 && fetching) resolve('whole')
    })
  })
  void engine.run()
  const stepped = (async (): Promise<'idle'> => {
    while (await clock.step(START + 30_000));
    return 'idle'
  })()
  const how = await Promise.race([whole, dead, stepped])
  engine.stop()
  if (errors.length > 0) throw errors[0] instanceof Error ? errors[0] : new Killed(String(errors[0]))
  return { how, calls, asked, seen, writes, env }
}

const check = (disk: Disk): void => {
  expect(rowsOf(disk, 'docs')).toHaveLength(count)
  expect(rowsOf(disk, 'rows')).toHaveLength(count)
  expect(rowsOf(disk, 'bodies')).toHaveLength(count)
  expect(rowsOf(disk, 'docScope')).toHaveLength(count + Math.ceil(count / 3))
  expect(rowsOf(disk, 'wanted')).toEqual([])
}

describe('a first sync', () => {
  it('SY-173 brings what the person works on first, with its texts, then the list, then the recent texts', async () => {
    const disk = emptyDisk()
    const { calls, asked, how } = await syncOver(disk)
    expect(how).toBe('whole')
    check(disk)
    expect(asked[0]).toMatchObject({ ahead: true, cursors: {} })
    expect(asked.slice(1).every((request) => request.ahead === undefined)).toBe(true)
    expect(calls.slice(0, 3)).toEqual(['pull', `bodies ${count / 100}`, 'pull'])
    // each text once, though a third of the documents came by two scopes
    const texts = calls.flatMap((call) => (call.startsWith('bodies') ? [Number(call.split(' ')[1])] : []))
    expect(texts.reduce((sum, n) => sum + n, 0)).toBe(count)
  })

  it('SY-66 texts come in the order own, recent, the rest', async () => {
    const disk = emptyDisk()
    // died when the list was whole and no text but the own ones there
    for (let dies = 4; dies < 40; dies++) {
      const { env } = await syncOver(disk, dies)
      if (rowsOf(disk, 'docs').length < count) continue
      expect(await wantedLeft(env)).toBeGreaterThan(0)
      const ranks: number[] = []
      const taken = new Set<string>()
      for (;;) {
        const next = await nextWanted(env, 200, 2, taken)
        if (!next) break
        ranks.push(next.rank)
        for (const id of next.ids) taken.add(id)
      }
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
      expect(new Set(ranks)).toEqual(new Set([1, 2]))
      return
    }
    throw new Error('the list never was whole')
  })

  it('SY-174 tells how far it is in documents, and never goes backwards', async () => {
    const { seen } = await syncOver(emptyDisk())
    const list = seen.flatMap((status) => (status.progress ? [status.progress] : []))
    expect(list.map((one) => one.done)).toEqual(list.map((one) => one.done).toSorted((a, b) => a - b))
    expect(new Set(list.map((one) => one.total))).toEqual(new Set([count + Math.ceil(count / 3)]))
    const texts = seen.flatMap((status) => (status.progress === null && status.texts > 0 ? [status.texts] : []))
    expect(texts).toEqual(texts.toSorted((a, b) => b - a))
    expect(texts[0]).toBe(count - count / 100)
  })

  it('SY-178 a draft written while the list comes is sent after the page under way, before the next is asked for', async () => {
    const disk = emptyDisk()
    const { calls, how } = await syncOver(disk, Infinity, { writes: true })
    expect(how).toBe('whole')
    const after = calls.slice(calls.indexOf('written') + 1)
    expect(after).toContain('push')
    expect(after.slice(0, after.indexOf('push')).filter((call) => call === 'pull').length).toBeLessThanOrEqual(1)
    expect(after.slice(after.indexOf('push'))).toContain('pull')
    expect(rowsOf(disk, 'outbox')).toEqual([])
    // the server's pages do not hold it: it must not be taken for covered before one asked for later came to the end
    expect(rowsOf(disk, 'docs')).toHaveLength(count)
  })

  it('SY-177 hundreds of documents and texts wait for a pause in typing, what the person works on does not', async () => {
    const before: string[] = []
    const { calls, how } = await syncOver(emptyDisk(), Infinity, {
      quiet: async (so) => {
        before.push(so.at(-1) ?? '')
      },
    })
    expect(how).toBe('whole')
    // neither the page ahead nor the own texts
    expect(calls.slice(0, 3)).toEqual(['pull', `bodies ${count / 100}`, 'pull'])
    const large = calls.filter((call, i) => (call === 'pull' && i > 0) || call === 'bodies 200').length
    expect(before.length).toBeGreaterThanOrEqual(large - 1)
    expect(before).not.toContain(`bodies ${count / 100}`)
  })

  it('SY-176 killed after any write it goes on where it was, and ends with the same', async () => {
    const { writes } = await syncOver(emptyDisk())
    expect(writes).toBeGreaterThan(12)
    for (let dies = 1; dies < writes; dies++) {
      const disk = emptyDisk()
      const first = await syncOver(disk, dies)
      expect(first.how).toBe('dead')
      const docs = rowsOf(disk, 'docs').length
      const cursor = rowsOf(disk, 'scopes').reduce((sum, scope) => sum + scope.cursor, 0)
      expect(cursor).toBeLessThanOrEqual(docs + Math.ceil(count / 3))
      const second = await syncOver(disk)
      expect(second.how, `killed after ${dies} writes`).toBe('whole')
      check(disk)
      // nothing that was stored with its cursor is asked for again
      const from = Object.values(second.asked[0]?.cursors ?? {}).reduce((sum, at) => sum + at, 0)
      expect(from).toBe(cursor)
    }
  })
})
