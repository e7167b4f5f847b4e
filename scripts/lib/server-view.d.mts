import type { BodyResponse } from '../../src-shared/sync/protocol.ts'
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
  attachment: (sm3: string) => Promise<Buffer | undefined>
}>
