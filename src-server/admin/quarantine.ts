import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { attachment } from '../../src-shared/workflow/document-state.ts'
import type { SurrenderedFile } from '../../src-shared/sync/protocol.ts'
import { ServerError, codeOf } from '../errors.ts'
import { ACCESS_CHAIN, appendAudit } from '../store/audit.ts'
import { readBody } from '../store/body-store.ts'
import type { Db } from '../store/database.ts'
import { piecesOf } from '../store/quarantine.ts'
import { plainText, savedTexts, typedText, unsentOf, type Unsent } from './quarantine-journal.ts'
import { keysBySecret, parseKeyFile, readJournalFile, readSealedFile, type KeyFile, type OpenKeys } from './quarantine-seal.ts'

/** What lost desks have handed in, the newest first. */
export async function listQuarantine(db: Db): Promise<unknown> {
  const rows = await db
    .selectFrom('quarantine as q')
    .leftJoin('machine as m', 'm.id', 'q.device_id')
    .select(['q.id', 'q.device_id', 'q.files', 'q.at', 'q.opened_at', 'm.wiped_at'])
    .orderBy('q.at', 'desc')
    .execute()
  const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
  return rows.map(({ id, device_id: device, files, at, opened_at: openedAt, wiped_at: wipedAt }) => ({
    id,
    device,
    at: time(at),
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    wiped: time(wipedAt),
    opened: time(openedAt),
  }))
}

/** What `open` found of one person. */
type Person = {
  userId: string
  login: string
  unsent: Unsent
  /** sealed attachments that open, by their SM3 */
  files: ReadonlyMap<string, Buffer>
}
/** `closed`: what nobody can open, by its path; `damaged`: frames the disk had spoilt. */
type Found = { people: Person[]; closed: string[]; damaged: number }

/**
 * Opens what a desk has handed in with the secrets the server kept, and writes the unsent commands, texts and attachments
 * of each person as plain files to a new folder, for the office to go on with (SE-76); a line of the audit chain.
 * NO-QUARANTINE, QUARANTINE-EXISTS.
 */
export async function openQuarantine(db: Db, id: string, dir: string, now: number): Promise<unknown> {
  const given = z.uuid().safeParse(id).success
    ? await db.selectFrom('quarantine').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined
  if (!given) throw new ServerError('NO-QUARANTINE', `没有这份移交：${id}`)
  const { people, closed, damaged } = await read(db, given.device_id, given.files)
  const folder = path.resolve(dir)
  await mkdir(path.dirname(folder), { recursive: true })
  await mkdir(folder, { mode: 0o700 }).catch((cause: unknown) => {
    if (codeOf(cause) === 'EEXIST') throw new ServerError('QUARANTINE-EXISTS', `${folder} 已经存在，请换一个文件夹`, { cause })
    throw cause
  })
  const told: unknown[] = []
  for (const person of people) told.push(await write(db, folder, person))
  const note = closed.length === 0 ? [] : ['下列内容打不开（密钥已销毁，或没有服务器的一份）：', ...closed]
  if (damaged > 0) note.push(`磁盘损坏、读不出来的记录：${damaged} 条。`)
  if (note.length > 0) await writeFile(path.join(folder, '打不开的内容.txt'), `${note.join('\n')}\n`, { mode: 0o600 })
  const detail = { receipt: id, device: given.device_id, people: people.length, closed: closed.length }
  await db.transaction().execute(async (tx) => {
    await tx.updateTable('quarantine').set({ opened_at: now }).where('id', '=', id).execute()
    await appendAudit(tx, { chain: ACCESS_CHAIN, at: now, actor: 'admin', kind: 'quarantine.opened', detail })
  })
  return { folder, people: told, closed: closed.length, damaged }
}

/**
 * Deletes what a desk has handed in, once the office has it as plain files: what was never opened stays. A line of the audit
 * chain. NO-QUARANTINE, QUARANTINE-UNOPENED.
 */
export async function dropQuarantine(db: Db, id: string, now: number): Promise<unknown> {
  if (!z.uuid().safeParse(id).success) throw new ServerError('NO-QUARANTINE', `没有这份移交：${id}`)
  return db.transaction().execute(async (tx) => {
    const given = await tx.selectFrom('quarantine').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    if (!given) throw new ServerError('NO-QUARANTINE', `没有这份移交：${id}`)
    if (given.opened_at === null) throw new ServerError('QUARANTINE-UNOPENED', '这份移交还没有打开过，不能删除')
    const { device_id: device } = given
    await tx.deleteFrom('quarantine').where('id', '=', id).execute()
    const others = await tx.selectFrom('quarantine').select('files').where('device_id', '=', device).execute()
    const kept = new Set(others.flatMap(({ files }) => files.map(({ sha256 }) => sha256)))
    const gone = [...new Set(given.files.map(({ sha256 }) => sha256))].filter((sha256) => !kept.has(sha256))
    for (const table of ['quarantine_piece', 'quarantine_file'] as const)
      for (const sha256 of gone) await tx.deleteFrom(table).where('device_id', '=', device).where('sha256', '=', sha256).execute()
    const detail = { receipt: id, device, files: gone.length }
    await appendAudit(tx, { chain: ACCESS_CHAIN, at: now, actor: 'admin', kind: 'quarantine.deleted', detail })
    return { dropped: id, files: gone.length }
  })
}

