import { phraseList } from '../../src-shared/organisation/phrases.ts'
import type { Store } from '../../src-shared/sync/store-port.ts'

/** A person's own 常用语 on this desk. */
export type OwnPhraseStore = {
  own: () => Promise<string[]>
  keep: (words: readonly string[]) => Promise<void>
}

/** Key of one's own 常用语 in the cache's `meta`, sealed like everything there. */
const key = 'ownPhrases'

export const ownPhrases = (store: Store): OwnPhraseStore => ({
  own: async () => {
    const kept = await store.transact('r', ['meta'], (tx) => tx.get('meta', key))
    return phraseList.safeParse(kept?.value).data ?? []
  },
  keep: (words) => store.transact('rw', ['meta'], (tx) => tx.put('meta', { key, value: [...words] })),
})
