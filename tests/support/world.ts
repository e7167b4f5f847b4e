import type { DocumentId } from '../../src-shared/ids.ts'
import { chanceOf, worldClock } from './clock.ts'
import { calm, worldLine, type Weather } from './line.ts'
import { copyDisk, emptyDisk, rowsOf } from './store.ts'
import { peopleAtWork, type Marker } from './world-acts.ts'
import { bootDesk, CacheFull, save, type DeskDisk, type WorldDesk } from './world-desk.ts'
import { quickHash } from './world-hash.ts'
import { fileJournal, memoryJournal } from './world-journal.ts'
import type { DeskMutant, Mutant } from './world-mutants.ts'
import { judge, type Accepted } from './world-oracle.ts'
import { chaptersCounty, chaptersPeople } from './world-chapters.ts'
import * as smallWorld from './world-people.ts'
import type { StartWorldServer } from './world-port.ts'
import { startModelServer } from './world-model.ts'
import { watchDesks } from './world-watch.ts'

/** How a world is run. Everything else comes from the seed. */
export type WorldOptions = {
  seed: number
  /** things people do */
  steps: number
  desks: number
  /** the county server; the model in memory where none is given */
  server?: StartWorldServer
  /** how soon after one another requests meet on a real server; 0: never, and a seed runs the same every time */
  overlapMs?: number
  mutant?: Mutant | undefined
  /** chances per step */
  crash?: number
  razed?: number
  rolledBack?: number
  restored?: number
  /** chance that a desk's cache refuses a write, as on a full disk */
  refuses?: number
  storm?: Weather
  /** a fault of every desk that the oracle must notice */
  deskMutant?: DeskMutant
  /** the journal of every desk is src-main's own, in a folder */
  realJournal?: boolean
  /** chance that, while a desk is down, one bit of its journal turns; its cache must then be whole */
  flips?: number
  /** chance that a desk's clock jumps, by up to ten years either way */
  clockJumps?: number
  /** chance that a desk that is down comes back under a new device number: main lost its own, the cache is whole */
  newDevice?: number
  /** chance that 李建国 is given other posts: documents come into view and leave it */
  reposts?: number
  /** the second desk of the first person is a copy of the first: same device id */
  cloned?: boolean
  /** chance that somebody who may draft takes, lets go of or breaks a lease, or says who drafts along */
  leases?: number
  /** chance that who drafts sends whom they draft with away, where they could */
  removes?: number
  /** how long people stay at drafting: chance that what would end it is left for later */
  lingers?: number
  /** new documents are begun while there are fewer than these; 3 where not said */
  drafts?: number
  /** how much of what people do is typing */
  typing?: number
  /** people go on after 签发, ask other units and hand turns about; only a county server knows all of that */
  chapters?: boolean
  /** chance that the server looks at its clocks, or that somebody gives a 委托 */
  ownActs?: number
  /** people keep documents moving: they take what is furthest along, seldom send it back, on a line that comes back soon */
  brisk?: boolean
}

/** What went wrong, in words; empty where nothing did. `did`: how much happened, so a run that does nothing is noticed. */
export type WorldReport = { faults: string[]; did: Record<string, number> }

const storm: Weather = { lost: 0.08, answerLost: 0.08, repeated: 0.1, busy: 0.03, odd: 0.01, maxDelayMs: 3000 }
const START = Date.UTC(2026, 9, 12, 1, 0)

export type Place = {
  files: DeskDisk
  backup: DeskDisk['disk'] | null
  line: { weather: Weather; cut: boolean }
  desk: WorldDesk | null
  device: string
  booting: boolean
  /** what its own clock says */
  now: () => number
  /** how far its clock is off, ms */
  skew: number
}
const tenYears = 10 * 365 * 86_400_000

