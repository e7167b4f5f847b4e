import type { DocumentId } from '../src-shared/ids.ts'
import {
  bodyResponse,
  branchResponse,
  paths,
  versionsResponse,
  type BodyResponse,
  type BranchResponse,
  type VersionRow,
} from '../src-shared/sync/protocol.ts'
import { TransportError } from '../src-shared/sync/ports.ts'
import { DeskError } from '../src-shared/ipc/desk-error.ts'
import type { Network } from './network.ts'

/** The versions of a document's body and late edits, asked of the county server when a person wants to see them; nothing is kept. */
export type Versions = {
  list: (docId: DocumentId) => Promise<VersionRow[]>
  read: (docId: DocumentId, version: number) => Promise<BodyResponse>
  branch: (docId: DocumentId, branchId: string) => Promise<BranchResponse>
}

export const openVersions = (network: Network): Versions => ({
  list: async (docId) =>
    (await asked(() => network.request('GET', `${paths.versions}/${docId}`, undefined, versionsResponse))).versions,
  read: (docId, version) => asked(() => network.request('GET', `${paths.versions}/${docId}/${version}`, undefined, bodyResponse)),
  branch: (docId, branchId) =>
    asked(() => network.request('GET', `${paths.branches}/${docId}/${branchId}`, undefined, branchResponse)),
})

/** What kept the answer away, as a code the page has words for. */
export async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    const { failure } = error
    throw new DeskError(
      failure.kind === 'refused'
        ? failure.code
        : failure.kind === 'offline'
          ? 'NET-OFFLINE'
          : failure.kind === 'auth'
            ? 'SE-NO-SESSION'
            : failure.kind === 'busy'
              ? 'NET-BUSY'
              : 'SY-TOO-OLD',
    )
  }
}
