import { cdp } from 'vitest/browser'
import { makeIme, type ImeDriver } from './ime-keys.ts'

export { ALT, CTRL, keys, SHIFT } from './ime-keys.ts'

type Session = { send: (method: string, params?: Record<string, unknown>) => Promise<unknown> }
const session = (): Session => cdp() as unknown as Session

/** How the protocol is spoken from within a browser test: events are awaited on the page itself. */
const driver: ImeDriver = {
  send: (method, params) => session().send(method, params),
  after: async (event, act) => {
    const seen = new Promise<void>((done) => document.addEventListener(event, () => done(), { once: true, capture: true }))
    await act()
    // where the page lets nothing in (no caret, no focus) there is no event: the test judges what came of it
    await Promise.race([seen, new Promise((done) => setTimeout(done, 3000))])
    // what the page does on the event is done when the next frame is drawn
    await frame()
  },
}

/** Resolves when the next frame is being drawn. */
export const frame = (): Promise<void> => new Promise((done) => requestAnimationFrame(() => done()))

export const { start, commit, cancel, compose, composeAndCancel, press } = makeIme(driver)

/** The protocol itself, for what is no key and no composition. */
export const send = driver.send

/** Waits a while. Only where what is waited for is that nothing happens. */
export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
