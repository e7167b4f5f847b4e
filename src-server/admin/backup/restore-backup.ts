import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { codeOf, ServerError } from '../../errors.ts'
import { ACCESS_CHAIN, appendAudit } from '../../store/audit.ts'
import type { Db } from '../../store/database.ts'
import { startEpoch } from '../../store/epoch.ts'
import { sumOfFile } from '../../store/file-sum.ts'
import { executedMigrations, knownMigrations, migrate } from '../../store/migrate.ts'
import { seldom, type Progress } from '../progress.ts'
import { RECOVERY_MS } from '../recovery.ts'
import { copyProved, fileIn } from './disk.ts'
import { asItIs, opening, readIdentity, type Step } from './lock.ts'
import { findBackup, readManifest, type Manifest, type TableFile } from './manifest.ts'
import { withOneConnection } from './one-connection.ts'
import { copyTarget, firstWithRows, tableShapes } from './tables.ts'

export type RestoreOptions = {
  databaseUrl: string
  /** the server's folder of attachments */
  dataDir: string
  /** a backup, or the folder backups are kept in: then the newest */
  dir: string
  /** file with the identity that opens a locked one (age) */
  identity?: string | undefined
  /** epoch ms */
  now: number
  progress: Progress
}

export type RestoreReport = {
  restored: string
  sm3: string
  madeAt: string
  epoch: string
  rows: number
  files: number
  missing: number
}

/**
 * Loads a backup into an empty database: everything is proved by its SM3 before the first row is written, all rows come in
 * one transaction, and with them a new epoch, so that desks send again what the backup had not seen (SY-122).
 */
export function restoreBackup(options: RestoreOptions): Promise<RestoreReport> {
  const { databaseUrl, progress } = options
  return withOneConnection(databaseUrl, async (db, client) => {
    await mustBeEmpty(client)
    const { folder, files } = await findBackup(resolve(options.dir))
    const manifest = await readManifest(folder)
    const unknown = manifest.migrations.find((name) => !knownMigrations.includes(name))
    if (unknown !== undefined) throw new ServerError('BK-NEWER', `备份出自更新的服务器程序（${unknown}），请先升级本机程序`)
    const key = manifest.recipient === undefined ? plain : { end: '.age', step: opening(await readIdentity(options.identity)) }
    await proveTables(folder, manifest, progress)
    const copied = await bringFiles(folder, files, manifest, key, options)
    await sameSchema(db, manifest)
    const epoch = await load(db, client, folder, manifest, key, options)
    await migrate(db)
    await client.query('analyze')
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    const madeAt = new Date(manifest.at).toISOString()
    return { restored: folder, sm3: manifest.sm3, madeAt, epoch, rows, files: copied, missing: manifest.files.missing.length }
  })
}

/** How the files of a backup are opened, and what their names end with. */
type Key = { end: string; step: Step }
const plain: Key = { end: '', step: asItIs }

async function mustBeEmpty(client: pg.Client): Promise<void> {
  const table = await firstWithRows(client, await tableShapes(client))
  if (table !== undefined) throw new ServerError('BK-NOT-EMPTY', `数据库里已有内容（${table}），只能恢复到空数据库`)
}

const damaged = (what: string, cause?: unknown): ServerError =>
  new ServerError('BK-DAMAGED', `备份已损坏，没有恢复任何内容：${what}`, { cause })

async function proveTables(folder: string, { tables, files }: Manifest, progress: Progress): Promise<void> {
  for (const [i, { file, bytes, sm3 }] of [...tables, files].entries()) {
    const found = await sumOfFile(join(folder, file), 'sm3').catch((cause: unknown) => {
      throw damaged(`${file} 读不出来`, cause)
    })
    if (found.bytes !== bytes) throw damaged(`${file} 长 ${found.bytes} 字节，应为 ${bytes}`)
    if (found.sum !== sm3) throw damaged(`${file} 的校验值不符`)
    progress(`校验 ${i + 1}/${tables.length + 1}：${file}`)
  }
}

/** Puts the attachments in their place, each proved; they bear their SM3 as name, so what is there already is not touched. */
async function bringFiles(
  folder: string,
  files: string,
  { files: list }: Manifest,
  key: Key,
  options: RestoreOptions,
): Promise<number> {
  const say = seldom(options.progress)
  const lines = (await opened(join(folder, list.file), key)).split('\n').filter((line) => line !== '')
  const missing = new Set(list.missing)
  let copied = 0
  for (const [i, line] of lines.entries()) {
    say(`附件 ${i + 1}/${lines.length}`)
    const [sm3 = '', size = ''] = line.split(' ')
    if (missing.has(sm3)) continue
    const to = fileIn(join(options.dataDir, 'files'), sm3)
    const there = await stat(to).catch(() => undefined)
    if (there?.size === Number(size) && (await sumOfFile(to, 'sm3')).sum === sm3) continue
    const proved = await copyProved(`${fileIn(files, sm3)}${key.end}`, to, sm3, { opened: key.step }).catch((cause: unknown) => {
      if (codeOf(cause) === 'ENOENT') return false
      throw cause
    })
    if (!proved) throw damaged(`附件 ${sm3} 缺失或损坏`)
    copied++
  }
  if (lines.length > 0) options.progress(`附件 ${lines.length} 个，复制 ${copied} 个`)
  return copied
}

/** The text of a small file of a backup. */
async function opened(path: string, { step }: Key): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of step(createReadStream(path) as AsyncIterable<Buffer>)) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

/** Brings the empty database to the schema the backup was made with; what came later is applied to its rows afterwards. */
async function sameSchema(db: Db, { migrations }: Manifest): Promise<void> {
  const executed = await executedMigrations(db)
  const last = migrations.at(-1)
  if (last === undefined) throw damaged('清单里没有数据结构版本')
  // an empty database that is further already takes the rows too: schemas only add
  if (executed.length < migrations.length) await migrate(db, last)
}

async function load(
  db: Db,
  client: pg.Client,
  folder: string,
  manifest: Manifest,
  key: Key,
  { now, progress }: RestoreOptions,
): Promise<string> {
  return db.transaction().execute(async (tx) => {
    // the transaction runs on the one connection, so the streams below are part of it
    await client.query('lock table sync_meta, account, doc, command_log, audit_event in access exclusive mode')
    await mustBeEmpty(client)
    const shapes = await tableShapes(client)
    await client.query('delete from sync_meta')
    for (const [i, { table }] of shapes.entries()) {
      const file = manifest.tables.find((one) => one.table === table)
      if (!file) continue
      await loadTable(client, folder, file, key)
      progress(`恢复 ${i + 1}/${shapes.length}：${table}，${file.rows} 行`)
    }
    const lost = manifest.tables.find(({ table }) => !shapes.some((shape) => shape.table === table))
    if (lost) throw damaged(`本程序没有数据表 ${lost.table}`)
    const epoch = await startEpoch(tx, RECOVERY_MS, now)
    const detail = { sm3: manifest.sm3, madeAt: manifest.at, before: manifest.epoch, epoch }
    await appendAudit(tx, { chain: ACCESS_CHAIN, at: now, actor: 'admin', kind: 'server.restored', detail })
    return epoch
  })
}

async function loadTable(client: pg.Client, folder: string, file: TableFile, { step }: Key): Promise<void> {
  const into = client.query(copyFrom(`copy ${copyTarget(file)} from stdin`))
  await pipeline(createReadStream(join(folder, file.file)), step, createGunzip(), into)
  if (into.rowCount !== file.rows) throw damaged(`${file.table} 有 ${into.rowCount} 行，应为 ${file.rows}`)
}
