import type { CallInput } from '../src-shared/ipc/contract.ts'
import { DeskError } from '../src-shared/ipc/desk-error.ts'
import type { JournalRecord } from '../src-shared/ipc/journal-record.ts'
import { diskLevel } from './disk.ts'
import { codeOf } from './durable.ts'
import type { Handlers } from './ipc.ts'
import { JournalFull, type Journal } from './journal.ts'
import type { Log } from './log.ts'

/**
 * The journal's calls, of whoever's desk is open. Under the floor of free space nothing new is begun (SY-86): what remains
 * is for the text that is typed already, and for the cache to be tidied.
 */
export function journalCalls(
  journal: () => Journal,
  log: Log,
  freeBytes: () => Promise<number | null>,
  worked: () => void,
): Pick<Handlers, 'journal.append' | 'journal.read' | 'journal.settle' | 'journal.history'> {
  /** A failed write as the page knows it. */
  const told = async <T>(code: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (error instanceof DeskError) throw error
      log('error', code, codeOf(error))
      throw new DeskError(error instanceof JournalFull ? 'JR-FULL' : 'JR-IO')
    }
  }
  const floor = async (): Promise<boolean> => {
    const free = await freeBytes()
    return free !== null && diskLevel(free) === 'full'
  }

  return {
    'journal.append': async ({ records, kind }) => {
      worked()
      const open = journal()
      if (beginsSomething(records, kind) && (await floor())) throw new DeskError('JR-FLOOR')
      return told('JR-APPEND', () => open.append(records))
    },
    'journal.read': () => {
      const { records, damaged, torn } = journal().read()
      if (damaged > 0 || torn) log('warn', damaged > 0 ? 'JR-DAMAGED' : 'JR-TORN', String(damaged))
      return { records, damaged }
    },
    'journal.settle': ({ cmdIds, docIds, acks }) => told('JR-SETTLE', () => journal().settle(cmdIds, docIds, acks)),
    'journal.history': async () => {
      const { entries, damaged } = await told('JR-HISTORY', () => journal().history())
      if (damaged > 0) log('warn', 'JR-HISTORY-DAMAGED', String(damaged))
      return entries
    },
  }
}

/**
 * Whether these records are a new act of a person's rather than what they typed already: any command but the save that
 * takes typed text to the server and the desk's own copies.
 */
function beginsSomething(records: readonly JournalRecord[], kind: CallInput<'journal.append'>['kind']): boolean {
  if (kind !== undefined) return kind === 'new'
  return records.some(
    (record) =>
      record.type === 'command' &&
      !record.exported &&
      record.command.name !== 'SubmitBody' &&
      !record.command.name.startsWith('desk:'),
  )
}
