import { bodySm3 } from '../../src-shared/document/body-json.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import type { CommandArgs, CommandName } from '../../src-shared/workflow/commands.ts'
import { mayDecide, mayEdit } from '../../src-shared/workflow/decide.ts'
import { heldElsewhere, heldHere, isLeased, mayDraft } from '../../src-shared/workflow/decide-leases.ts'
import type { Directory, Post } from '../../src-shared/workflow/directory.ts'
import { openTaskOf, wasSubmitted, writingStep, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { chanceOf, worldClock } from './clock.ts'
import { calm, worldLine, type Weather } from './line.ts'
import { smallCounty } from './small-county.ts'
import { copyDisk, emptyDisk, rowsOf } from './store.ts'
import { bootDesk, CacheFull, openEditor, save, typeMarker, type DeskDisk, type WorldDesk } from './world-desk.ts'
import { quickHash } from './world-hash.ts'
import { judge } from './world-oracle.ts'
import { startModelServer, type Mutant, type StartWorldServer } from './world-server.ts'

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
  /** mutant: the desk keeps no acknowledged commands */
  forgetHistory?: boolean
  /** the second desk of the first person is a copy of the first: same device id */
  cloned?: boolean
  /** chance that somebody who may draft takes, lets go of or breaks a lease, or says who drafts along */
  leases?: number
  /** how long people stay at drafting: chance that what would end it is left for later */
  lingers?: number
  /** how much of what people do is typing */
  typing?: number
  /** people keep documents moving: they take what is furthest along, seldom send it back, on a line that comes back soon */
  brisk?: boolean
}

/** What went wrong, in words; empty where nothing did. `did`: how much happened, so a run that does nothing is noticed. */
export type WorldReport = { faults: string[]; did: Record<string, number> }

const storm: Weather = { lost: 0.08, answerLost: 0.08, repeated: 0.1, busy: 0.03, maxDelayMs: 3000 }
const START = Date.UTC(2026, 9, 12, 1, 0)

const post = (userId: string, name: string, role: Post['role']): Post => ({
  id: `p-${userId}-${role}`,
  userId,
  name,
  title: '',
  unitId: 'liuhe-office',
  role,
})
/** Two people who hold all roles between them, so every document passes from desk to desk. */
const county: Directory = {
  ...smallCounty,
  posts: [
    post('wang', '王芳', 'drafter'),
    post('wang', '王芳', 'officeChecker'),
    post('wang', '王芳', 'leader'),
    post('li', '李建国', 'sectionHead'),
    post('li', '李建国', 'deputyLeader'),
    post('li', '李建国', 'drafter'),
  ],
}
const people = [
  { userId: 'wang', name: '王芳' },
  { userId: 'li', name: '李建国' },
  { userId: 'wang', name: '王芳' }, // a second desk of the same person
]

export type Place = {
  files: DeskDisk
  backup: DeskDisk | null
  line: { weather: Weather; cut: boolean }
  desk: WorldDesk | null
  device: string
  booting: boolean
}