/** Runs one world to its end and asks the oracle. */
export async function runWorld(options: WorldOptions): Promise<WorldReport> {
  const { county, people } = options.chapters ? { county: chaptersCounty, people: chaptersPeople } : smallWorld
  const { posts } = smallWorld
  const chance = chanceOf(options.seed)
  const clock = worldClock(START, options.overlapMs)
  const faults: string[] = []
  const did: Record<string, number> = {}
  const count = (what: string): void => void (did[what] = (did[what] ?? 0) + 1)
  const start = options.server ?? startModelServer(options.mutant ?? 'none', quickHash)
  const server = await start({ clock, chance, newId: chance.id, county, people, count })
  const accepted = new Map<string, Accepted>()
  const markers: Marker[] = []
  let crashes = 0
  let refuses = 0
  const bad = options.storm ?? storm

  const places: Place[] = people.slice(0, options.desks).map(() => {
    const journal = options.realJournal ? fileJournal(clock, chance) : memoryJournal()
    const place: Place = {
      files: { disk: emptyDisk(), journal },
      backup: null,
      line: { weather: calm, cut: false },
      desk: null,
      device: chance.id(),
      booting: false,
      now: () => clock.now() + place.skew,
      skew: 0,
    }
    return place
  })
  const watch = watchDesks(places, clock.now, (text) => void faults.push(text))
  const away = new Set<string>()
  const [original] = places
  const copy = places.find((_, i) => i > 0 && people[i]?.userId === people[0]?.userId)
  if (options.cloned && original && copy) copy.device = original.device
  /** A cache that refuses is trouble a desk must live with; everything else is a fault. */
  const trouble = (what: string, error: unknown): void => {
    if (error instanceof CacheFull) count('cache refused')
    else faults.push(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
  const boot = (i: number): void => {
    const place = places[i] as Place
    if (place.booting || place.desk?.alive()) return
    place.booting = true
    const who = people[i] as (typeof people)[number]
    const line = worldLine(clock, chance, place.line, place.device, server.connect(who.userId, place.device))
    const push = async (...input: Parameters<typeof line.push>): ReturnType<typeof line.push> => {
      const answer = await line.push(...input)
      watch.pushed(answer)
      return answer
    }
    const attempt = { dead: false }
    void bootDesk({
      ...who,
      device: place.device,
      files: place.files,
      sm3: server.sm3,
      mutant: options.deskMutant ?? 'none',
      clock,
      now: place.now,
      chance,
      transport: { ...line, push },
      crashes: () => crashes,
      refuses: () => refuses,
      onCrash: () => {
        attempt.dead = true
        place.booting = false
        place.desk = null
        count('crash')
      },
      onError: (error) => trouble(`desk ${i}`, error),
    }).then(
      (desk) => {
        if (attempt.dead) return
        place.booting = false
        place.desk = desk
      },
      (error: unknown) => {
        trouble(`boot ${i}`, error)
        place.booting = false
      },
    )
  }
  /** What a power cut or a bad disk does to the journal of a desk that is down. */
  const harmJournal = ({ files }: Place): void => {
    if (!options.realJournal) return
    if (chance.once(0.3)) {
      files.journal.tear()
      count('journal torn')
    } else if (chance.once(options.flips ?? 0)) {
      files.journal.flip()
      count('journal bit turned')
    }
  }
  const run = async (ms: number): Promise<void> => {
    const until = clock.now() + ms
    while (await clock.step(until)) if (faults.length > 0) return
  }
  /** Something a person does; a crash in the middle leaves it hanging, as it would. */
  const act = (what: string, work: Promise<unknown>): void => {
    work.then(
      () => count(what),
      (error: unknown) => trouble(what, error),
    )
  }

  const doSomething = peopleAtWork({ options, chance, sm3: server.sm3, places, accepted, markers, count, act })

  try {
    // first sync in calm weather
    places.forEach((_, i) => boot(i))
    await run(5000)
    places.forEach((place) => (place.line.weather = bad))
    crashes = options.crash ?? 0.002
    refuses = options.refuses ?? 0
    let restore: (() => Promise<void>) | null = null

    for (let step = 0; step < options.steps && faults.length === 0; step++) {
      const i = chance.below(places.length)
      const place = places[i] as Place
      if (chance.once(options.brisk && place.line.cut ? 0.4 : 0.06)) place.line.cut = !place.line.cut
      if (chance.once(0.03)) {
        const expired = chance.once(0.5)
        const { userId } = chance.pick(people)
        await server.expire(userId, expired)
        if (expired) {
          away.add(userId)
          count('session expired')
        } else away.delete(userId)
      }
      if (chance.once(0.02)) place.backup = copyDisk(place.files.disk)
      if (chance.once(options.restored ?? 0)) {
        if (restore) {
          await restore()
          restore = null
          count('restore')
        } else restore = await server.backup()
      }
      if (place.desk?.alive() && chance.once((options.razed ?? 0) + (options.rolledBack ?? 0))) {
        place.desk.kill()
        place.desk = null
        const back = chance.once((options.rolledBack ?? 0) / ((options.razed ?? 0) + (options.rolledBack ?? 0)))
          ? place.backup
          : null
        place.files.disk = back ? copyDisk(back) : emptyDisk()
        place.files.lost = true
        watch.forget(place)
        count(back ? 'rollback' : 'raze')
      }
      if (chance.once(options.clockJumps ?? 0)) {
        place.skew = chance.pick([0, tenYears, -tenYears, 3 * 86_400_000, -3_600_000])
        count('clock jump')
      }
      if (chance.once(options.reposts ?? 0)) {
        await server.repost('li', chance.pick(posts))
        count('other posts')
      }
      if (options.ownActs && chance.once(options.ownActs)) await server.ownActs?.().then(count)
      if (!place.desk && !place.booting && chance.once(options.newDevice ?? 0)) {
        place.device = chance.id()
        count('new device')
      }
      if (!place.desk && !place.booting) harmJournal(place)
      if (place.desk?.alive()) doSomething(place, place.desk)
      else if (chance.once(0.5)) boot(i)
      // a wake-up from the server reaches who has a line
      if (options.brisk && chance.once(0.3)) for (const { desk, line } of places) if (!line.cut) desk?.engine.wake([])
      watch.step(new Set(places.flatMap((_, at) => (away.has(people[at]?.userId ?? '') ? [at] : []))))
      await run(chance.once(0.05) ? 400_000 : chance.below(chance.once(options.brisk ? 0.7 : 0.3) ? 20_000 : 800))
    }

    // calm weather, all desks up, everything unsent goes out
    crashes = refuses = 0
    for (const place of places) Object.assign(place.line, { weather: calm, cut: false })
    for (const { userId } of people) await server.expire(userId, false)
    if (options.reposts) await server.repost('li', posts[0] ?? [])
    for (const place of places) place.skew = 0
    const quiet = (place: Place): boolean =>
      place.desk?.status().connection === 'online' &&
      (['outbox', 'working', 'overlay'] as const).every((table) => rowsOf(place.files.disk, table).length === 0)
    let quietRounds = 0
    for (let roundNo = 0; roundNo < 12 && quietRounds < 3 && faults.length === 0; roundNo++) {
      quietRounds = places.every(quiet) ? quietRounds + 1 : 0
      places.forEach((_, i) => boot(i))
      await run(100_000)
      for (const place of places) {
        if (!place.desk) continue
        for (const [docId, editor] of place.desk.editors) act('flush', save(place.desk, docId as DocumentId, editor))
        act('submitAll', place.desk.desk.submitAll())
        place.desk.engine.syncNow()
      }
      await run(100_000)
    }
    const fault = (text: string): void => void faults.push(text)
    if (faults.length === 0)
      judge({
        told: watch.told,
        server: await server.look(),
        sm3: server.sm3,
        places,
        people,
        accepted,
        markers,
        restored: (did['restore'] ?? 0) > 0,
        fault,
        count,
      })
  } catch (error) {
    faults.push(`world: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  } finally {
    places.forEach((place) => place.desk?.engine.stop())
    for (const { files } of places) await files.journal.close()
    await server.close()
  }
  return { faults, did }
}
