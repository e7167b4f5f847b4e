import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { archivePackage } from '../archive/package.ts'
import { ServerError } from '../errors.ts'
import { appendAudit, documentChain } from '../store/audit.ts'
import type { Db } from '../store/database.ts'

/**
 * Writes the archive package of one 件 to a file, whole or not at all, and a line into the audit chain. NO-DOCUMENT, and what
 * `archivePackage` refuses.
 */
export async function exportArchive(
  db: Db,
  dataDir: string,
  { id, file, now }: { id: string; file: string; now: number },
): Promise<{ file: string; files: number }> {
  const part = `${file}.part`
  try {
    return await db.transaction().execute(async (tx) => {
      const row = /^[0-9a-f-]{36}$/.test(id)
        ? await tx.selectFrom('doc').select('data').where('id', '=', id).executeTakeFirst()
        : undefined
      if (!row) throw new ServerError('NO-DOCUMENT', `there is no document ${id}`)
      const { files, bytes } = await archivePackage(tx, dataDir, row.data)
      await pipeline(bytes(), createWriteStream(part))
      const entry = { chain: documentChain(id), at: now, actor: 'system', kind: 'archive.exported', docId: id }
      await appendAudit(tx, { ...entry, detail: { files } })
      await rename(part, file)
      return { file, files }
    })
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}