async function read(db: Db, device: string, files: readonly SurrenderedFile[]): Promise<Found> {
  const bytesOf = async ({ sha256 }: SurrenderedFile): Promise<Buffer> => {
    const parts: Buffer[] = []
    for await (const part of piecesOf(db, device, sha256)) parts.push(part)
    return Buffer.concat(parts)
  }
  const secrets = await db.selectFrom('device').select(['user_id', 'secret']).where('id', '=', device).execute()
  const secretOf = new Map(secrets.map((row) => [row.user_id, row.secret]))
  const keys: { file: KeyFile; open: OpenKeys }[] = []
  for (const file of files.filter((one) => one.path.startsWith('keys/'))) {
    const key = parseKeyFile(await bytesOf(file))
    const secret = key && secretOf.get(key.userId)
    const open = key && secret ? keysBySecret(key, secret) : undefined
    // each key lies there twice
    if (key && open && !keys.some((known) => known.file.kid === key.kid)) keys.push({ file: key, open })
  }
  const people: Person[] = []
  const closed: string[] = []
  let damaged = 0
  for (const folder of foldersOf(files, 'journal')) {
    const segments = files.filter((one) => path.posix.dirname(one.path) === folder && /\/\d{8}\.journal$/.test(one.path))
    const contents = await Promise.all(segments.map(bytesOf))
    const tried = keys.map(({ file, open }) => ({ file, open, read: contents.map((one) => readJournalFile(one, open.journal)) }))
    const right = tried.find((one) => one.read.some(({ records }) => records.length > 0))
    if (!right) {
      if (contents.some((one) => one.length > 0)) closed.push(folder)
      continue
    }
    damaged += right.read.reduce((sum, one) => sum + one.closed, 0)
    const unsent = unsentOf(right.read.flatMap(({ records }) => records))
    const { userId, login } = right.file
    people.push({ userId, login, unsent, files: new Map() })
  }
  for (const file of files.filter((one) => one.path.startsWith('files/'))) {
    const name = path.posix.basename(file.path)
    const bytes = await bytesOf(file)
    const plain = keys.map((key) => ({ key, bytes: readSealedFile(bytes, key.open.files, name) })).find((one) => one.bytes)
    if (!plain?.bytes) {
      closed.push(file.path)
      continue
    }
    const { userId, login } = plain.key.file
    const at = people.findIndex((one) => one.userId === userId)
    const known = people[at] ?? { userId, login, unsent: unsentOf([]), files: new Map<string, Buffer>() }
    people.splice(at < 0 ? people.length : at, at < 0 ? 0 : 1, {
      ...known,
      files: new Map([...known.files, [name, plain.bytes]]),
    })
  }
  return { people, closed, damaged }
}

const foldersOf = (files: readonly SurrenderedFile[], under: string): string[] => [
  ...new Set(files.flatMap(({ path: name }) => (name.startsWith(`${under}/`) ? [path.posix.dirname(name)] : []))),
]

/** Writes what one person had not sent; a second journal of the same person gets a folder of its own. */
async function write(db: Db, dir: string, { userId, login, unsent, files }: Person): Promise<unknown> {
  const folder = await newFolder(dir, plainName(login))
  const put = (name: string, content: string | Buffer) => writeFile(path.join(folder, name), content, { mode: 0o600, flag: 'wx' })
  const { commands, texts } = unsent
  await put('没有上报的事项.json', `${JSON.stringify(commands, null, 1)}\n`)
  const saved = await savedTexts(commands, async (docId, version) => {
    try {
      return (await readBody(db, docId, version))?.json
    } catch {
      return undefined
    }
  })
  const typed = new Map(
    [...texts].flatMap(([docId, records]) => {
      const text = typedText(records)
      return text ? [[docId, text] as const] : []
    }),
  )
  for (const docId of new Set([...saved.keys(), ...typed.keys()])) {
    const text = typed.get(docId) ?? saved.get(docId)
    if (text) await put(`正文-${docId}.txt`, plainText(text))
  }
  // typing whose beginning is gone is kept as it stands
  for (const [docId, records] of texts)
    if (!typed.has(docId)) await put(`输入-${docId}.json`, `${JSON.stringify(records, null, 1)}\n`)
  const names = new Map(
    commands.flatMap(({ args }) => {
      const named = z.object({ attachment }).safeParse(args).data
      return named ? [[named.attachment.sm3, named.attachment.name] as const] : []
    }),
  )
  for (const [hash, bytes] of files) await put(`附件-${hash.slice(0, 8)}-${plainName(names.get(hash) ?? hash)}`, bytes)
  const lines = commands.map(({ name, doc, authoredAt }) => `${new Date(authoredAt).toISOString()}  ${name}  公文 ${doc}`)
  const head = [
    `${login}（${userId}）在这台设备上没有上报的内容`,
    `事项 ${commands.length} 项，正文 ${texts.size} 件，附件 ${files.size} 个`,
  ]
  await put('说明.txt', `${[...head, '', ...lines].join('\n')}\n`)
  return { login, commands: commands.length, texts: texts.size, files: files.size, unread: unsent.unread }
}

async function newFolder(dir: string, name: string): Promise<string> {
  for (let n = 1; ; n++) {
    const folder = path.join(dir, n === 1 ? name : `${name}-${n}`)
    try {
      await mkdir(folder, { mode: 0o700 })
      return folder
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
  }
}

/** A name that is one on every system, and nothing but a name. */
const plainName = (name: string): string =>
  name
    .replaceAll(/[^\p{L}\p{N}._ ()（）〔〕-]/gu, '_')
    .replace(/^\.+/, '_')
    .slice(0, 120) || '_'
