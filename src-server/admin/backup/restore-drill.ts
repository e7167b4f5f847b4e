import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../store/database.ts'
import { startEmbedded } from '../../store/embedded.ts'
import type { Progress } from '../progress.ts'
import { verifyCounty } from '../verify-all.ts'
import { restoreBackup } from './restore-backup.ts'

export type DrillReport = {
  drilled: string
  madeAt: string
  rows: number
  files: number
  /** documents whose whole life was proved again from what came back, and those that did not hold */
  documents: number
  wrong: number
  ok: boolean
  /** how long restoring and proving took */
  ms: number
}

type Drill = { dir: string; identity: string | undefined; now: number; progress: Progress }

/**
 * 恢复演练 (OP-11): restores a backup into a PostgreSQL of its own beside everything, proves all of it as `verify` does (audit chains,
 * every document from its first version, attachments), and throws it away. The county's own database is neither touched nor needed.
 */
export async function restoreDrill(drill: Drill): Promise<DrillReport> {
  const began = performance.now()
  const folder = await mkdtemp(join(tmpdir(), 'liuhen-drill-'))
  try {
    const { url, stop } = await startEmbedded(join(folder, 'database'))
    try {
      const report = await restored(url, join(folder, 'data'), drill)
      return { ...report, ms: Math.round(performance.now() - began) }
    } finally {
      await stop()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function restored(databaseUrl: string, dataDir: string, drill: Drill): Promise<Omit<DrillReport, 'ms'>> {
  const { restored: drilled, madeAt, rows, files } = await restoreBackup({ ...drill, databaseUrl, dataDir })
  const db = openDatabase(databaseUrl, 2)
  try {
    const { documents, wrongDocumentsFound: wrong, ok } = await verifyCounty(db, dataDir, drill.now, drill.progress)
    return { drilled, madeAt, rows, files, documents, wrong, ok }
  } finally {
    await db.destroy()
  }
}
