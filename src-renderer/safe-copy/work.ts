import { useEffect, useState } from 'react'
import type { DeskData } from '../data/api.ts'
import type { CallOutput } from '../../src-shared/ipc/contract.ts'
import { call, codeOf, on } from '../desk.ts'

/** How far the writing or reading of a copy is, 0 … 1; null before it is known. */
export function useCopyProgress(): { share: number | null; begin: () => void } {
  const [share, setShare] = useState<number | null>(null)
  useEffect(() => on('safeCopy.progress', ({ done, total }) => setShare(total > 0 ? Math.min(1, done / total) : null)), [])
  return { share, begin: () => setShare(null) }
}

/** A written copy; `waiting`: documents whose text went along as text; `prepared` false: nothing could be made ready before. */
export type WrittenCopy = CallOutput<'safeCopy.write'> & { waiting: number; prepared: boolean }

/**
 * Asks where, makes ready, writes. null: the person chose no place. What cannot be made ready, as on a full disk, must not
 * keep one from a copy: it goes along as it is (SY-165). `at` hears how far it came.
 */
export async function exportCopy(
  data: Pick<DeskData, 'prepareCopy'>,
  at: (stage: 'preparing' | 'writing') => void,
): Promise<WrittenCopy | null> {
  const place = await call('safeCopy.place', undefined)
  if (!place) return null
  at('preparing')
  let prepared = true
  const waiting = await data.prepareCopy(place.copyId).catch((error: unknown) => {
    prepared = false
    void call('log.write', { level: 'warn', code: 'SC-UNPREPARED', detail: codeOf(error) }).catch(() => undefined)
    return 0
  })
  at('writing')
  const written = await call('safeCopy.write', place)
  return { ...written, waiting, prepared }
}

/** What came in. */
export type TakenIn = { commands: number; texts: number; items: number; files: number }

/** Opens the chosen copy and takes it in. `at` hears how far it came: from `taking` on it cannot be stopped any more. */
export async function importCopy(
  data: Pick<DeskData, 'takeCopy'>,
  password: string,
  at: (stage: 'reading' | 'taking') => void,
): Promise<TakenIn> {
  at('reading')
  const { files, ...copy } = await call('safeCopy.read', { password })
  at('taking')
  return { ...(await data.takeCopy(copy)), files }
}

/** Stops the writing or reading; what runs then rejects with SC-CANCELLED. */
export const cancelCopy = (): void => void call('safeCopy.cancel', undefined).catch(() => undefined)
