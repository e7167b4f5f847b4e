import { z } from 'zod'
import type { Store } from '../../src-shared/sync/store-port.ts'
import { unitTemplate } from '../../src-shared/templates/messages.ts'

/** What this desk has of 本机关范本, and the server's tag of it. */
const heldTemplates = z.object({ tag: z.string(), templates: z.array(unitTemplate) })
export type HeldTemplates = z.infer<typeof heldTemplates>

export type UnitTemplateStore = {
  held: () => Promise<HeldTemplates>
  keep: (held: HeldTemplates) => Promise<void>
}

/** Key of the organ's templates in the cache's `meta`, sealed like everything there. */
const key = 'unitTemplates'
const none: HeldTemplates = { tag: '', templates: [] }

export const unitTemplates = (store: Store): UnitTemplateStore => ({
  held: async () => {
    const kept = await store.transact('r', ['meta'], (tx) => tx.get('meta', key))
    return heldTemplates.safeParse(kept?.value).data ?? none
  },
  keep: (held) => store.transact('rw', ['meta'], (tx) => tx.put('meta', { key, value: held })),
})
