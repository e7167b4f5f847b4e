import type { CallInput, CallName, CallOutput } from '../../src-shared/ipc/contract.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { Journal } from '../../src-shared/sync/ports.ts'

/** A call to main that answers its value or rejects with a `DeskError`. */
export type Ask = <N extends CallName>(name: N, input: CallInput<N>) => Promise<CallOutput<N>>

/**
 * The journal as main keeps it. What could not be taken back, since not even the journal could write, is taken back with
 * the next write that works (SY-88).
 */
export function deskJournal(ask: Ask): Journal {
  const unwanted = new Set<string>()
  const settle: Journal['settle'] = (cmdIds, docIds, acks = []) =>
    ask('journal.settle', { cmdIds: [...cmdIds], docIds: docIds as DocumentId[], acks: [...acks] })
  const clear = async (): Promise<void> => {
    const now = [...unwanted]
    if (now.length === 0) return
    await settle(now, [])
    for (const id of now) unwanted.delete(id)
  }
  return {
    append: async (records) => {
      await clear()
      await ask('journal.append', { records: [...records] })
    },
    settle,
    takeBack: async (cmdIds) => {
      for (const id of cmdIds) unwanted.add(id)
      await clear().catch(() => undefined)
    },
  }
}
