/** A document of a batch; `copies`: of it on paper, where it is printed. */
export type BatchItem = { id: string; title: string; copies: number }
export type BatchState = 'waiting' | 'working' | 'done' | 'failed' | 'cancelled'
/** `code`: why it did not come about; `detail`: what came of it, in words. */
export type BatchLine = BatchItem & { state: BatchState; code: string | null; detail: string }

/** What a batch needs from outside. */
export type BatchWork<R> = {
  /** everything that is to be done with a document, in order. Rejects with a code where it cannot be begun */
  requests: (item: BatchItem) => Promise<readonly R[]>
  /** does one of them; answers what came of it, in words */
  make: (request: R, item: BatchItem, signal: AbortSignal) => Promise<string>
  codeOf: (error: unknown) => string
}

/**
 * Works through documents one after another (PP-136): one that fails is told with its code and does not stop the rest; called
 * off, what is under way and all that wait are `cancelled`. `tell` hears of every change. Resolves with all lines, in order.
 */
export async function runBatch<R>(
  items: readonly BatchItem[],
  { requests, make, codeOf }: BatchWork<R>,
  signal: AbortSignal,
  tell: (lines: readonly BatchLine[]) => void,
): Promise<readonly BatchLine[]> {
  let lines: readonly BatchLine[] = items.map((item) => ({ ...item, state: 'waiting', code: null, detail: '' }))
  const set = (at: number, change: Partial<BatchLine>): void => {
    lines = lines.map((line, i) => (i === at ? { ...line, ...change } : line))
    tell(lines)
  }
  tell(lines)
  for (const [at, item] of items.entries()) {
    if (signal.aborted) {
      set(at, { state: 'cancelled' })
      continue
    }
    set(at, { state: 'working' })
    const made: string[] = []
    try {
      for (const request of await requests(item)) {
        signal.throwIfAborted()
        made.push(await make(request, item, signal))
      }
      set(at, { state: 'done', detail: made.join('\n') })
    } catch (error) {
      // what was made before stays made, and is told
      set(
        at,
        signal.aborted
          ? { state: 'cancelled', detail: made.join('\n') }
          : { state: 'failed', code: codeOf(error), detail: made.join('\n') },
      )
    }
  }
  return lines
}

/** What is to be done again: everything that failed or was called off. */
export const toRetry = (lines: readonly BatchLine[]): readonly BatchItem[] =>
  lines.filter(({ state }) => state === 'failed' || state === 'cancelled').map(({ id, title, copies }) => ({ id, title, copies }))

/** Moves an item up or down; at the ends it stays. Pure. */
export function moved<T>(all: readonly T[], at: number, by: -1 | 1): readonly T[] {
  const to = at + by
  const one = all[at]
  if (one === undefined || to < 0 || to >= all.length) return all
  return all.toSpliced(at, 1).toSpliced(to, 0, one)
}
