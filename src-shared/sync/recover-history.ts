import type { Acknowledged, JournalRecord } from '../ipc/journal-record.ts'
import { getMeta, putMeta, type Env } from './env.ts'
import { workRevOf } from '../workflow/document-state.ts'
import type { DocRow } from './store-port.ts'
import { newRow } from './submit.ts'
import { loadView, refreshDocs, viewTables } from './view.ts'

const workRevAt = (row: DocRow | undefined): number => (row ? workRevOf(row.data) : Infinity)

/** A command the server has, as the journal kept it beyond its answer. */
export type KeptCommand = { command: Extract<JournalRecord, { type: 'command' }>['command']; ack: Acknowledged }

/**
 * Gives a cache that came back empty, or short, the commands of the last 45 days the server has, oldest first: a server
 * that forgets gets them from here again (SY-64, SY-106). They go before everything unsent. A fresh cache also learns the
 * epoch they were acknowledged in, so nothing goes out again where the server is the same. Reading the same ones again
 * changes nothing. Runs after `recover`; answers how many were missing. Takes the lock.
 */
export async function recoverHistory(env: Env, kept: readonly KeptCommand[]): Promise<number> {
  return env.lock(() =>
    env.store.transact('rw', viewTables, async (tx) => {
      const outbox = await tx.all('outbox')
      const history = await tx.all('history')
      const known = new Set<string>([...outbox, ...history].map((row) => row.cmdId))
      const missing: KeptCommand[] = []
      for (const one of kept) if (!known.has(one.command.id) && !(await tx.get('attention', one.command.id))) missing.push(one)
      // what an older document here does not hold yet is shown over it
      const docs = await tx.getMany(
        'docs',
        missing.map((one) => one.command.doc),
      )
      const isOpen = (i: number): boolean => workRevAt(docs[i]) < (missing[i]?.ack.rev ?? 0)
      const first = Math.min(1, ...[...outbox, ...history].map((row) => row.local)) - missing.length
      const here = await getMeta(tx, 'epoch')
      const epoch = here ?? missing.at(-1)?.ack.epoch
      for (const [i, { command, ack }] of missing.entries()) {
        const row = {
          ...newRow(env, command.doc, command.name, command.args, [], command.baseRev),
          local: first + i,
          cmdId: command.id,
          ver: command.ver,
          authoredAt: command.authoredAt,
          dependsOn: command.dependsOn,
          ...(command.madeBy ? { madeBy: command.madeBy } : {}),
        }
        const acked = { seq: ack.seq, device: ack.device, ackedAt: ack.at, open: isOpen(i) ? (1 as const) : (0 as const) }
        // acknowledged in a history the server has left since, and never again: it goes out once more (SY-145)
        const { rev, numbered } = ack
        // a number that stands on paper goes with it
        if (ack.epoch !== epoch) await tx.put('outbox', rev !== undefined && numbered ? { ...row, was: { rev, numbered } } : row)
        else await tx.put('history', { ...row, ...acked, rev: rev ?? null, numbered })
      }
      if (epoch !== undefined && here === undefined) await putMeta(tx, 'epoch', epoch)
      const view = await loadView(tx)
      await refreshDocs(env, tx, view, [...new Set(missing.flatMap((one, i) => (isOpen(i) ? one.command.doc : [])))])
      return missing.length
    }),
  )
}