/** Runs one world to its end and asks the oracle. */
export async function runWorld(options: WorldOptions): Promise<WorldReport> {
  const chance = chanceOf(options.seed)
  const clock = worldClock(START, options.overlapMs)
  const faults: string[] = []
  const did: Record<string, number> = {}
  const count = (what: string): void => void (did[what] = (did[what] ?? 0) + 1)
  const start = options.server ?? startModelServer(options.mutant ?? 'none', quickHash)
  const server = await start({ clock, newId: chance.id, county, people, count })
  const accepted = new Map<string, { userId: string; place: number }>()
  const markers: { text: string; docId: string; saved: boolean }[] = []
  let crashes = 0
  let refuses = 0
  let markerNo = 0
  const bad = options.storm ?? storm

  const places: Place[] = people.slice(0, options.desks).map(() => ({
    files: { disk: emptyDisk(), journal: [] },
    backup: null,
    line: { weather: calm, cut: false },
    desk: null,
    device: chance.id(),
    booting: false,
  }))
  const [original, , copy] = places
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
    const transport = worldLine(clock, chance, place.line, place.device, server.connect(who.userId, place.device))
    const attempt = { dead: false }
    void bootDesk({
      ...who,
      device: place.device,
      files: place.files,
      sm3: server.sm3,
      forgetHistory: options.forgetHistory ?? false,
      clock,
      chance,
      transport,
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

  const seenDocs = (place: Place): DocumentState[] => {
    const over = new Map(rowsOf(place.files.disk, 'overlay').map((row) => [row.docId, row.data]))
    const ids = new Set([...over.keys(), ...rowsOf(place.files.disk, 'docs').map((row) => row.id)])
    const base = new Map(rowsOf(place.files.disk, 'docs').map((row) => [row.id, row.data]))
    return [...ids].flatMap((id) => over.get(id) ?? base.get(id) ?? []).filter((doc) => doc.state !== 'X2')
  }
  const command = <N extends CommandName>(place: Place, desk: WorldDesk, name: N, args: CommandArgs<N>): void => {
    const i = places.indexOf(place)
    act(
      name,
      desk.desk.command(name, args).then((decided) => {
        if (!decided.ok) return count(`refused ${decided.code}`)
        const row = [...rowsOf(place.files.disk, 'outbox'), ...rowsOf(place.files.disk, 'history')].findLast(
          (r) => r.name === name && r.docId === args.docId,
        )
        if (row) accepted.set(row.cmdId, { userId: desk.userId, place: i })
      }),
    )
  }

  const doSomething = (place: Place, desk: WorldDesk): void => {
    const docs = seenDocs(place)
    // mostly what waits for them, and of that what is furthest along
    const turns = docs.filter((d) => openTaskOf(d, desk.userId)).toSorted((a, b) => b.tasks.length - a.tasks.length)
    const doc = chance.once(options.brisk ? 0.85 : 0.4) ? turns[0] : docs.length > 0 ? chance.pick(docs) : undefined
    if (!doc && docs.length > 0) return
    if (!doc || (docs.length < 3 && chance.once(0.08))) {
      act(
        'CreateDraft',
        desk.desk
          .createDraft({ elements: { title: `关于第${docs.length}件事的通知` }, paragraphs: ['各村：', '请认真执行。'] })
          .catch((e: unknown) => (e instanceof Error && e.name === 'DeskFailure' ? undefined : Promise.reject(e as Error))),
      )
      return
    }
    const task = openTaskOf(doc, desk.userId)
    if (mayDraft(doc, desk.userId) && chance.once(options.leases ?? 0)) return onLease(place, desk, doc)
    if (mayWrite(place, desk, doc) && chance.once(options.typing ?? 0.5)) return type(place, desk, doc, chance.once(0.3))
    if (chance.once(0.15)) return act('submit', desk.desk.submit(doc.id))
    if (task) return onTurn(place, desk, doc, task.id, task.step)
    if (chance.once(0.03))
      command(place, desk, 'Withdraw', { docId: doc.id, text: '再改改', signedOn: today(), nextTaskId: chance.id() as never })
  }
  const today = (): string => new Date(clock.now() + 8 * 3_600_000).toISOString().slice(0, 10)

  const type = (place: Place, desk: WorldDesk, doc: DocumentState, twice: boolean): void => {
    const work = async (): Promise<void> => {
      const editor = await openEditor(desk, doc.id)
      if (!editor) return
      const typed = twice ? 2 : 1
      for (let n = 0; n < typed; n++) {
        const marker = { text: `〔${markerNo++}〕`, docId: doc.id, saved: false }
        // the page knows at every keystroke whether it may write, and whether edits are tracked
        const now = seenDocs(place).find((d) => d.id === doc.id)
        const step = now && writingStep(now, desk.userId)
        if (!now || !step || !mayWrite(place, desk, now)) return
        if (!typeMarker(desk, now, editor, step, marker.text, chance, clock.now())) continue
        markers.push(marker)
        await save(desk, doc.id, editor)
        marker.saved = true
      }
    }
    act('type', work())
  }

  const mayWrite = (place: Place, desk: WorldDesk, doc: DocumentState): boolean =>
    mayEdit(doc, desk.userId) && !heldElsewhere(doc, { userId: desk.userId, device: place.device }, clock.now())

  /** 占用、放开、解除占用、合拟, as the bar above the page offers them. */
  const onLease = (place: Place, desk: WorldDesk, doc: DocumentState): void => {
    const docId = doc.id
    const here = { userId: desk.userId, device: place.device }
    const other = heldElsewhere(doc, here, clock.now())
    const online = desk.status().connection === 'online'
    const friend = desk.userId === 'wang' ? 'li' : 'wang'
    const mine = doc.drafter.userId === desk.userId
    if (mine && doc.codrafters.length === 0) return command(place, desk, 'AddCodrafter', { docId, userId: friend })
    if (mine && chance.once(0.05)) return command(place, desk, 'RemoveCodrafter', { docId, userId: friend })
    if (!isLeased(doc)) return
    if (other) {
      if (!online || chance.once(0.5)) return
      return command(place, desk, 'BreakLease', { docId, leaseId: other.id, nextLeaseId: chance.id(), reason: '急件' })
    }
    const own = heldHere(doc, here)
    if (own && chance.once(0.3)) return command(place, desk, 'ReleaseLease', { docId, leaseId: own.id })
    if (online) command(place, desk, 'TakeLease', { docId, leaseId: chance.id(), hours: chance.pick([1, 24, 168]) })
  }

  const onTurn = (place: Place, desk: WorldDesk, doc: DocumentState, taskId: string, step: string): void => {
    const common = { docId: doc.id, text: '同意', signedOn: today(), basisSm3: doc.bodySm3, nextTaskId: chance.id() as never }
    if (chance.once(0.15))
      return command(place, desk, 'AddAttachment', {
        docId: doc.id,
        attachment: { sm3: quickHash(chance.id()), name: '附件.pdf', size: 1, mime: 'application/pdf' },
      })
    if (chance.once(0.1)) return command(place, desk, 'OpenTask', { docId: doc.id, taskId: taskId as never })
    if (mayDecide(doc, desk.userId) && doc.tracked && chance.once(0.3)) {
      const shown = desk.editors.get(doc.id)?.shown
      const change = shown && listChanges(shown).at(-1)
      if (change)
        return command(place, desk, 'DecideChanges', { docId: doc.id, decisions: [{ changeId: change.id, verdict: 'accept' }] })
    }
    if (step === 'draft' && chance.once(options.lingers ?? 0)) return
    if (step === 'draft') {
      if (!wasSubmitted(doc) && chance.once(0.1)) return command(place, desk, 'DiscardDraft', { docId: doc.id })
      return command(place, desk, 'SubmitDraft', {
        ...common,
        assignees: { review: 'li', check: 'wang', cosign: 'li', sign: 'wang' },
      })
    }
    if (chance.once(options.brisk ? 0.04 : 0.12))
      return command(place, desk, 'Return', { ...common, taskId: taskId as never, toStep: 'draft', text: '退回修改' })
    if (step === 'sign') return act('sign', sign(place, desk, doc, taskId))
    command(place, desk, 'Approve', { ...common, taskId: taskId as never })
  }
  /** A signer opens the document and signs what is shown, with the open changes that are shown. */
  const sign = async (place: Place, desk: WorldDesk, doc: DocumentState, taskId: string): Promise<void> => {
    const editor = await openEditor(desk, doc.id)
    if (!editor) return
    const decided = new Set(doc.decisions.flatMap((d) => d.changeIds))
    const openChanges = listChanges(editor.shown).flatMap((c) => (decided.has(c.id) ? [] : [c.id]))
    const shownSm3 = bodySm3(server.sm3, editor.shown)
    command(place, desk, 'Sign', {
      docId: doc.id,
      taskId: taskId as never,
      text: '同意',
      signedOn: today(),
      bodySm3: shownSm3,
      openChanges,
    })
  }

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
        await server.expire(chance.pick(people).userId, expired)
        if (expired) count('session expired')
      }
      if (chance.once(0.02)) place.backup = { disk: copyDisk(place.files.disk), journal: [] }
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
        place.files.disk = back ? copyDisk(back.disk) : emptyDisk()
        count(back ? 'rollback' : 'raze')
      }
      if (place.desk?.alive()) doSomething(place, place.desk)
      else if (chance.once(0.5)) boot(i)
      // a wake-up from the server reaches who has a line
      if (options.brisk && chance.once(0.3)) for (const { desk, line } of places) if (!line.cut) desk?.engine.wake([])
      await run(chance.once(0.05) ? 400_000 : chance.below(chance.once(options.brisk ? 0.7 : 0.3) ? 20_000 : 800))
    }

    // calm weather, all desks up, everything unsent goes out
    crashes = refuses = 0
    for (const place of places) Object.assign(place.line, { weather: calm, cut: false })
    for (const { userId } of people) await server.expire(userId, false)
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
      judge({ server: await server.look(), sm3: server.sm3, places, people, accepted, markers, fault, count })
  } catch (error) {
    faults.push(`world: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  } finally {
    places.forEach((place) => place.desk?.engine.stop())
    await server.close()
  }
  return { faults, did }
}
