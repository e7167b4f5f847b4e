import { useMemo, useSyncExternalStore } from 'react'
import type { DocumentId } from '../../../src-shared/ids.ts'
import type { Place } from '../../../src-renderer/data/api.ts'
import type { FakeDesk } from './fake-desk.ts'

/* The hooks of src-renderer/data/queries.ts over a desk in memory. Tests and the harness put this module in their place. */

let active: FakeDesk | undefined

export function setFakeDesk(desk: FakeDesk | undefined): void {
  active = desk
}

function useDesk<T>(key: string, read: (desk: FakeDesk) => T): T | undefined {
  const desk = active
  const version = useSyncExternalStore(
    (listener) => desk?.subscribe(listener) ?? (() => undefined),
    () => desk?.version() ?? 0,
  )
  return useMemo(() => desk && read(desk), [desk, version, key])
}

export const usePlace = (place: Place) => useDesk(place, (desk) => desk.rows(place))
export const usePlaceCounts = () => useDesk('counts', (desk) => desk.counts())
export const useDocument = (id: DocumentId) => useDesk(id, (desk) => desk.state(id))
export const documentNow = async (id: DocumentId) => active?.state(id)
export const useAttention = () => useDesk('attention', (desk) => desk.attention())
export const useSettledItems = () => useDesk('settled', (desk) => desk.settledItems())
export const useHeadText = (id: DocumentId) => useDesk(`head ${id}`, (desk) => desk.head(id))
export const useOutbox = () => useDesk('outbox', (desk) => desk.outbox())
export const useDirectory = () => useDesk('directory', (desk) => (desk.directoryHere() ? desk.directory : undefined))
/** the fake server's clock is the desk's */
export const useServerAhead = (): number => 0
export const useSyncStatus = () => {
  const status = useDesk('status', (desk) => desk.status())
  if (!status) throw new Error('no fake desk')
  return status
}
export const filesNeeded = async (): Promise<string[]> => []
export const setActiveDesk = (): void => undefined
