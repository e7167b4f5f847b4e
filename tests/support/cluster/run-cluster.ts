import { setTimeout as pause } from 'node:timers/promises'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DocumentId } from '../../../src-shared/ids.ts'
import { openDatabase } from '../../../src-server/store/database.ts'
import { sm3 } from '../../../src-server/sm3.ts'
import { chanceOf, type WorldClock } from '../clock.ts'
import { calm } from '../line.ts'
import { emptyDisk, rowsOf } from '../store.ts'
import { peopleAtWork, type Marker } from '../world-acts.ts'
import { bootDesk, save, type WorldDesk } from '../world-desk.ts'
import { memoryJournal } from '../world-journal.ts'
import { judge, type Accepted } from '../world-oracle.ts'
import { people } from '../world-people.ts'
import { look } from '../world-real-server.ts'
import type { Place, WorldReport } from '../world.ts'
import { loadWorldCounty } from './county.ts'
import { deskLine, type DeskLine } from './desk-line.ts'
import { buildServer, postgres, serverNode, type Node, type Postgres } from './processes.ts'

export type ClusterOptions = {
  seed: number
  desks: number
  /** how long people work while things go wrong, ms of this machine's clock */
  workMs: number
  /** how long everything may take to settle afterwards */
  settleMs: number
}

/** Desks live so much faster than this machine: a minute's rest takes three seconds. */
const FASTER = 20

function fastClock(): WorldClock {
  const begun = Date.now()
  return {
    now: () => begun + (Date.now() - begun) * FASTER,
    sleep: (ms) => pause(ms / FASTER, undefined, { ref: false }),
    at: (ms, run) => void setTimeout(run, ms / FASTER).unref(),
    step: () => Promise.resolve(false),
    outside: (work) => work,
  }
}

/**
 * Two server nodes and a PostgreSQL, all processes of their own, under engine clients of two people, while nodes and
 * database are killed and paused and lines are cut; then calm, and the oracle of the simulated worlds.
 */
