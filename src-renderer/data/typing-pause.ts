/** So long without a key is a pause: somebody reads, or looks for a word. */
const pauseMs = 500
/** Whoever types on and on still gets their documents, piece by piece. */
const atMostMs = 8000
/** The engine is told of keys this often; it need not know of each. */
const tellMs = 150

export type TypingPause = {
  /** a key was pressed */
  key: () => void
  /** resolves at the next pause in typing, at once where nobody types, at the latest after 8 s */
  quiet: () => Promise<void>
}

/**
 * Storing hundreds of documents keeps the cache and a processor busy for a few frames, which whoever types feels; so it waits
 * for a pause (SY-177). `now` in ms.
 */
export function createTypingPause(now: () => number, sleep: (ms: number) => Promise<void>): TypingPause {
  let last = -Infinity
  return {
    key: () => {
      last = now()
    },
    quiet: async () => {
      const latest = now() + atMostMs
      for (;;) {
        const wait = Math.min(last + pauseMs, latest) - now()
        if (wait <= 0) return
        await sleep(wait)
      }
    },
  }
}

/** Tells of keys pressed anywhere in a window, those of an input method among them. Answers the way to stop it. */
export function watchKeys(target: Window, tell: () => void): () => void {
  let told = -Infinity
  const onKey = (event: Event): void => {
    if (event.timeStamp - told < tellMs) return
    told = event.timeStamp
    tell()
  }
  target.addEventListener('keydown', onKey, { capture: true, passive: true })
  return () => target.removeEventListener('keydown', onKey, { capture: true })
}
