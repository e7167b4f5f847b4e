import { describe, expect, it } from 'vitest'
import { helloResponse, type HelloResponse } from '../../../src-shared/sync/protocol.ts'
import { createEngine, type EngineStatus } from '../../../src-shared/sync/engine.ts'
import { TransportError, type Transport, type TransportFailure } from '../../../src-shared/sync/ports.ts'
import { chanceOf, worldClock } from '../../support/clock.ts'
import { smallCounty } from '../../support/small-county.ts'
import { emptyDisk, rowsOf } from '../../support/store.ts'
import { installDesk, memoryEnv, START } from '../../support/test-desk.ts'
import { createDesk } from '../../../src-shared/sync/desk.ts'

/** An engine over a server that answers as told. */
const greeting = (epoch: string, now: number): HelloResponse =>
  helloResponse.parse({ epoch, now, proto: { min: 1, max: 1 }, lastSeq: 0, directoryVersion: 1 })

async function engineWith(answers: Partial<Transport>) {
  const clock = worldClock(START)
  const chance = chanceOf(7)
  const disk = emptyDisk()
  const env = memoryEnv(disk, { now: clock.now, newId: chance.id })
  const epoch = chance.id()
  const device = chance.id()
  await installDesk(env, device)
  const calls: string[] = []
  const transport: Transport = {
    hello: async () => greeting(epoch, clock.now()),
    push: async (request) => ({
      epoch,
      results: request.cmds.map((c) => ({ id: c.id, seq: c.seq, status: 'applied' as const })),
    }),
    pull: async () => ({ epoch, scopes: {}, left: [], docs: [], lastSeq: 0, complete: true }),
    bodies: async () => ({ bodies: [], damaged: [], rest: [] }),
    directory: async () => smallCounty,
    ...answers,
  }
  const logged: Transport = Object.fromEntries(
    Object.entries(transport).map(([name, ask]) => [
      name,
      (...args: never[]) => (calls.push(name), (ask as (...a: never[]) => Promise<unknown>)(...args)),
    ]),
  ) as unknown as Transport
  const errors: unknown[] = []
  const engine = createEngine({ env, transport: logged, clock, random: chance, onError: (error) => errors.push(error) })
  let status: EngineStatus | undefined
  engine.onStatus((next) => {
    status = next
  })
  void engine.run()
  const run = async (ms: number): Promise<void> => {
    const until = clock.now() + ms
    while (await clock.step(until));
  }
  return {
    engine,
    calls,
    errors,
    run,
    clock,
    disk,
    epoch,
    desk: createDesk(env, () => engine.wake([])),
    status: () => status as EngineStatus,
  }
}

const fails = (failure: TransportFailure) => () => Promise.reject(new TransportError(failure))

