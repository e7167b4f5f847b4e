import { readFile } from 'node:fs/promises'
import { unzipSync } from 'fflate'
import type { LayoutPair } from '../../src-shared/workflow/issue/layout.ts'
import { sm3 } from '../sm3.ts'
import { wholePath } from '../store/blob-files.ts'
import { mayReadBlob } from '../store/blobs.ts'
import type { Tx } from '../store/database.ts'

const rootBytes = 1024 * 1024

/** A PDF says so in its first bytes. */
const isPdf = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-'

/** An OFD is a zip file with OFD.xml at its root (GB/T 33190 §6); nothing else of it is unpacked. */
function isOfd(bytes: Uint8Array): boolean {
  try {
    const found = unzipSync(bytes, { filter: ({ name, originalSize }) => name === 'OFD.xml' && originalSize <= rootBytes })
    return Object.keys(found).length === 1
  } catch {
    return false
  }
}

/**
 * What of a layout is not as it is named, 'pdf' or 'ofd': a file whose bytes its sender never had (SE-09), that is not there, is
 * longer or shorter, hashes to something else when it is read again, or is of another kind. Null where both are right (WF-43).
 */
export async function brokenLayout(
  tx: Tx,
  dataDir: string,
  layout: LayoutPair,
  sender: { userId: string; scopes: readonly string[] },
): Promise<'pdf' | 'ofd' | null> {
  for (const [kind, isKind] of [['pdf', isPdf] as const, ['ofd', isOfd] as const]) {
    const { sm3: name, size } = layout[kind]
    if ((await mayReadBlob(tx, name, sender.userId, sender.scopes)) !== size) return kind
    const bytes = await readFile(wholePath(dataDir, name)).catch(() => undefined)
    if (bytes?.length !== size || sm3(bytes) !== name || !isKind(bytes)) return kind
  }
  return null
}
