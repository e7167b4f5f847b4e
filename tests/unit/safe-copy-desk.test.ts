import { describe, expect, it } from 'vitest'
import type { DeviceId, DocumentId } from '../../src-shared/ids.ts'
import type { JournalRecord } from '../../src-shared/ipc/journal-record.ts'
import { createDesk } from '../../src-shared/sync/desk.ts'
import { recover } from '../../src-shared/sync/recover.ts'
import { markCopied, takeCopy, type Copy } from '../../src-shared/sync/safe-copy.ts'
import { chanceOf } from '../support/clock.ts'
import { copyDisk, emptyDisk, rowsOf, type Disk } from '../support/store.ts'
import { endOf, inserted, installDesk, memoryEnv, START, testDesk } from '../support/test-desk.ts'

const COPY = '01900000-0000-7000-8000-00000000c0b1'

/** the device of `testDesk` */
const MADE = chanceOf(99).id() as DeviceId

type TestDesk = Awaited<ReturnType<typeof testDesk>>

/** What main would read from the copy this desk makes. */
async function copyOf(made: Pick<TestDesk, 'desk' | 'env' | 'journal'>, copyId = COPY): Promise<Copy & { waiting: number }> {
  await made.desk.submitAll('copy')
  const waiting = await markCopied(made.env, copyId)
  return { copyId, device: MADE, records: structuredClone(made.journal), history: [], waiting }
}

/** Another desk of the same person, fresh. */
async function otherDesk(n = 5) {
  const disk = emptyDisk()
  const journal: JournalRecord[] = []
  let now = START + 1_000_000 * n
  const env = memoryEnv(disk, { now: () => now++, newId: chanceOf(1000 + n).id }, journal)
  await installDesk(env, chanceOf(2000 + n).id())
  return { disk, journal, env, desk: createDesk(env, () => undefined) }
}

const outboxOf = (disk: Disk) => rowsOf(disk, 'outbox').map((row) => [row.cmdId, row.name, row.args])
const textIn = async (desk: TestDesk['desk'], docId: DocumentId) => (await desk.openText(docId))?.working.textContent
const typeIn = async (desk: TestDesk['desk'], docId: DocumentId, text: string): Promise<void> => {
  const body = await desk.openText(docId)
  if (!body) throw new Error('no text')
  const { step, working } = inserted(body.working, endOf(body.working), text)
  await desk.saveTyping(docId, [step], working)
}

