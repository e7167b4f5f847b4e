import type { JournalRecord } from '../../src-shared/ipc/journal-record.ts'
import { TransportError, type Journal, type Transport } from '../../src-shared/sync/ports.ts'
import type { Store, Tx } from '../../src-shared/sync/store-port.ts'
import type { Chance } from './clock.ts'

/** Deliberate faults of the server; the simulation must notice each. */
export type Mutant =
  | 'none'
  | 'noIdempotencyLog'
  | 'trustSeqOnly'
  | 'forgetLeaveTombstone'
  /** cursors are numbers of one sequence: what commits later than its number tells is passed over */
  | 'plainSequence'
  /** a pull's documents are older than the last number it names */
  | 'lastSeqOutsideSnapshot'
  /** a row is left out of a page now and then: the digest tells, and the scope is read again (SY-108) */
  | 'dropsRow'

/** Deliberate faults of a desk; the simulation must notice each. */
export type DeskMutant =
  | 'none'
  /** keeps no acknowledged command, so a restored server never hears of it again */
  | 'forgetHistory'
  /** takes acknowledged commands for covered by their number, though a fork gave numbers anew */
  | 'overlayByOldSeq'
  /** takes an ended session for the server's no */
  | 'authIsFinal'
  /** sends a refused command for ever, and nothing behind it */
  | 'refusedBlocks'
  /** does not look at the server's epoch */
  | 'epochIgnored'
  /** lets a document that leaves go with the unsent text of it */
  | 'purgeWithoutText'
  /** writes the cursors of a page before its documents */
  | 'cursorsFirst'
  /** lets the journal forget commands once they are sent */
  | 'settleWhenSent'
  /** says "saved" before the journal is on disk */
  | 'ackBeforeSync'

/** What goes before its author when a document leaves. */
const leaving: ReadonlySet<string> = new Set(['SY-LEFT', 'SY-QUARANTINED'])

/** The cache of a desk with a fault; `die` ends the desk. */
export function mutateStore(store: Store, mutant: DeskMutant, chance: Chance, die: () => void): Store {
  const over = (change: (tx: Tx) => Tx): Store => ({
    ...store,
    transact: (mode, tables, work) => store.transact(mode, tables, (tx) => work(change(tx))),
  })
  switch (mutant) {
    case 'forgetHistory':
      return over((tx) => ({ ...tx, put: (table, row) => (table === 'history' ? Promise.resolve() : tx.put(table, row)) }))
    case 'purgeWithoutText':
      return over((tx) => ({
        ...tx,
        put: (table, row) =>
          table === 'attention' && 'code' in row && leaving.has(row.code) ? Promise.resolve() : tx.put(table, row),
      }))
    case 'overlayByOldSeq':
      return over((tx) => ({ ...tx, where: coveredByNumber(tx) }))
    case 'cursorsFirst':
      return {
        ...store,
        transact: async (mode, tables, work) => {
          if (mode === 'r' || !tables.includes('docScope') || !chance.once(0.1)) return store.transact(mode, tables, work)
          await store.transact(mode, tables, (tx) => work(cursorsOnly(tx)))
          die()
          return new Promise(() => undefined)
        },
      }
    default:
      return store
  }
}

const coveredByNumber = (tx: Tx): Tx['where'] =>
  (async (table, field, value, limit) => {
    const rows = await tx.where(table, field, value, limit)
    if (table !== 'history' || field !== 'open') return rows
    const [device, lastSeq] = [(await tx.get('meta', 'device'))?.value, Number((await tx.get('meta', 'lastSeq'))?.value ?? 0)]
    return rows.filter((row) => 'seq' in row && 'device' in row && row.device === device && (row.seq ?? 0) <= lastSeq)
  }) as Tx['where']

const nothing = (): Promise<void> => Promise.resolve()
const cursorsOnly = (tx: Tx): Tx => ({
  ...tx,
  put: (table, row) => (table === 'scopes' ? tx.put(table, row) : nothing()),
  putMany: nothing,
  remove: nothing,
  removeMany: nothing,
})

/** The line of a desk with a fault. */
export function mutateTransport(line: Transport, mutant: DeskMutant, journal: Journal): Transport {
  switch (mutant) {
    case 'authIsFinal':
      return {
        ...line,
        push: async (request) => {
          try {
            return await line.push(request)
          } catch (error) {
            if (!(error instanceof TransportError) || error.failure.kind !== 'auth') throw error
            const results = request.cmds.map(({ id, seq }) => ({ id, seq, status: 'rejected' as const, code: 'SE-NO-SESSION' }))
            return { epoch: request.epoch, results }
          }
        },
      }
    case 'refusedBlocks':
      return {
        ...line,
        push: async (request) => {
          const answer = await line.push(request)
          const first = answer.results.findIndex((one) => one.status === 'rejected')
          return first < 0 ? answer : { epoch: answer.epoch, results: answer.results.slice(0, first) }
        },
      }
    case 'epochIgnored':
      return withOneEpoch(line)
    case 'settleWhenSent':
      return {
        ...line,
        push: async (request) => {
          await journal.settle(
            request.cmds.map((cmd) => cmd.id),
            [],
          )
          return line.push(request)
        },
      }
    default:
      return line
  }
}

/** A desk that goes by the first epoch it ever saw, and by the highest number. */
function withOneEpoch(line: Transport): Transport {
  let own: string | undefined
  let theirs = ''
  let high = 0
  const seen = <T extends { epoch: string }>(answer: T): T => {
    theirs = answer.epoch
    own ??= answer.epoch
    return { ...answer, epoch: own }
  }
  return {
    ...line,
    hello: async (epoch) => {
      const answer = seen(await line.hello(epoch))
      own = epoch ?? own
      high = Math.max(high, answer.lastSeq)
      return { ...answer, epoch: own ?? answer.epoch, lastSeq: high }
    },
    push: async (request) => seen(await line.push({ ...request, epoch: theirs })),
    pull: async (request) => seen(await line.pull({ ...request, epoch: theirs })),
  }
}

/** A journal that says it has written before it has: what `late` holds is lost when the power goes. */
export function mutateJournal(journal: Journal, mutant: DeskMutant, late: { records: JournalRecord[] }): Journal {
  if (mutant !== 'ackBeforeSync') return journal
  return {
    ...journal,
    append: async (records) => {
      const before = late.records
      late.records = structuredClone([...records])
      await journal.append(before)
    },
  }
}
