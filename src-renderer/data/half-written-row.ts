import type { Store } from '../../src-shared/sync/store-port.ts'

/** Texts of fields that were not sent yet, by the name of the field (`ui/half-written.ts`). */
export type HalfWritten = Readonly<Record<string, string>>

const key = 'halfWritten'

/** Keeps them in the cache, sealed like everything there (SE-66). */
export const putHalfWritten = (store: Store, texts: HalfWritten): Promise<void> =>
  store.transact('rw', ['meta'], (tx) =>
    Object.keys(texts).length === 0 ? tx.remove('meta', key) : tx.put('meta', { key, value: texts }),
  )

/** What was kept; from here on it lives in the page again. */
export const takeHalfWritten = (store: Store): Promise<HalfWritten> =>
  store.transact('rw', ['meta'], async (tx) => {
    const kept = (await tx.get('meta', key))?.value
    if (kept !== undefined) await tx.remove('meta', key)
    return (kept ?? {}) as HalfWritten
  })