describe('a safe copy taken in', () => {
  it('SY-162 brings commands under their own ids and the text, journal first, and twice is once', async () => {
    const made = await testDesk()
    const docId = await made.draft()
    await made.type(await made.opened(docId), '甲乙丙')
    await made.attachFile(docId)
    const copy = await copyOf(made)
    expect(copy.waiting).toBe(0)

    const other = await otherDesk()
    const taken = await takeCopy(other.env, copy)
    expect(taken).toMatchObject({ commands: 3, texts: 1, items: 0, docIds: [docId] })
    expect(outboxOf(other.disk)).toEqual(outboxOf(made.disk))
    expect(await textIn(other.desk, docId)).toContain('甲乙丙')
    // stamps are this desk's own, so nothing later is taken for older (SY-51)
    for (const record of other.journal) expect(record.at).toBeGreaterThanOrEqual(START + 5_000_000)

    const before = copyDisk(other.disk)
    expect(await takeCopy(other.env, copy)).toMatchObject({ commands: 0, texts: 0, items: 0, docIds: [] })
    for (const table of ['outbox', 'texts', 'typed', 'working', 'attention', 'history'] as const)
      expect(rowsOf(other.disk, table)).toEqual(rowsOf(before, table))

    // and the journal alone brings all of it back
    const fresh = emptyDisk()
    const again = memoryEnv(fresh, { now: () => START + 9_000_000, newId: chanceOf(3).id }, other.journal)
    await recover(again, structuredClone(other.journal))
    expect(outboxOf(fresh)).toEqual(outboxOf(made.disk))
    expect(
      await textIn(
        createDesk(again, () => undefined),
        docId,
      ),
    ).toContain('甲乙丙')
  })

  it('SY-164 on the desk that made it changes nothing, also after more was written and all was sent', async () => {
    const made = await testDesk()
    const docId = await made.draft()
    await made.type(await made.opened(docId), '甲')
    const copy = await copyOf(made)
    const same = async (): Promise<void> => {
      const before = copyDisk(made.disk)
      expect(await takeCopy(made.env, copy)).toMatchObject({ commands: 0, texts: 0, items: 0, docIds: [] })
      for (const table of ['outbox', 'texts', 'typed', 'working', 'attention'] as const)
        expect(rowsOf(made.disk, table)).toEqual(rowsOf(before, table))
    }
    await same()
    await made.type(await made.opened(docId), '乙')
    await same()
    await made.desk.submit(docId)
    await same()
  })

  it('SY-161 what stands in a copy is never rewritten with later typing, also after the cache was lost', async () => {
    const made = await testDesk()
    const docId = await made.draft()
    await made.type(await made.opened(docId), '甲')
    await copyOf(made)
    const first = outboxOf(made.disk)
    const fresh = emptyDisk()
    const env = made.envOver(fresh)
    await installDesk(env, chanceOf(99).id())
    await recover(env, structuredClone(made.journal))
    for (const [desk, disk] of [
      [made.desk, made.disk],
      [createDesk(env, () => undefined), fresh],
    ] as const) {
      await typeIn(desk, docId, '乙')
      await desk.submit(docId)
      const rows = outboxOf(disk)
      expect(rows.slice(0, 2)).toEqual(first)
      expect(rows).toHaveLength(3)
      // the next save goes on from the one in the copy, so both apply
      const [, second, third] = rows.map((row) => row[2] as { baseVersion: number; resultSm3: string; baseSm3: string })
      expect(third?.baseVersion).toBe((second?.baseVersion ?? 0) + 1)
      expect(third?.baseSm3).toBe(second?.resultSm3)
      // and is squashed with what follows, as ever
      await typeIn(desk, docId, '丙')
      await desk.submit(docId)
      expect(outboxOf(disk)).toHaveLength(3)
    }
  })

  it('SY-162 a later copy goes on from an earlier one where nothing was written in between', async () => {
    const made = await testDesk()
    const docId = await made.draft()
    await made.type(await made.opened(docId), '甲')
    const other = await otherDesk()
    await takeCopy(other.env, await copyOf(made))
    await made.type(await made.opened(docId), '乙')
    await takeCopy(other.env, await copyOf(made, '01900000-0000-7000-8000-00000000c0b2'))
    expect(outboxOf(other.disk)).toEqual(outboxOf(made.disk))
    expect(await textIn(other.desk, docId)).toContain('甲乙')
    expect(rowsOf(other.disk, 'attention')).toEqual([])
  })

  it('SY-163 untracked work of both desks on one text: what the copy brings goes before its author, nothing is written over', async () => {
    const made = await testDesk()
    const docId = await made.draft()
    await made.type(await made.opened(docId), '甲')
    const other = await otherDesk()
    await takeCopy(other.env, await copyOf(made))
    await typeIn(other.desk, docId, '此处')
    await other.desk.submit(docId)
    await made.type(await made.opened(docId), '彼处')
    await made.attachFile(docId)
    const later = await copyOf(made, '01900000-0000-7000-8000-00000000c0b2')
    const taken = await takeCopy(other.env, later)
    expect(taken).toMatchObject({ commands: 0, texts: 0, items: 2 })
    expect(await textIn(other.desk, docId)).toContain('甲此处')
    const items = rowsOf(other.disk, 'attention').toSorted((a, b) => a.authoredAt - b.authoredAt)
    expect(items.map((item) => [item.code, item.kind, item.commandName])).toEqual([
      ['SY-COPY-CONFLICT', 'conflict', 'SubmitBody'],
      ['SY-PARKED', 'parked', 'AddAttachment'],
    ])
    expect(JSON.stringify(items[0]?.body)).toContain('甲彼处')
    expect(items[1]?.parkedBy).toBe(items[0]?.id)
    // the journal has its copy of both (SY-58)
    expect(other.journal.filter((r) => r.type === 'command' && r.command.name === 'desk:attention')).toHaveLength(2)
    expect(await takeCopy(other.env, { ...later, copyId: '01900000-0000-7000-8000-00000000c0b3' })).toMatchObject({
      commands: 0,
      texts: 0,
    })
    expect(rowsOf(other.disk, 'attention').filter((item) => item.code === 'SY-COPY-CONFLICT')).toHaveLength(1)
  })

  it('SY-162 SY-163 work that was handed on at the first desk: it goes on here where nothing was written, else before its author', async () => {
    const made = await testDesk()
    const docId = await made.draft()
    await made.type(await made.opened(docId), '甲')
    const early = await copyOf(made)
    const quiet = await otherDesk(5)
    const busy = await otherDesk(6)
    for (const one of [quiet, busy]) await takeCopy(one.env, early)
    await typeIn(busy.desk, docId, '此处')
    await made.type(await made.opened(docId), '乙')
    const basisSm3 = rowsOf(made.disk, 'bodies')[0]?.sm3 ?? ''
    const assignees = { review: 'li', check: 'zhao', cosign: 'zhou', sign: 'chen' }
    const nextTaskId = chanceOf(77).id()
    await made.desk.command('SubmitDraft', { docId, basisSm3, assignees, nextTaskId, text: '', signedOn: '2026-10-12' } as never)
    const names = rowsOf(made.disk, 'outbox').map((row) => row.name)
    const late = await copyOf(made, '01900000-0000-7000-8000-00000000c0b2')

    await takeCopy(quiet.env, late)
    expect(outboxOf(quiet.disk)).toEqual(outboxOf(made.disk))
    expect(await textIn(quiet.desk, docId)).toContain('甲乙')
    expect(rowsOf(quiet.disk, 'attention')).toEqual([])

    const taken = await takeCopy(busy.env, late)
    expect(taken.commands).toBe(0)
    expect(taken.items).toBe(names.length - 2)
    expect(await textIn(busy.desk, docId)).toContain('甲此处')
    const head = rowsOf(busy.disk, 'attention').find((item) => item.code === 'SY-COPY-CONFLICT')
    expect(JSON.stringify(head?.body)).toContain('甲乙')
  })

  it('SY-163 text of a copy whose beginning is lost is kept as words a person can read', async () => {
    const made = await testDesk()
    const docId = await made.draft()
    await made.type(await made.opened(docId), '甲乙')
    const copy = await copyOf(made)
    const other = await otherDesk()
    const records = copy.records.filter((record) => record.type === 'typed')
    expect(await takeCopy(other.env, { ...copy, records })).toMatchObject({ commands: 0, texts: 0, items: 1 })
    expect(JSON.stringify(rowsOf(other.disk, 'attention')[0]?.body)).toContain('甲乙')
  })
})
