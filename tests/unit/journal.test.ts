import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { v7 } from 'uuid'
import { encodeFrame, readFrames } from '../../src-main/journal-frames.ts'
import { openJournal } from '../../src-main/journal.ts'
import { documentId } from '../../src-shared/ids.ts'
import type { JournalRecord } from '../../src-shared/ipc/journal-record.ts'

let folder: string
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-journal-'))
})
afterEach(async () => {
  await fs.rm(folder, { recursive: true })
})

const docId = documentId.parse(v7())
const typed = (n: number, after = n - 1): JournalRecord => ({
  type: 'typed',
  docId,
  steps: [{ stepType: 'replace', from: n, to: n }],
  after,
  at: n,
})
const segment = () => path.join(folder, '00000001.journal')
const open = () => openJournal(folder, () => 1)

it('SY-80 what was appended is there after a restart, in order', async () => {
  const first = await open()
  for (let n = 0; n < 50; n++) await first.append([typed(n)])
  await first.close()
  const second = await open()
  expect(second.read()).toEqual({ records: Array.from({ length: 50 }, (_, n) => typed(n)), damaged: 0 })
  expect((await second.append([typed(50)])).seq).toBe(51)
  await second.close()
})

it('SY-81 a write cut off at any byte costs only that write', async () => {
  const journal = await open()
  await journal.append([typed(1)])
  await journal.append([typed(2)])
  await journal.close()
  const whole = await fs.readFile(segment())
  const first = readFrames(whole).frames[0]?.bytes ?? 0
  for (let cut = first; cut < whole.length; cut += 7) {
    await fs.writeFile(segment(), whole.subarray(0, cut))
    const again = await open()
    expect(again.read()).toEqual({ records: [typed(1)], damaged: 0 })
    await again.append([typed(3)])
    await again.close()
    const third = await open()
    expect(third.read().records).toEqual([typed(1), typed(3)])
    await third.close()
  }
})

it('SY-82 a damaged frame is counted and kept aside, the others are read', async () => {
  const journal = await open()
  for (let n = 0; n < 5; n++) await journal.append([typed(n)])
  await journal.close()
  const bytes = await fs.readFile(segment())
  const second = readFrames(bytes).frames[1]
  bytes[(second?.offset ?? 0) + 30] = (bytes[(second?.offset ?? 0) + 30] ?? 0) ^ 0xff
  await fs.writeFile(segment(), bytes)
  const again = await open()
  expect(again.read()).toEqual({ records: [typed(0), typed(2), typed(3), typed(4)], damaged: 1 })
  await again.close()
  const third = await open()
  expect(third.read()).toEqual({ records: [typed(0), typed(2), typed(3), typed(4)], damaged: 0 })
  await third.close()
  expect((await fs.readdir(folder)).filter((name) => name.includes('.damaged-'))).toHaveLength(1)
})

it('SY-82 frames survive any single flipped bit but their own (property, seed printed by fast-check on failure)', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 2, maxLength: 6 }),
      fc.nat(),
      fc.nat(7),
      (payloads, where, bit) => {
        const frames = payloads.map((payload, i) => encodeFrame(i + 1, Buffer.from(payload)))
        const file = Buffer.concat(frames)
        const at = where % file.length
        file[at] = (file[at] ?? 0) ^ (1 << bit)
        const hit = frames.findIndex((_, i) => at < frames.slice(0, i + 1).reduce((sum, f) => sum + f.length, 0))
        const read = readFrames(file).frames.map((frame) => frame.seq)
        return payloads.every((_, i) => i === hit || read.includes(i + 1)) && !read.includes(hit + 1)
      },
    ),
    { numRuns: 500 },
  )
})

it('SY-84 what the server has leaves the journal, also after a restart, and compaction keeps the rest', async () => {
  const journal = await open()
  const other = documentId.parse(v7())
  const big: JournalRecord = {
    type: 'working',
    docId: other,
    baseVersion: 1,
    baseSm3: '',
    body: { text: '文'.repeat(800_000) },
    after: 0,
    at: 1,
  }
  await journal.append([big, typed(1)])
  await journal.append([{ ...big, at: 2 }])
  await journal.settle([], [docId])
  expect(journal.read().records).toEqual([{ ...big, at: 2 }])
  const files = await fs.readdir(folder)
  expect(files).toEqual(['00000002.journal'])
  await journal.append([typed(9)])
  await journal.close()
  const again = await open()
  expect(again.read().records).toEqual([{ ...big, at: 2 }, typed(9)])
  await again.close()
})

it('SY-85 a full disk refuses the write with its own error and leaves the journal whole', async (context) => {
  // a real small disk: only root may mount one
  if (process.getuid?.() !== 0) return context.skip('mounting a small disk needs root')
  const { execFileSync } = await import('node:child_process')
  const small = path.join(folder, 'disk')
  await fs.mkdir(small)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', small], { stdio: 'pipe' })
  } catch {
    return context.skip('this machine does not allow mounting a tmpfs')
  }
  try {
    const journal = await openJournal(path.join(small, 'j'), () => 1)
    await journal.append([typed(1)])
    const big: JournalRecord = {
      type: 'working',
      docId: documentId.parse(v7()),
      baseVersion: 1,
      baseSm3: '',
      body: { text: 'x'.repeat(400_000) },
      after: 0,
      at: 1,
    }
    await expect(journal.append([big])).rejects.toMatchObject({ name: 'JournalFull' })
    await journal.append([typed(2)])
    await journal.close()
    const again = await openJournal(path.join(small, 'j'), () => 1)
    expect(again.read()).toEqual({ records: [typed(1), typed(2)], damaged: 0 })
    await again.close()
  } finally {
    execFileSync('umount', [small])
  }
})