export async function runCluster(options: ClusterOptions): Promise<WorldReport & { settledMs: number }> {
  const chance = chanceOf(options.seed)
  const faults: string[] = []
  const did: Record<string, number> = {}
  const count = (what: string): void => void (did[what] = (did[what] ?? 0) + 1)
  const program = await buildServer()
  const folder = await mkdtemp(join(tmpdir(), 'liuhen-nodes-'))
  const pg = await postgres()
  const nodes: Node[] = []
  const crew: { place: Place; line: DeskLine; userId: string }[] = []
  try {
    await loadWorldCounty(pg.url)
    for (let n = 0; n < 2; n++) nodes.push(await serverNode(program.main, pg.url, folder))
    await Promise.all(nodes.map((node) => node.start()))

    const clock = fastClock()
    const trouble = (what: string, error: unknown): void =>
      void faults.push(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    const seats = Array.from({ length: options.desks }, (_, i) => people[i % 2] as (typeof people)[number])
    for (const who of seats) {
      const device = chance.id()
      const line = deskLine(nodes, chance.below, who.userId, device)
      const files = { disk: emptyDisk(), journal: memoryJournal() }
      const place: Place = {
        files,
        device,
        backup: null,
        desk: null,
        booting: false,
        skew: 0,
        line: { weather: calm, cut: false },
        now: clock.now,
      }
      place.desk = await bootDesk({
        ...who,
        device,
        files,
        sm3,
        clock,
        chance,
        transport: line.transport,
        mutant: 'none',
        now: clock.now,
        crashes: () => 0,
        refuses: () => 0,
        onCrash: () => undefined,
        onError: (error) => trouble(`desk of ${who.userId}`, error),
      })
      crew.push({ place, line, userId: who.userId })
    }
    const places = crew.map(({ place }) => place)
    const accepted = new Map<string, Accepted>()
    const markers: Marker[] = []
    const act = (what: string, work: Promise<unknown>): void =>
      void work.then(
        () => count(what),
        (error: unknown) => trouble(what, error),
      )
    const world = { seed: options.seed, steps: 0, desks: options.desks, drafts: 12, typing: 0.25, brisk: true }
    const doSomething = peopleAtWork({ options: world, chance, sm3, places, accepted, markers, count, act })

    await firstDrafts(crew)
    const until = Date.now() + options.workMs
    let over = false
    const working = async (): Promise<void> => {
      while (!over && faults.length === 0) {
        const { place } = chance.pick(crew)
        doSomething(place, place.desk as WorldDesk)
        await pause(5 + chance.below(30))
      }
    }
    const lines = async (): Promise<void> => {
      while (!over) {
        const cut = crew.filter(() => chance.once(0.25))
        for (const { line } of cut) line.cut()
        if (cut.length > 0) count('lines cut')
        await pause(300 + chance.below(2500))
        for (const { line } of cut) line.mend()
        await pause(500 + chance.below(1000))
      }
    }
    const all = disasters(nodes, pg, { chance, until, count }).finally(() => (over = true))
    await Promise.all([working(), lines(), all])

    // calm: everything up, every line whole, everything unsent goes out
    const begun = Date.now()
    await settle(crew, options.settleMs, act)
    const settledMs = Date.now() - begun
    const db = openDatabase(pg.url, 3)
    try {
      const users = [...new Map(people.map((one) => [one.userId, one])).values()]
      const server = await look({ url: nodes[0]?.url ?? '', db }, users, [])
      const fault = (text: string): void => void faults.push(text)
      judge({ server, sm3, places, people: seats, accepted, markers, restored: false, told: new Set<string>(), fault, count })
    } finally {
      await db.destroy()
    }
    return { faults, did, settledMs }
  } finally {
    for (const { place } of crew) place.desk?.engine.stop()
    for (const node of nodes) await node.kill()
    await pg.stop()
    await program.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Something to work at: a few drafts of each person, on every desk of theirs. */
async function firstDrafts(crew: readonly { place: Place; userId: string }[]): Promise<void> {
  const docsOf = (place: Place): number => rowsOf(place.files.disk, 'docs').length
  while (crew.some(({ place }) => rowsOf(place.files.disk, 'directory').length === 0)) await pause(50)
  for (const { place } of crew.slice(0, 2))
    for (let n = 0; n < 5; n++)
      await place.desk?.desk.createDraft({ elements: { title: `关于第${n}件事的通知` }, paragraphs: ['各村：', '请认真执行。'] })
  while (crew.some(({ place }) => docsOf(place) < 5)) {
    for (const { place } of crew) place.desk?.engine.syncNow()
    await pause(200)
  }
}

type Disasters = { chance: ReturnType<typeof chanceOf>; until: number; count: (what: string) => void }

/** Kills and pauses nodes and database, one thing after the other; leaves everything running. */
async function disasters(nodes: readonly Node[], pg: Postgres, { chance, until, count }: Disasters): Promise<void> {
  const kinds = ['node killed', 'node paused', 'both nodes killed', 'database killed', 'database paused'] as const
  // each of them once, however slow the machine
  for (let n = 0; n < kinds.length || Date.now() < until; n++) {
    await pause(500 + chance.below(1500))
    const node = chance.pick(nodes)
    const kind = n < kinds.length ? kinds[n] : chance.pick(kinds)
    count(String(kind))
    const later = (): Promise<void> => pause(300 + chance.below(2500))
    switch (kind) {
      case 'node killed':
        await node.kill()
        await later()
        await node.start()
        break
      case 'both nodes killed':
        await Promise.all(nodes.map((one) => one.kill()))
        await later()
        await Promise.all(nodes.map((one) => one.start()))
        break
      case 'node paused':
        node.signal('SIGSTOP')
        await later()
        node.signal('SIGCONT')
        break
      case 'database killed':
        await pg.killAndRecover()
        break
      case 'database paused':
        pg.pause()
        await later()
        pg.goOn()
        break
      case undefined:
    }
  }
}

/** Lets everything go out and come in, until three looks in a row find nothing under way. */
async function settle(
  crew: readonly { place: Place }[],
  ms: number,
  act: (what: string, work: Promise<unknown>) => void,
): Promise<void> {
  const quiet = ({ files: { disk }, desk }: Place): boolean =>
    desk?.status().connection === 'online' &&
    (['outbox', 'working', 'overlay', 'wanted'] as const).every((table) => rowsOf(disk, table).length === 0)
  const until = Date.now() + ms
  for (let calmFor = 0; calmFor < 3 && Date.now() < until;) {
    for (const { place } of crew) {
      const desk = place.desk as WorldDesk
      for (const [docId, editor] of desk.editors) act('flush', save(desk, docId as DocumentId, editor))
      act('submitAll', desk.desk.submitAll())
      desk.engine.syncNow()
    }
    await pause(1000)
    calmFor = crew.every(({ place }) => quiet(place)) ? calmFor + 1 : 0
  }
}
