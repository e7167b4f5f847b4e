import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { v7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sm3Sum } from '../../src-main/files/sm3-sum.ts'
import { fileOf, makeFolder, mark, namesIn } from '../../src-main/files/room.ts'
import { headBlock, headBytes, readHead } from '../../src-main/safe-copy/copy-format.ts'
import { frameLength } from '../../src-main/journal-frames.ts'
import { createSealedFile, openSealedFile } from '../../src-main/sealed-file.ts'
import { commandId, documentId } from '../../src-shared/ids.ts'
import type { JournalRecord } from '../../src-shared/ipc/journal-record.ts'
import { codeOf, copyDesk, type CopyDesk } from '../support/copy-desk.ts'
import { wordsAtRest } from '../support/words-at-rest.ts'

const docId = documentId.parse(v7())
const title = '柳河堤防应急加固工程'
const record = (n: number, text = title): JournalRecord => ({
  type: 'command',
  command: { id: commandId.parse(v7()), name: 'AddThing', ver: 1, doc: docId, args: { n, text }, authoredAt: n, dependsOn: [] },
  at: n,
})

/** A file that waits to go up. */
async function waitingFile({ room }: CopyDesk, bytes: Buffer): Promise<string> {
  const sum = await sm3Sum()
  sum.add(bytes)
  const hash = sum.hex()
  const where = room()
  await makeFolder(where)
  const writer = await createSealedFile(fileOf(where, hash), where.key, hash, bytes.length)
  await writer.add(bytes)
  await writer.finish()
  await mark(where, hash)
  return hash
}
const bytesOf = async ({ room }: CopyDesk, hash: string): Promise<Buffer | undefined> => {
  const file = await openSealedFile(fileOf(room(), hash), room().key, hash)
  return file?.read(0, file.size).finally(file.close)
}

let folder: string
let made: CopyDesk
let other: CopyDesk
let file: string
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-stick-'))
  file = path.join(folder, 'a.lhcopy')
  made = await copyDesk()
  other = await copyDesk()
})
afterEach(async () => {
  await made.close()
  await other.close()
  await fs.rm(folder, { recursive: true, force: true })
})

