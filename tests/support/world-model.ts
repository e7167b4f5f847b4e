import type { Sm3 } from '../../src-shared/document/canonical.ts'
import { acceptAll } from '../../src-shared/revision/resolve.ts'
import type { Mutant } from './world-mutants.ts'
import type { StartWorldServer } from './world-port.ts'
import { headOf, modelServer } from './world-server.ts'

/** The model as a world's server. */
export const startModelServer =
  (mutant: Mutant, sm3: Sm3): StartWorldServer =>
  async ({ clock, chance, newId, county, people, count }) => {
    const model = modelServer(clock.now, newId, county, mutant, sm3, count, chance)
    return {
      sm3,
      connect: (userId) => (op, input) => model.ask(userId, op, input),
      expire: async (userId, expired) => model.expire(userId, expired),
      repost: async (userId, posts) => model.repost(userId, posts),
      backup: async () => {
        const restore = model.backup()
        return async () => restore()
      },
      look: async () => ({
        views: new Map(people.map(({ userId }) => [userId, model.view(userId)])),
        verdicts: model.verdicts(),
        effects: model.effects(),
        texts: model.texts(),
        docs: new Map([...model.docs()].map(([id, doc]) => [id, { state: doc.state, text: acceptAll(headOf(doc)).textContent }])),
        faults: [],
      }),
      close: async () => undefined,
    }
  }
