import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { Decrypter } from 'age-encryption'
import { lockedSize, newBackupKey, readIdentity } from '../../src-server/admin/backup/lock.ts'
import { makeBackup } from '../../src-server/admin/backup/make-backup.ts'
import { restoreBackup } from '../../src-server/admin/backup/restore-backup.ts'
import { restoreDrill } from '../../src-server/admin/backup/restore-drill.ts'
import { countyPage, verifyCounty } from '../../src-server/admin/verify-all.ts'
import { sm3 } from '../../src-server/sm3.ts'
import { openDatabase } from '../../src-server/store/database.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { createDatabase, dropDatabase } from '../support/server/cluster.ts'
import { call } from '../support/server/desk.ts'
import { liveThrough, type Lived } from '../support/server/lived-through.ts'
import { must } from '../support/server/must.ts'

let lived: Lived
let root: string
let recipient: string
let identity: string
const databases: string[] = []
const words = '仅供备份查验的附件'
const file = Buffer.concat([Buffer.from(words), randomBytes(150_000)])
const quiet = () => undefined

beforeAll(async () => {
  lived = await liveThrough()
  root = await mkdtemp(join(tmpdir(), 'liuhen-locked-'))
  ;({ recipient, identity } = await newBackupKey(join(root, 'backup.key')))
  const { story } = lived
  await call(story.server, 'PUT', `${paths.blob}/${sm3(file)}`, { token: story.draft.token, raw: file })
})
afterAll(async () => {
  const { server } = lived.story
  for (const name of databases) await dropDatabase(server.databaseUrl, name)
  await lived.close()
  await rm(root, { recursive: true, force: true })
})

const backup = (dir: string) => {
  const { server } = lived.story
  server.clock.forward(60_000)
  return makeBackup({
    databaseUrl: server.databaseUrl,
    dataDir: server.dataDir,
    dir,
    recipient,
    now: server.clock.now(),
    progress: quiet,
  })
}
async function restore(dir: string, key: string | undefined) {
  const { server } = lived.story
  const name = `r_${v7().replaceAll('-', '')}`
  databases.push(name)
  const databaseUrl = await createDatabase(server.databaseUrl, name)
  const dataDir = await mkdtemp(join(root, 'data-'))
  return {
    databaseUrl,
    dataDir,
    done: await restoreBackup({ databaseUrl, dataDir, dir, identity: key, now: server.clock.now(), progress: quiet }),
  }
}
/** Every file under a folder. */
const filesIn = async (dir: string): Promise<string[]> =>
  (await readdir(dir, { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))

test('OP-10 a locked backup holds no word in plain, opens with its key alone, and restores to a county that verifies', async () => {
  const dir = join(root, 'one')
  const report = await backup(dir)
  const all = await filesIn(dir)
  expect(all.filter((one) => !one.endsWith('.age')).map((one) => one.split('/').at(-1))).toEqual(['manifest.json'])
  for (const one of all) expect((await readFile(one)).includes(words), one).toBe(false)
  // what another program of age opens, without ours
  const blob = must(all.find((one) => one.includes(sm3(file))))
  const age = new Decrypter()
  age.addIdentity(await readIdentity(identity))
  expect(sm3(await age.decrypt(await readFile(blob)))).toBe(sm3(file))
  expect((await stat(blob)).size).toBe((await lockedSize(recipient))(file.length))
  // only what is new is copied the next day
  expect(await backup(dir)).toMatchObject({ copied: 0, files: report.files })

  const place = await restore(dir, identity)
  expect(place.done).toMatchObject({ rows: expect.any(Number) as number, files: report.files, missing: 0 })
  const db = openDatabase(place.databaseUrl, 2)
  const page = await verifyCounty(db, place.dataDir, lived.story.server.clock.now(), quiet)
  await db.destroy()
  expect(countyPage(page)).toContain('结论：相符')
})

test('OP-10 without the key, with another one, or with a flipped byte nothing is restored, and that is told', async () => {
  const dir = join(root, 'two')
  await backup(dir)
  const other = await newBackupKey(join(root, 'other.key'))
  const refusal = (key: string | undefined) =>
    restore(dir, key).then(
      () => 'restored',
      (error: { code?: string }) => error.code,
    )
  expect(await refusal(undefined)).toBe('BK-LOCKED')
  expect(await refusal(join(root, 'nowhere'))).toBe('BK-LOCKED')
  expect(await refusal(other.identity)).toBe('BK-LOCKED')
  const table = must((await filesIn(dir)).find((one) => one.endsWith('doc.copy.gz.age')))
  const bytes = await readFile(table)
  const flipped = Buffer.from(bytes)
  flipped[bytes.length - 20] = must(flipped[bytes.length - 20]) ^ 1
  await writeFile(table, flipped)
  expect(await refusal(identity)).toBe('BK-DAMAGED')
  await writeFile(table, bytes)
  const blob = must((await filesIn(dir)).find((one) => one.includes(sm3(file))))
  const whole = await readFile(blob)
  await writeFile(blob, Buffer.from(whole).fill(0, 400, 401))
  expect(await refusal(identity)).toBe('BK-LOCKED')
  await writeFile(blob, whole)
  expect(await refusal(identity)).toBe('restored')
})

test('OP-10 a key is never written over, is its owner’s only, and a recipient that is none locks nothing', async () => {
  await expect(newBackupKey(identity)).rejects.toMatchObject({ code: 'BK-WRITE' })
  expect((await stat(identity)).mode & 0o777).toBe(0o600)
  await chmod(identity, 0o600)
  expect(await readFile(identity, 'utf8')).toContain(recipient)
  await expect(lockedSize('age1nobody')).rejects.toMatchObject({ code: 'BK-RECIPIENT' })
  const { server } = lived.story
  const wrong = makeBackup({
    databaseUrl: server.databaseUrl,
    dataDir: server.dataDir,
    dir: join(root, 'three'),
    recipient: 'age1nobody',
    now: server.clock.now(),
    progress: quiet,
  })
  await expect(wrong).rejects.toMatchObject({ code: 'BK-RECIPIENT' })
  expect(await readdir(join(root, 'three'))).toEqual([])
})

test('OP-11 the drill restores and proves the newest backup beside everything, and leaves nothing behind', async () => {
  const dir = join(root, 'drill')
  const report = await backup(dir)
  const now = lived.story.server.clock.now()
  const drill = await restoreDrill({ dir, identity, now, progress: quiet })
  expect(drill).toMatchObject({ drilled: report.backup, rows: report.rows, files: report.files, wrong: 0, ok: true })
  expect(drill.documents).toBeGreaterThan(0)
  expect((await readdir(tmpdir())).filter((one) => one.startsWith('liuhen-drill-'))).toEqual([])
  await expect(restoreDrill({ dir, identity: undefined, now, progress: quiet })).rejects.toMatchObject({ code: 'BK-LOCKED' })
})
