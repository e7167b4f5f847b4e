import { stat } from 'node:fs/promises'
import { ServerError } from '../errors.ts'
import { wholePath } from './blob-files.ts'
import type { Db } from './database.ts'

const LOOKED_AT = 5

/**
 * Makes sure that a node looks for attachments where they are: one with a folder of its own, or a share that is not
 * mounted, would tell everybody they are lost (SY-134). One missing file is damage, all of the newest missing is the wrong
 * folder. Throws FILES-NOT-SHARED.
 */
export async function sameFiles(db: Db, dataDir: string): Promise<void> {
  const blobs = await db.selectFrom('blob').select('sm3').orderBy('at', 'desc').limit(LOOKED_AT).execute()
  const there = await Promise.all(
    blobs.map(({ sm3 }) =>
      stat(wholePath(dataDir, sm3)).then(
        () => true,
        () => false,
      ),
    ),
  )
  if (there.length > 0 && !there.includes(true))
    throw new ServerError('FILES-NOT-SHARED', `${dataDir}/files 里没有本县的附件；各节点的 LIUHEN_DATA 须是同一个共享文件夹`)
}
