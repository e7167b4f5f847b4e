/*
 * An input method and a keyboard as Chromium itself delivers them, driven over the DevTools protocol. Used in the browser
 * tests and in the Electron window: who drives it says how commands are sent and how an event of the page is awaited.
 */

export type ImeDriver = {
  send: (method: string, params: Record<string, unknown>) => Promise<unknown>
  /** resolves once the act is done and the page has seen an event of this type after it */
  after: (event: 'input' | 'compositionend' | 'keyup', act: () => Promise<unknown>) => Promise<void>
}

export type Ime = {
  /** shows each text in turn as the composition, and goes no further */
  start: (...texts: readonly string[]) => Promise<void>
  /** commits a text: what is being composed becomes it, or it is put in as an input method without composition does */
  commit: (text: string) => Promise<void>
  /** types through an input method: each text is what the composition shows at that moment; the last is committed */
  compose: (...texts: readonly string[]) => Promise<void>
  /** gives up what is being composed (Esc) */
  cancel: () => Promise<void>
  composeAndCancel: (...texts: readonly string[]) => Promise<void>
  /** a key by its DOM name, as the browser itself would deliver it */
  press: (key: string, code: number, modifiers?: number) => Promise<void>
}

const letterKey = /^[a-z]$/i

export function makeIme({ send, after }: ImeDriver): Ime {
  const show = (text: string): Promise<unknown> =>
    send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  let composing = false

  const start: Ime['start'] = async (...texts) => {
    for (const text of texts) await after('input', () => show(text))
    composing = true
  }
  const commit: Ime['commit'] = async (text) => {
    await after(composing ? 'compositionend' : 'input', () => send('Input.insertText', { text }))
    composing = false
  }
  const cancel: Ime['cancel'] = async () => {
    await after('compositionend', () => show(''))
    composing = false
  }
  return {
    start,
    commit,
    cancel,
    compose: async (...texts) => {
      await start(...texts)
      await commit(texts.at(-1) ?? '')
    },
    composeAndCancel: async (...texts) => {
      await start(...texts)
      await cancel()
    },
    press: async (key, code, modifiers = 0) => {
      const common = {
        key,
        code: letterKey.test(key) ? `Key${key.toUpperCase()}` : key,
        windowsVirtualKeyCode: code,
        nativeVirtualKeyCode: code,
        modifiers,
      }
      const types = key.length === 1 && modifiers === 0
      await after('keyup', async () => {
        await send('Input.dispatchKeyEvent', {
          type: types ? 'keyDown' : 'rawKeyDown',
          ...common,
          ...(types ? { text: key } : {}),
        })
        await send('Input.dispatchKeyEvent', { type: 'keyUp', ...common })
      })
    },
  }
}

export const keys = {
  Backspace: 8,
  Tab: 9,
  Enter: 13,
  Escape: 27,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
  Delete: 46,
  z: 90,
} as const

export const ALT = 1
export const CTRL = 2
export const SHIFT = 8
