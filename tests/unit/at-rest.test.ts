import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { v7 } from 'uuid'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openCanaryBook } from '../../src-main/canary.ts'
import { openDesk } from '../../src-main/desk-session.ts'
import { openDevice } from '../../src-main/device.ts'
import { openDirectoryCopy } from '../../src-main/directory-copy.ts'
import { openFileStore } from '../../src-main/files/file-store.ts'
import { openKeyRing } from '../../src-main/keys.ts'
import { openLog } from '../../src-main/log.ts'
import { openCopies } from '../../src-main/files/opened-copies.ts'
import { commandId, documentId } from '../../src-shared/ids.ts'
import { fakeLine } from '../support/fake-line.ts'
import { smallCounty } from '../support/small-county.ts'
import { wordsAtRest } from '../support/words-at-rest.ts'

let profile: string
beforeEach(async () => {
  profile = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-rest-'))
})
afterEach(() => fs.rm(profile, { recursive: true }))

it('SE-50 after a session nothing main writes holds a title, a text, a name or a password', async () => {
  const title = '柳河堤防主汛期应急加固工程'
  const body = '堤身单薄汛期渗漏加剧'
  const fileText = '预算表八十六万五千元'
  const password = 'correct horse battery'
  const line = fakeLine()
  line.persons.set('wangfang', { id: 'u-wang', name: '王芳芳', password })
  const log = openLog(profile)
  const device = await openDevice(profile, log)
  const ring = openKeyRing(path.join(profile, 'keys'), log, Date.now, async () => undefined)
  const desk = openDesk(profile, '1', device, ring, line.network, log, Date.now)
  const owner = (purpose: 'files' | 'directory') => () => {
    const open = desk.open()
    return open && { id: open.userId, key: open.keys.of(purpose) }
  }
  const files = openFileStore(path.join(profile, 'files'), line.network, log, owner('files'))
  const directory = openDirectoryCopy(path.join(profile, 'directory'), log, owner('directory'))
  const canaries = openCanaryBook(path.join(profile, 'canary'), log)
  const copies = openCopies(path.join(profile, 'opened'), log)

  await desk.signIn('wangfang', password)
  const docId = documentId.parse(v7())
  const id = commandId.parse(v7())
  const { journal, keys, userId } = desk.mustBeOpen()
  await journal.append([
    { type: 'working', docId, baseVersion: 0, baseSm3: '', body: { text: body }, after: 0, at: 1 },
    {
      type: 'command',
      command: { id, name: 'CreateDraft', ver: 1, doc: docId, args: { title }, authoredAt: 1, dependsOn: [] },
      at: 2,
    },
  ])
  await journal.settle([], [], [{ cmdId: id, seq: 1, device: device.id, epoch: v7(), at: 3 }])
  expect((await journal.history()).entries).toHaveLength(1)
  const hash = await files.put(Buffer.from(fileText.repeat(10_000)))
  await directory.keep(smallCounty)
  await canaries.write(userId, keys.of('canary'), { instanceId: v7(), schema: 1, outboxHigh: 1, counts: {}, at: 4 })
  expect(await canaries.read(userId, keys.of('canary'))).toMatchObject({ outboxHigh: 1 })
  log('warn', 'SY-REFUSED', title)
  const words = [title, body, fileText, password, '王芳芳', '青禾县', smallCounty.county, smallCounty.posts[0]?.name ?? title]

  // the copy for the system's programs is the one thing in clear, and goes at the lock
  const shown = await copies.put(
    hash,
    '预算.txt',
    fileText.length * 3 * 10_000,
    (async function* () {
      yield await files.read(hash)
    })(),
  )
  expect((await fs.stat(shown)).mode & 0o222).toBe(0)
  expect(wordsAtRest(profile, words)).toEqual([`${path.relative(profile, shown)}: ${fileText}`])
  await desk.lock()
  await copies.wipe()
  expect(wordsAtRest(profile, words)).toEqual([])
  // and all of it was there to be found: the password brings it back
  await desk.unlock(password)
  expect(desk.mustBeOpen().journal.read().records).toMatchObject([{ body: { text: body } }])
  expect((await files.read(hash)).toString('utf8')).toContain(fileText)
  expect((await directory.read(smallCounty.county))?.version).toBe(smallCounty.version)
  await desk.signOut()
  expect(wordsAtRest(profile, words)).toEqual([])
})

it('SE-55 a canary that was changed, or belongs to another person, is none', async () => {
  const logged: string[] = []
  const book = openCanaryBook(profile, (_level, code) => void logged.push(code))
  const key = Buffer.alloc(32, 1)
  const said = { instanceId: v7(), schema: 1, outboxHigh: 7, counts: { docs: 3 }, at: 4 }
  expect(await book.read('u-1', key)).toBeNull()
  await Promise.all([book.write('u-1', key, { ...said, at: 3 }), book.write('u-1', key, said)])
  expect(await book.read('u-1', key)).toEqual(said)
  expect(await book.read('u-2', key)).toBeNull()
  expect(logged).toEqual([])
  await fs.copyFile(path.join(profile, 'u-1.canary'), path.join(profile, 'u-2.canary'))
  expect(await book.read('u-2', key)).toBeNull()
  await fs.writeFile(path.join(profile, 'u-1.canary'), 'x')
  expect(await book.read('u-1', key)).toBeNull()
  expect(logged).toEqual(['CANARY-DAMAGED', 'CANARY-DAMAGED'])
})
