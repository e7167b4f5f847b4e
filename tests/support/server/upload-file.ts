import type { Attachment } from '../../../src-shared/workflow/document-state.ts'
import { paths } from '../../../src-shared/sync/protocol.ts'
import { sm3 } from '../../../src-server/sm3.ts'
import type { Desk } from './desk.ts'

/** Brings a file to the server as a desk does, whole; gives what a command names it by. */
export async function uploadFile(
  url: string,
  desk: Desk,
  name: string,
  bytes: Buffer<ArrayBuffer>,
  mime = 'text/plain',
): Promise<Attachment> {
  const hash = sm3(bytes)
  const answer = await fetch(`${url}${paths.blob}/${hash}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${desk.token}`,
      'content-type': 'application/octet-stream',
      'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}`,
    },
    body: bytes,
  })
  if (!answer.ok) throw new Error(`upload: ${answer.status}`)
  return { sm3: hash, name, size: bytes.length, mime }
}
