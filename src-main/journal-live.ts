import { liveBefore, type JournalRecord, type TextRecord } from '../src-shared/ipc/journal-record.ts'

/** A live record: its number, how many bytes its frame takes. */
type Entry = { seq: number; record: JournalRecord; bytes: number }

/** What is live in a journal. */
export type Live = {
  add: (seq: number, record: JournalRecord, bytes: number) => void
  /** The command of an id as it was last written, where it is live. */
  command: (cmdId: string) => Extract<JournalRecord, { type: 'command' }> | undefined
  drop: (cmdIds: readonly string[], docIds: readonly string[]) => void
  /** Oldest first. */
  entries: () => readonly Entry[]
  /** Bytes of the frames of all that is live. */
  bytes: () => number
}

/**
 * What is live in a journal, by number, by command and by document, so that a pause in typing costs the same with 20,000
 * commands waiting as with none.
 */
export function emptyLive(): Live {
  const bySeq = new Map<number, Entry>()
  const byCommand = new Map<string, number[]>()
  const textOf = new Map<string, number[]>()
  let bytes = 0
  const remove = (seq: number): void => {
    bytes -= bySeq.get(seq)?.bytes ?? 0
    bySeq.delete(seq)
  }
  return {
    add: (seq, record, frameBytes) => {
      if (record.type === 'command') {
        byCommand.set(record.command.id, [...(byCommand.get(record.command.id) ?? []), seq])
      } else {
        // a text record voids what it says the cache never took (SY-87)
        const seqs = textOf.get(record.docId) ?? []
        const earlier = seqs.map((one) => bySeq.get(one)?.record as TextRecord)
        const kept = new Set<JournalRecord>(liveBefore(earlier, record))
        const left = seqs.filter((one, i) => {
          const stays = kept.has(earlier[i] as TextRecord)
          if (!stays) remove(one)
          return stays
        })
        textOf.set(record.docId, [...left, seq])
      }
      bySeq.set(seq, { seq, record, bytes: frameBytes })
      bytes += frameBytes
    },
    command: (cmdId) => {
      const record = bySeq.get(byCommand.get(cmdId)?.at(-1) ?? -1)?.record
      return record?.type === 'command' ? record : undefined
    },
    drop: (cmdIds, docIds) => {
      for (const id of cmdIds) {
        for (const seq of byCommand.get(id) ?? []) remove(seq)
        byCommand.delete(id)
      }
      for (const id of docIds) {
        for (const seq of textOf.get(id) ?? []) remove(seq)
        textOf.delete(id)
      }
    },
    entries: () => [...bySeq.values()],
    bytes: () => bytes,
  }
}