describe('the engine', () => {
  it('greets, pushes, pulls; then looks about once a minute though nothing wakes it (SY-68)', async () => {
    const world = await engineWith({})
    await world.run(1)
    expect(world.calls).toEqual(['hello', 'pull'])
    await world.run(10 * 60_000)
    const pulls = world.calls.filter((call) => call === 'pull').length
    expect(pulls).toBeGreaterThanOrEqual(8)
    expect(pulls).toBeLessThanOrEqual(14)
    expect(world.status()).toMatchObject({ connection: 'online', stalled: false, trouble: null })
    world.engine.stop()
  })

  it('sends a new command at once', async () => {
    const world = await engineWith({})
    await world.run(1)
    await world.desk.createDraft({ elements: { title: '甲' } })
    await world.run(1)
    expect(world.calls).toContain('push')
    expect(rowsOf(world.disk, 'outbox')).toEqual([])
    world.engine.stop()
  })

  it('SY-109 hands in what was written although the server is too new to be read from (C-13)', async () => {
    const world = await engineWith({ pull: fails({ kind: 'tooOld', minimum: '2' }) })
    await world.desk.createDraft({ elements: {}, paragraphs: [] })
    await world.run(10 * 60_000)
    expect(rowsOf(world.disk, 'outbox')).toEqual([])
    expect(rowsOf(world.disk, 'history')).toHaveLength(1)
    expect(world.status()).toMatchObject({ connection: 'online', trouble: 'SY-TOO-OLD' })
    await world.desk.createDraft({ elements: {}, paragraphs: [] })
    await world.run(2 * 60_000)
    expect(rowsOf(world.disk, 'outbox')).toEqual([])
    world.engine.stop()
  })

  it('fetches the address book anew from a restored server, though its number is the same (SY-64)', async () => {
    let epoch = chanceOf(1).id()
    const world = await engineWith({
      hello: async () => greeting(epoch, 0),
      pull: async () => ({ epoch, scopes: {}, left: [], docs: [], lastSeq: 0, complete: true }),
    })
    await world.run(1)
    expect(world.calls).not.toContain('directory')
    epoch = chanceOf(2).id()
    await world.run(3 * 60_000)
    expect(world.calls.filter((call) => call === 'directory')).toHaveLength(1)
    world.engine.stop()
  })

  it('SY-101 work that waits at a restored server is no alarm, and is said', async () => {
    const epoch = chanceOf(1).id()
    const world = await engineWith({
      hello: async () => ({ ...greeting(epoch, 0), recovering: true }),
      push: async (request) => ({
        epoch,
        results: request.cmds.slice(0, 1).map(({ id, seq }) => ({ id, seq, status: 'deferred' as const, code: 'SY-WAITS' })),
      }),
      pull: async () => ({ epoch, scopes: {}, left: [], docs: [], lastSeq: 0, complete: true }),
    })
    await world.desk.createDraft({ elements: {}, paragraphs: [] })
    await world.run(60 * 60_000)
    expect(rowsOf(world.disk, 'outbox').map((row) => row.status)).toEqual(['deferred'])
    expect(rowsOf(world.disk, 'attention')).toEqual([])
    expect(world.status()).toMatchObject({ stalled: false, trouble: null, notice: 'SY-RECOVERING' })
    world.engine.stop()
  })

  it('without a line waits longer each time, at most a minute, and comes back by itself', async () => {
    let cut = true
    const world = await engineWith({
      hello: async () => (cut ? fails({ kind: 'offline' })() : greeting(chanceOf(1).id(), 0)),
    })
    await world.run(60 * 60_000)
    expect(world.status().connection).toBe('offline')
    const tries = world.calls.length
    expect(tries).toBeGreaterThan(60)
    expect(tries).toBeLessThan(300)
    cut = false
    await world.run(61_000)
    expect(world.status().connection).toBe('online')
    world.engine.stop()
  })

  it('an expired session freezes the queue and loses nothing', async () => {
    const world = await engineWith({ push: fails({ kind: 'auth' }) })
    await world.run(1)
    await world.desk.createDraft({ elements: { title: '甲' } })
    await world.run(10 * 60_000)
    expect(world.status().connection).toBe('auth')
    expect(rowsOf(world.disk, 'outbox')).toHaveLength(1)
    world.engine.stop()
  })

  it('an answer that never comes counts as no line, and the work is done later', async () => {
    let silent = true
    const world = await engineWith({
      push: (request) =>
        silent
          ? new Promise(() => undefined)
          : Promise.resolve({
              epoch: request.epoch,
              results: request.cmds.map((c) => ({ id: c.id, seq: c.seq, status: 'applied' as const })),
            }),
    })
    await world.run(1)
    await world.desk.createDraft({ elements: { title: '甲' } })
    await world.run(200_000)
    expect(rowsOf(world.disk, 'outbox')).toHaveLength(1)
    silent = false
    await world.run(300_000)
    expect(rowsOf(world.disk, 'outbox')).toEqual([])
    world.engine.stop()
  })

  it('says when the queue stands still though there is a line (SY-69)', async () => {
    const world = await engineWith({
      push: async (request) => ({
        epoch: request.epoch,
        results: request.cmds.map((c) => ({ id: c.id, seq: c.seq, status: 'deferred' as const })),
      }),
    })
    await world.run(1)
    await world.desk.createDraft({ elements: { title: '甲' } })
    await world.run(60_000)
    expect(world.status().stalled).toBe(false)
    await world.run(8 * 60_000)
    expect(world.status()).toMatchObject({ stalled: true, connection: 'online' })
    world.engine.stop()
  })

  it('a server that sends it round in circles is not stormed', async () => {
    const world = await engineWith({
      push: async (request) => ({ epoch: request.epoch, results: [], stop: { kind: 'gap', lastSeq: 0 } }),
    })
    await world.run(1)
    await world.desk.createDraft({ elements: { title: '甲' } })
    await world.run(60 * 60_000)
    expect(world.calls.filter((call) => call === 'push').length).toBeLessThan(400)
    world.engine.stop()
  })
})
