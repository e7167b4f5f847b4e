import { cdp } from 'vitest/browser'

type Session = { send: (method: string, params?: Record<string, unknown>) => Promise<unknown> }
const session = (): Session => cdp() as unknown as Session

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** Types through an input method: each text is what the composition shows at that moment; the last is committed. */
export async function compose(...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await session().send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
    await pause(15)
  }
  const last = texts[texts.length - 1] ?? ''
  await session().send('Input.insertText', { text: last })
  await pause(30)
}

/** Composes and gives up (Esc): nothing is left behind. */
export async function composeAndCancel(...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await session().send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
    await pause(15)
  }
  await session().send('Input.imeSetComposition', { text: '', selectionStart: 0, selectionEnd: 0 })
  await pause(30)
}

/** A key by its DOM name, as the browser itself would deliver it. */
export async function press(key: string, code: number, modifiers = 0): Promise<void> {
  const common = {
    key,
    code: key.length === 1 ? `Key${key.toUpperCase()}` : key,
    windowsVirtualKeyCode: code,
    nativeVirtualKeyCode: code,
    modifiers,
  }
  await session().send('Input.dispatchKeyEvent', {
    type: key.length === 1 && modifiers === 0 ? 'keyDown' : 'rawKeyDown',
    ...common,
    ...(key.length === 1 && modifiers === 0 ? { text: key } : {}),
  })
  await session().send('Input.dispatchKeyEvent', { type: 'keyUp', ...common })
  await pause(10)
}

export const keys = {
  Backspace: 8,
  Enter: 13,
  Tab: 9,
  Delete: 46,
  ArrowLeft: 37,
  ArrowRight: 39,
  ArrowUp: 38,
  ArrowDown: 40,
} as const
export const CTRL = 2
/** Longer than the door waits after a composition. */
export const SETTLED_MS = 120
