import type { BodyResponse, VersionRow } from '../../src-shared/sync/protocol.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'

/** See server-view.mjs. */
export function serverView(
  url: string,
  login: string,
  password: string,
): Promise<{
  user: { id: string; name: string }
  documents: () => Promise<DocumentState[]>
  body: (id: string) => Promise<BodyResponse | undefined>
  versions: (id: string) => Promise<(VersionRow & { body: BodyResponse['body'] })[]>
  attachment: (sm3: string) => Promise<Buffer | undefined>
}>
