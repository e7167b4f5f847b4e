import { v7 } from 'uuid'
import { afterAll, beforeAll, onTestFailed } from 'vitest'
import { sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { sampleCounty } from '../../src-server/sample/county.ts'
import type { CountySeed } from '../../src-server/store/county-seed.ts'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import { cutLine, type CutLine } from './cut-line.ts'
import { closeScreen, type DeskApp } from './desk-app.ts'
import { movedDesk, type MovedDesk } from './moved-desk.ts'
import { PASSWORD, smallCounty } from './server/county.ts'
import { openDesk, type Desk } from './server/desk.ts'
import { must } from './server/must.ts'
import { startTestServer, type TestServer } from './server/start-test-server.ts'

/** A moment in China, from '2026-09-22T10:00:00'. */
export const at = (text: string): number => Date.parse(`${text}+08:00`)

/** The sample county as it stands at a moment; its people sign in with the password of the tests. */
export const sampleAt = (now: number): CountySeed =>
  sampleCounty({ seed: 1, now, passwordHash: must(must(smallCounty().users[0]).passwordHash) })

export type MovedCounty = {
  readonly server: TestServer
  /** the desks' line to it, which can be cut */
  readonly line: CutLine
  /** today in China, by the server's clock */
  today: () => string
  /** a desk of somebody without a window, for what goes as commands */
  signedIn: (login: string) => Promise<Desk>
  /** Moves the server's clock on to `when`. */
  forward: (when: string) => void
  /** A desk at which nobody signed in yet, its clock at `when` whatever the server's says. */
  desk: (when: string, profile?: string) => Promise<DeskApp>
  /** One person's turn at a desk of their own, everybody's clock at `when`. What they did is sent when it ends. */
  scene: (when: string, login: string, turn: (desk: DeskApp) => Promise<void>) => Promise<void>
}

/**
 * A county whose clock a test file sets from scene to scene, the server's and the desks' alike; there once its tests begin.
 * A scene that fails leaves a picture `<name>-failed`.
 */
export function movedCounty(name: string, seed: CountySeed, start: number): MovedCounty {
  let server: TestServer | undefined
  let line: CutLine | undefined
  let moved: MovedDesk | undefined
  let desk: DeskApp | undefined
  const forward = (when: string): void => {
    const { clock } = must(server)
    clock.forward(at(when) - clock.now())
  }
  const open = async (when: string, profile?: string): Promise<DeskApp> => {
    desk = await must(moved).open(must(line).url, at(when), profile)
    const here = desk
    onTestFailed(() => here.shot(`${name}-failed`).catch(() => undefined))
    here.page.setDefaultTimeout(20_000)
    return here
  }
  beforeAll(async () => {
    server = await startTestServer({ seed, now: start })
    line = await cutLine(server.url)
    moved = movedDesk()
  })
  afterAll(async () => {
    await desk?.kill().catch(() => undefined)
    line?.close()
    await server?.close()
    moved?.remove()
    await closeScreen()
  })
  return {
    get server() {
      return must(server)
    },
    get line() {
      return must(line)
    },
    today: () => dateOf(must(server).clock.now()),
    signedIn: (login) => openDesk(must(server), login, v7(), PASSWORD),
    forward,
    desk: open,
    scene: async (when, login, turn) => {
      forward(when)
      const here = await open(when)
      await signIn(here.page, login, PASSWORD)
      await sent(here.page)
      await turn(here)
      await sent(here.page)
      await here.close()
      desk = undefined
    },
  }
}
