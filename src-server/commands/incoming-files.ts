import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { incomingOf } from '../../src-shared/workflow/incoming/turns.ts'
import { wholePath } from '../store/blob-files.ts'

/**
 * The first file of a 收文 that is not what it was sent as, by its name: bytes missing, too many or others, by its SM3 computed
 * again. Null where all are whole (WF-51).
 */
export async function damagedFile(dataDir: string, doc: DocumentState): Promise<string | null> {
  for (const { sm3, size, name } of [...incomingOf(doc).layout, ...doc.attachments])
    if (!(await isWhole(wholePath(dataDir, sm3), sm3, size))) return name
  return null
}

async function isWhole(path: string, sm3: string, size: number): Promise<boolean> {
  const found = createHash('sm3')
  let bytes = 0
  try {
    for await (const piece of createReadStream(path)) {
      found.update(piece as Buffer)
      bytes += (piece as Buffer).length
    }
  } catch {
    return false
  }
  return bytes === size && found.digest('hex') === sm3
}
