import { join } from 'node:path'
import type { Db } from '../store/database.ts'
import { sumOfFile } from '../store/file-sum.ts'
import { fileIn } from './backup/disk.ts'
import { seldom, type Progress } from './progress.ts'

/** Reads every attachment and proves its SM3 (SY-123). Gives a line of Chinese for each that is missing or altered. */
export async function verifyFiles(db: Db, dataDir: string, progress: Progress): Promise<{ files: number; wrong: string[] }> {
  const say = seldom(progress)
  const blobs = await db.selectFrom('blob').select(['sm3', 'size']).orderBy('sm3').execute()
  const wrong: string[] = []
  for (const [i, { sm3, size }] of blobs.entries()) {
    say(`附件 ${i + 1}/${blobs.length}`)
    const found = await sumOfFile(fileIn(join(dataDir, 'files'), sm3), 'sm3').catch(() => undefined)
    if (!found) wrong.push(`${sm3}：文件不在`)
    else if (found.sum !== sm3) wrong.push(`${sm3}：内容被改动（长 ${found.bytes} 字节，应为 ${size}）`)
  }
  return { files: blobs.length, wrong }
}