describe('a safe copy on disk', () => {
  it('SY-160 holds journal, history and files, comes back whole, and shows no word of them', async () => {
    const records = [record(1), record(2), record(3)]
    await made.journal.append(records)
    const [sent] = records
    if (sent?.type !== 'command') throw new Error('no command')
    await made.journal.settle([], [], [{ cmdId: sent.command.id, seq: 1, device: made.device, epoch: v7() as never, at: 4 }])
    const big = randomBytes(2 * 1024 * 1024 + 17)
    const small = Buffer.from(`附件${title}`)
    const hashes = [await waitingFile(made, big), await waitingFile(made, small), await waitingFile(made, Buffer.alloc(0))]

    const written = await made.exportTo(file)
    expect(written).toMatchObject({
      file,
      spoilt: 0,
      counts: { documents: 1, commands: 2, items: 0, history: 1, files: 3, fileBytes: big.length + small.length },
    })
    expect(await fs.readdir(folder)).toEqual(['a.lhcopy'])
    expect((await fs.stat(file)).size).toBe(written.bytes)
    expect(wordsAtRest(folder, [title, '附件', '王芳', 'AddThing', docId, ...hashes])).toEqual([])
    expect(made.answers.name).toBe('王芳-20261012.lhcopy')
    expect(made.progress.at(-1)).toBeGreaterThan(0.9)

    expect(await other.openCopy(file)).toMatchObject({ name: 'a.lhcopy', here: false, counts: written.counts })
    const read = await other.readCopy()
    expect(read.records).toEqual(made.journal.read().records)
    expect(read.records).toHaveLength(2)
    expect(read.history).toEqual((await made.journal.history()).entries)
    expect(read.files).toBe(3)
    expect(other.answers.filesCame).toBe(1)
    const [a, b, empty] = hashes.map((hash) => bytesOf(other, hash))
    expect((await a)?.equals(big)).toBe(true)
    expect((await b)?.equals(small)).toBe(true)
    expect((await empty)?.length).toBe(0)
    for (const hash of hashes) expect(await namesIn(other.room())).toContain(`${hash}.up`)
    expect((await namesIn(other.room())).filter((name) => name.endsWith('.new'))).toEqual([])
    // once more brings no file twice
    await other.openCopy(file)
    expect((await other.readCopy()).files).toBe(0)
    expect(await made.openCopy(file)).toMatchObject({ here: true })
  })

  it('SY-166 another person, another county, a wrong password, another file and a newer format each have their code', async () => {
    await made.journal.append([record(1)])
    await made.exportTo(file)
    const li = await copyDesk('li', { id: 'li', name: '李强', password: 'x' })
    const far = await copyDesk('wang', { id: 'wang', name: '王芳', password: 'x' }, '别的县')
    try {
      expect(await codeOf(li.openCopy(file))).toBe('SE-OTHER-PERSON')
      expect(await codeOf(far.openCopy(file))).toBe('SE-OTHER-COUNTY')
      expect(await codeOf(li.readCopy())).toBe('SC-GONE')
    } finally {
      await li.close()
      await far.close()
    }
    await other.openCopy(file)
    expect(await codeOf(other.readCopy('wrong'))).toBe('SC-PASSWORD')
    expect(await codeOf(other.readCopy())).toBe('done')
    const bytes = await fs.readFile(file)
    const broken = path.join(folder, 'b.lhcopy')
    await fs.writeFile(broken, Buffer.concat([Buffer.from('PK\u0003\u0004'), bytes]))
    expect(await codeOf(other.openCopy(broken))).toBe('SC-FOREIGN')
    await fs.writeFile(broken, '')
    expect(await codeOf(other.openCopy(broken))).toBe('SC-FOREIGN')
    await fs.writeFile(broken, Buffer.from(bytes.toString('latin1').replace('LIUHEN-COPY 1', 'LIUHEN-COPY 2'), 'latin1'))
    expect(await codeOf(other.openCopy(broken))).toBe('SC-NEWER')
    expect(await codeOf(other.openCopy(path.join(folder, 'none.lhcopy')))).toBe('SC-GONE')
    expect(await codeOf(other.openCopy(folder))).toBe('SC-IO')
    // whoever writes another name into the head does not open it by that
    await fs.writeFile(broken, Buffer.from(bytes.toString('latin1').replace('"userId":"wang"', '"userId":"wanh"'), 'latin1'))
    expect(await codeOf(other.openCopy(broken))).toBe('SE-OTHER-PERSON')
    const more = bytes.toString('latin1').replace('"commands":1', '"commands":7')
    await fs.writeFile(broken, Buffer.from(more, 'latin1'))
    await other.openCopy(broken)
    expect(await codeOf(other.readCopy())).toBe('SC-DAMAGED')
  })

  it('SY-166 a copy that is damaged or cut off anywhere brings nothing at all', async () => {
    await made.journal.append([record(1), record(2)])
    await waitingFile(made, randomBytes(70_000))
    await made.exportTo(file)
    const bytes = await fs.readFile(file)
    const broken = path.join(folder, 'b.lhcopy')
    const tried = async (given: Buffer): Promise<string> => {
      await fs.writeFile(broken, given)
      const opened = await codeOf(other.openCopy(broken))
      return opened === 'done' ? codeOf(other.readCopy()) : opened
    }
    const flipped = (at: number): Buffer => {
      const copy = Buffer.from(bytes)
      copy[at] = (copy[at] ?? 0) ^ 0x10
      return copy
    }
    const places = [
      headBytes,
      headBytes + 7,
      headBytes + 19,
      headBytes + 40,
      bytes.length - 1,
      bytes.length - 60,
      headBytes + 30_000,
    ]
    for (const at of places) expect(await tried(flipped(at)), `flip ${at}`).toBe('SC-DAMAGED')
    for (const length of [bytes.length - 1, headBytes, headBytes - 1, headBytes + 100, 60_000])
      expect(await tried(bytes.subarray(0, length)), `cut ${length}`).toBe('SC-DAMAGED')
    expect(await tried(Buffer.concat([bytes, Buffer.from('x')]))).toBe('SC-DAMAGED')
    const head = readHead(bytes.subarray(0, headBytes))
    // whole frames left out, doubled or exchanged, with length and hash put right: the frames know their places
    const frames: Buffer[] = []
    for (let at = headBytes; at < bytes.length;) {
      const length = frameLength(bytes.subarray(at, at + 20)) ?? 0
      frames.push(bytes.subarray(at, at + length))
      at += length
    }
    const [manifest, records, fileEntry, piece, end] = frames as [Buffer, Buffer, Buffer, Buffer, Buffer]
    expect(frames).toHaveLength(5)
    for (const forged of [
      [manifest, records, fileEntry, piece],
      [manifest, end],
      [manifest, records, end],
      [manifest, records, fileEntry, end],
      [manifest, records, fileEntry, piece, piece, end],
      [manifest, fileEntry, piece, records, end],
      [records, fileEntry, piece, end],
      [manifest, records, fileEntry, piece, end, end],
    ]) {
      const rest = Buffer.concat(forged)
      const sha256 = createHash('sha256').update(rest).digest('hex')
      expect(await tried(Buffer.concat([headBlock({ ...head, bytes: rest.length, sha256 }), rest]))).toBe('SC-DAMAGED')
    }
    expect(await tried(Buffer.concat([headBlock(head), bytes.subarray(headBytes)]))).toBe('done')
    await Promise.all((await namesIn(other.room())).map((name) => fs.rm(path.join(other.room().folder, name))))
    // another wrap opens nothing
    const wrap = bytes.toString('latin1', 0, headBytes).replace(head.byPassword.slice(0, 4), 'AAAA')
    expect(await tried(Buffer.concat([Buffer.from(wrap, 'latin1'), bytes.subarray(headBytes)]))).toBe('SC-PASSWORD')
    expect(await namesIn(other.room())).toEqual([])
    expect(other.journal.read().records).toEqual([])
    expect(await tried(bytes)).toBe('done')
  })

  it('SY-167 a full disk, a place one may not write to and one that is gone have their codes and leave nothing half', async () => {
    await made.journal.append([record(1)])
    await made.exportTo(file)
    const before = await fs.readFile(file)
    // the device that is always full, where the copy is made
    await fs.symlink('/dev/full', `${file}.part`)
    expect(await codeOf(made.exportTo(file))).toBe('SC-FULL')
    expect(await fs.readdir(folder)).toEqual(['a.lhcopy'])
    expect((await fs.readFile(file)).equals(before)).toBe(true)
    expect(await codeOf(made.exportTo(path.join(folder, 'pulled', 'a.lhcopy')))).toBe('SC-GONE')
    expect(await codeOf(made.exportTo('/sys/kernel/a.lhcopy'))).toBe('SC-DENIED')
    // on the profile's own disk a copy leaves what typed text needs
    made.answers.free = 100 * 1024 * 1024
    expect(await codeOf(made.exportTo(path.join(folder, 'c.lhcopy')))).toBe('SC-FULL')
    await other.openCopy(file)
    other.answers.free = 100 * 1024 * 1024
    expect(await codeOf(other.readCopy())).toBe('SC-NO-ROOM')
    expect(await fs.readdir(folder)).toEqual(['a.lhcopy'])
  })

  it('SY-167 stopped by the person or by a lock: nothing half is left, and it can be done again', async () => {
    await waitingFile(made, randomBytes(3 * 1024 * 1024))
    made.onProgress(() => void made.cancel())
    expect(await codeOf(made.exportTo(file))).toBe('SC-CANCELLED')
    expect(await fs.readdir(folder)).toEqual([])
    made.onProgress(() => undefined)
    await made.exportTo(file)
    await other.openCopy(file)
    let told = 0
    // in the middle of the second reading, when files are taken in
    other.onProgress(() => void (++told === 9 && other.cancel()))
    expect(await codeOf(other.readCopy())).toBe('SC-CANCELLED')
    expect((await namesIn(other.room())).filter((name) => name.endsWith('.new'))).toEqual([])
    other.onProgress(() => undefined)
    expect((await other.readCopy()).files).toBe(1)
    await fs.rm(file)
    let locking: Promise<unknown> | undefined
    made.onProgress(() => void (locking ??= made.desk.lock()))
    expect(['SE-DESK-LOCKED', 'SE-SIGNED-OUT']).toContain(await codeOf(made.exportTo(file)))
    await locking
    expect(await fs.readdir(folder)).toEqual([])
  })

  it('SY-167 a file of this desk that does not open is told and left out; the rest is in the copy', async () => {
    const good = await waitingFile(made, Buffer.from('好'))
    const bad = await waitingFile(made, randomBytes(200_000))
    const path0 = fileOf(made.room(), bad)
    const bytes = await fs.readFile(path0)
    bytes[150_000] = (bytes[150_000] ?? 0) ^ 1
    await fs.writeFile(path0, bytes)
    expect(await made.exportTo(file)).toMatchObject({ spoilt: 1, counts: { files: 1 } })
    await other.openCopy(file)
    await other.readCopy()
    expect(await bytesOf(other, good)).toEqual(Buffer.from('好'))
  })

  it('SY-160 the name a person gives gets its ending, never over another file', async () => {
    expect((await made.exportTo(path.join(folder, 'x'))).file).toBe(path.join(folder, 'x.lhcopy'))
    expect((await made.exportTo(path.join(folder, 'x'))).file).toBe(path.join(folder, 'x-2.lhcopy'))
    made.answers.file = ''
    expect(await made.calls['safeCopy.place'](undefined, undefined as never)).toBeNull()
  })
})
