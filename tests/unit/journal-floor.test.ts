import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { v7 } from 'uuid'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { journalCalls } from '../../src-main/journal-calls.ts'
import { openJournal } from '../../src-main/journal.ts'
import { commandId, documentId } from '../../src-shared/ids.ts'
import type { JournalRecord } from '../../src-shared/ipc/journal-record.ts'

let folder: string
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-floor-'))
})
afterEach(() => fs.rm(folder, { recursive: true }))

const doc = documentId.parse(v7())
const command = (name: string): JournalRecord => ({
  type: 'command',
  command: { id: commandId.parse(v7()), name, ver: 1, doc, args: {}, authoredAt: 1, dependsOn: [] },
  at: 1,
})
const typed: JournalRecord = { type: 'typed', docId: doc, steps: [], after: 0, at: 1 }

it('SY-86 under 100 MB nothing new is begun, what is typed already is written', async () => {
  const journal = await openJournal(folder, Buffer.alloc(32), () => 1)
  let free: number | null = 50 * 1024 * 1024
  const calls = journalCalls(
    () => journal,
    () => undefined,
    async () => free,
    () => undefined,
  )
  const append = (records: JournalRecord[], kind?: 'new' | 'flush') =>
    Promise.resolve(calls['journal.append']({ records, kind }, undefined as never)).then(
      () => 'written',
      (error: { code: string }) => error.code,
    )
  expect(await append([typed])).toBe('written')
  expect(await append([command('SubmitBody')])).toBe('written')
  expect(await append([command('desk:attention')])).toBe('written')
  expect(await append([typed, command('Submit')])).toBe('JR-FLOOR')
  expect(await append([typed], 'new')).toBe('JR-FLOOR')
  expect(await append([command('Submit')], 'flush')).toBe('written')
  expect(journal.read().records).toHaveLength(4)
  free = 200 * 1024 * 1024
  expect(await append([command('Submit')])).toBe('written')
  free = null // the system does not say: the write itself will
  expect(await append([command('Submit')])).toBe('written')
  await journal.close()
})
