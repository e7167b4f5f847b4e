import { useSyncExternalStore } from 'react'
import type { EventPayload } from '../../src-shared/ipc/contract.ts'
import { on } from '../desk.ts'

export type Progress = EventPayload<'file.progress'>
/** Files on their way, and those that did not arrive, by the id main gave them: the SM3, but while being taken in. */
export type Transfers = ReadonlyMap<string, Progress>

/** What is on its way after main told of one. What was being taken in and is not any more, its asker hears of (SY-154). */
export function after(transfers: Transfers, progress: Progress): Transfers {
  const next = new Map(transfers)
  const isOver = progress.state === 'done' || (progress.direction === 'in' && progress.state !== 'running')
  if (isOver) next.delete(progress.id)
  else next.set(progress.id, progress)
  return next
}

const none: Transfers = new Map()
let now = none
/** how many have arrived: where files are is to be asked anew */
let arrived = 0
const listeners = new Set<() => void>()
let stop: (() => void) | undefined

const become = (next: Transfers): void => {
  now = next
  for (const listener of listeners) listener()
}

/** Listens to main from the first asker on; what it heard stays true when the last one has gone. */
const listen = (listener: () => void): (() => void) => {
  listeners.add(listener)
  stop ??= on('file.progress', (progress) => {
    if (progress.state === 'done') arrived += 1
    become(after(now, progress))
  })
  return () => void listeners.delete(listener)
}

/** Files on their way, as main tells of them. */
export const useTransfers = (): Transfers => useSyncExternalStore(listen, () => now)

/** How many files have arrived since the page was opened. */
export const useArrived = (): number => useSyncExternalStore(listen, () => arrived)

/** Stops listening and forgets all: the desk is locked or changes hands. */
export function forgetTransfers(): void {
  stop?.()
  stop = undefined
  become(none)
}
