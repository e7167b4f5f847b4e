import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { incomingOf } from '../../src-shared/workflow/incoming/turns.ts'
import { wholePath } from '../store/blob-files.ts'
import type { Tx } from '../store/database.ts'
import { isPressedOn } from './press.ts'

/**
 * The first file of a 收文 that is not what it was sent as, by its name: bytes missing, too many or others, by its SM3 computed
 * again; or the electronic seal, where it does not stand on just these files. Null where all is whole (WF-51, WF-47).
 */
export async function damagedFile(tx: Tx, dataDir: string, doc: DocumentState): Promise<string | null> {
  for (const { sm3, size, name } of [...incomingOf(doc).layout, ...doc.attachments])
    if (!(await isWhole(wholePath(dataDir, sm3), sm3, size))) return name
  return (await isBoundRight(tx, doc)) ? null : '电子印章'
}

/** Whether the files a 收文 carries are those its sender bound, from this very text, under a seal that holds. */
async function isBoundRight(tx: Tx, doc: DocumentState): Promise<boolean> {
  const { bound, layout, fromDocId, fromUnitId, number } = incomingOf(doc)
  if (!bound) return true
  const named = (kind: 'pdf' | 'ofd'): boolean => {
    const { sm3, size } = bound.layout[kind]
    return layout.some((one) => one.sm3 === sm3 && one.size === size)
  }
  if (!named('pdf') || !named('ofd') || bound.layout.cleanSm3 !== doc.bodySm3) return false
  if (!bound.seal) return true
  return isPressedOn(tx, { docId: fromDocId ?? '', unitId: fromUnitId ?? '', number, layout: bound.layout }, bound.seal)
}

/** Whether a stored file is as long as it is named, and hashes to its name. */
export async function isWhole(path: string, sm3: string, size: number): Promise<boolean> {
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
