import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { ServerError } from '../../errors.ts'
import { ACCESS_CHAIN, appendAudit } from '../../store/audit.ts'
import type { Db } from '../../store/database.ts'
import { executedMigrations } from '../../store/migrate.ts'
import { seldom, type Progress } from '../progress.ts'
import { copyProved, fileIn, measuring, syncFolder, writeNew } from './disk.ts'
import { asItIs, lockedSize, locking, type Step } from './lock.ts'
import { folderName, writeManifest, type Manifest, type TableFile } from './manifest.ts'
import { withOneConnection } from './one-connection.ts'
import { copyTarget, tableShapes, type TableShape } from './tables.ts'

export type BackupOptions = {
  databaseUrl: string
  /** the server's folder of attachments */
  dataDir: string
  /** where backups are kept; made where it is not there */
  dir: string
  /** to whom everything is locked (age); nothing: in plain */
  recipient?: string | undefined
  /** epoch ms */
  now: number
  progress: Progress
}

export type BackupReport = {
  backup: string
  sm3: string
  tables: number
  rows: number
  files: number
  copied: number
  missing: number
}

const PART = '.part'
const ABANDONED_MS = 86_400_000

/**
 * Writes everything the county has to a folder while the server works on: one snapshot of the database, so that no command
 * is half in it, then the attachments it names. The folder has its name only when all of it is on disk (SY-121).
 */
export function makeBackup(options: BackupOptions): Promise<BackupReport> {
  const { databaseUrl, now } = options
  const dir = resolve(options.dir)
  const final = join(dir, folderName(now))
  return withOneConnection(databaseUrl, async (db, client) => {
    await onlyOne(client)
    await mkdir(dir, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
      throw new ServerError('BK-WRITE', `不能建立文件夹 ${dir}`, { cause })
    })
    await clearAbandoned(dir, now)
    const part = `${final}${PART}`
    if (await stat(final).catch(() => undefined)) throw new ServerError('BK-WRITE', `备份 ${final} 已经有了`)
    await mkdir(part, { mode: 0o700 }).catch((cause: unknown) => {
      throw new ServerError('BK-WRITE', `不能在 ${dir} 里写备份`, { cause })
    })
    try {
      const { manifest, copied } = await write(db, client, part, { ...options, dir })
      await syncFolder(part)
      await rename(part, final)
      await syncFolder(dir)
      await note(db, manifest, now)
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
      const { count, missing } = manifest.files
      return {
        backup: final,
        sm3: manifest.sm3,
        tables: manifest.tables.length,
        rows,
        files: count,
        copied,
        missing: missing.length,
      }
    } catch (error) {
      await rm(part, { recursive: true, force: true })
      throw error
    }
  })
}

async function onlyOne(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ free: boolean }>(`select pg_try_advisory_lock(hashtext('liuhen backup')) as free`)
  if (rows[0]?.free !== true) throw new ServerError('BK-RUNNING', '另一个备份正在进行')
}

/** What a backup that was killed left behind. */
async function clearAbandoned(dir: string, now: number): Promise<void> {
  for (const name of await readdir(dir)) {
    if (!name.startsWith('backup-') || !name.endsWith(PART)) continue
    const { mtimeMs } = await stat(join(dir, name))
    if (mtimeMs < now - ABANDONED_MS) await rm(join(dir, name), { recursive: true, force: true })
  }
}

async function write(
  db: Db,
  client: pg.Client,
  folder: string,
  { dataDir, dir, now, progress, recipient }: BackupOptions,
): Promise<{ manifest: Manifest; copied: number }> {
  const lock = recipient === undefined ? inPlain : { end: '.age', step: locking(recipient), size: await lockedSize(recipient) }
  await client.query('begin isolation level repeatable read read only')
  const meta = await db.selectFrom('sync_meta').select(['county', 'epoch']).executeTakeFirstOrThrow()
  const migrations = await executedMigrations(db)
  const shapes = await tableShapes(client)
  const tables: TableFile[] = []
  for (const [i, shape] of shapes.entries()) {
    const file = await writeTable(client, folder, shape, lock)
    tables.push(file)
    progress(`数据表 ${i + 1}/${shapes.length}：${shape.table}，${file.rows} 行`)
  }
  const blobs = await db.selectFrom('blob').select(['sm3', 'size']).orderBy('sm3').execute()
  await client.query('commit')
  const { copied, missing } = await copyFiles(blobs, join(dataDir, 'files'), join(dir, 'files'), lock, progress)
  const list = await writeList(folder, blobs, lock)
  const files = { ...list, count: blobs.length, missing }
  const format = recipient === undefined ? { format: 1 as const } : { format: 2 as const, recipient }
  return { manifest: await writeManifest(folder, { ...format, ...meta, at: now, migrations, tables, files }), copied }
}

/** How files are written: what their names end with, the step that locks them, and how long they are then. */
type Lock = { end: string; step: Step; size: (bytes: number) => number }
const inPlain: Lock = { end: '', step: asItIs, size: (bytes) => bytes }

async function writeTable(client: pg.Client, folder: string, shape: TableShape, lock: Lock): Promise<TableFile> {
  const file = `${shape.table}.copy.gz${lock.end}`
  const rows = client.query(copyTo(`copy ${copyTarget(shape)} to stdout`))
  const written = measuring()
  await pipeline(rows, createGzip({ level: 6 }), lock.step, written.stream, writeNew(join(folder, file)))
  const { table, columns } = shape
  return { table, columns, file, rows: rows.rowCount, bytes: written.bytes(), sm3: written.sm3() }
}

type Blob = { sm3: string; size: number }

/** Copies the attachments the folder does not have yet. What the server itself has lost or damaged is named, and does not stop the rest. */
async function copyFiles(
  blobs: readonly Blob[],
  from: string,
  to: string,
  lock: Lock,
  progress: Progress,
): Promise<{ copied: number; missing: string[] }> {
  const say = seldom(progress)
  const missing: string[] = []
  let copied = 0
  for (const [i, { sm3, size }] of blobs.entries()) {
    say(`附件 ${i + 1}/${blobs.length}`)
    const place = `${fileIn(to, sm3)}${lock.end}`
    const there = await stat(place).catch(() => undefined)
    if (there?.size === lock.size(size)) continue
    const source = await stat(fileIn(from, sm3)).catch(() => undefined)
    if (source && (await copyProved(fileIn(from, sm3), place, sm3, { locked: lock.step }))) copied++
    else missing.push(sm3)
  }
  if (blobs.length > 0) progress(`附件 ${blobs.length} 个，新增 ${copied} 个，服务器上缺失或损坏 ${missing.length} 个`)
  return { copied, missing }
}

async function writeList(
  folder: string,
  blobs: readonly Blob[],
  lock: Lock,
): Promise<{ file: string; bytes: number; sm3: string }> {
  const file = `files.txt${lock.end}`
  const written = measuring()
  const lines = Readable.from(blobs.map(({ sm3, size }) => Buffer.from(`${sm3} ${size}\n`)))
  await pipeline(lines, lock.step, written.stream, writeNew(join(folder, file)))
  return { file, bytes: written.bytes(), sm3: written.sm3() }
}

/** The backup is a line of the audit chain, with the SM3 its manifest must have, and the metrics know its age. */
const note = (db: Db, manifest: Manifest, at: number): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await tx.updateTable('sync_meta').set({ last_backup_at: at }).execute()
    const detail = { sm3: manifest.sm3, tables: manifest.tables.length, files: manifest.files.count }
    await appendAudit(tx, { chain: ACCESS_CHAIN, at, actor: 'admin', kind: 'server.backup', detail })
  })
