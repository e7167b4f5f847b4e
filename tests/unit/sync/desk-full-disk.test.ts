import { describe, expect, it } from 'vitest'
import { bodyJson, bodySm3 } from '../../../src-shared/document/body-json.ts'
import { advance } from '../../../src-shared/sync/advance.ts'
import { createDesk } from '../../../src-shared/sync/desk.ts'
import type { Env } from '../../../src-shared/sync/env.ts'
import { liveBefore, type JournalRecord, type TextRecord } from '../../../src-shared/ipc/journal-record.ts'
import { recover } from '../../../src-shared/sync/recover.ts'
import { emptyDisk, memoryStore, rowsOf } from '../../support/store.ts'
import { endOf, inserted, testDesk } from '../../support/test-desk.ts'

/** While `work` runs, the journal takes what it is given and the cache refuses every write. */
async function withFullCache(env: Env, work: () => Promise<unknown>): Promise<void> {
  const { transact } = env.store
  env.store.transact = (mode, tables, inside) =>
    mode === 'rw' ? Promise.reject(new Error('QuotaExceededError')) : transact(mode, tables, inside)
  await expect(work()).rejects.toThrow('QuotaExceededError')
  env.store.transact = transact
}

/** What main makes of the records one after another. */
const live = (records: readonly JournalRecord[]): TextRecord[] =>
  records
    .filter((record): record is TextRecord => record.type !== 'command')
    .reduce<TextRecord[]>((before, record) => [...liveBefore(before, record), record], [])

describe('a journal that took what the cache refused', () => {
  it('SY-87 a save tried again is there once, also where the cache is lost afterwards', async () => {
    const { desk, draft, env, envOver, journal, opened, type } = await testDesk()
    const docId = await draft()
    const body = await type(await opened(docId), '甲')
    const one = inserted(body.working, endOf(body.working), '乙')
    await withFullCache(env, () => desk.saveTyping(docId, [one.step], one.working))
    const two = inserted(one.working, endOf(one.working), '丙')
    await desk.saveTyping(docId, [one.step, two.step], two.working)
    expect((await opened(docId)).working.textContent).toMatch(/甲乙丙$/)

    const again = envOver(emptyDisk())
    const commands = journal.filter((record) => record.type === 'command')
    await recover(again, structuredClone([...commands, ...live(journal)]))
    expect((await createDesk(again, () => undefined).openText(docId))?.working.textContent).toMatch(/甲乙丙$/)
  })

  it('SY-197 typing the journal gave back to a lost cache is no conflict for the editor that still holds it, nor what came after it', async () => {
    for (const more of [false, true]) {
      const { desk, draft, env, journal, opened, type } = await testDesk()
      const docId = await draft()
      await desk.submit(docId)
      const body = await type(await opened(docId), '甲')
      const one = inserted(body.working, endOf(body.working), '乙')
      await withFullCache(env, () => desk.saveTyping(docId, [one.step], one.working))
      const two = inserted(one.working, endOf(one.working), '丙')
      // the cache begins anew under the open editor; the journal's part is back, the typing the cache refused among it
      const fresh = emptyDisk()
      env.store.transact = memoryStore(fresh).transact
      await recover(env, structuredClone([...journal.filter((record) => record.type === 'command'), ...live(journal)]))
      // opening it here would be another editor: this one still stands on what it knew
      await (more ? desk.saveTyping(docId, [one.step, two.step], two.working) : desk.saveTyping(docId, [one.step], one.working))
      expect((await opened(docId)).working.textContent).toMatch(more ? /甲乙丙$/ : /甲乙$/)
      expect(rowsOf(fresh, 'attention')).toEqual([])
    }
  })

  it('SY-87 typing with a gap before it is kept for a person, never put in the wrong place', async () => {
    const { draft, envOver, journal, opened, type } = await testDesk()
    const docId = await draft()
    const body = await type(await type(await opened(docId), '甲'), '乙')
    await type(body, '丙')
    const typed = journal.filter((record) => record.type === 'typed')
    const fresh = emptyDisk()
    const found = await recover(envOver(fresh), structuredClone(journal.filter((record) => record !== typed[1])))
    expect(found.setAside).toBe(1)
    expect(JSON.stringify(rowsOf(fresh, 'attention')[0]?.body)).toContain('丙')
  })

  it('SY-88 a command its author was told had failed does not come back at a restart', async () => {
    const { attachFile, desk, draft, env, envOver, journal, opened, outbox, type } = await testDesk()
    const docId = await draft()
    const before = outbox().length
    await withFullCache(env, () => attachFile(docId))
    await type(await opened(docId), '甲')
    await withFullCache(env, () => desk.submit(docId))
    expect(outbox()).toHaveLength(before)
    const fresh = emptyDisk()
    await recover(envOver(fresh), structuredClone(journal))
    expect(rowsOf(fresh, 'outbox').map((row) => row.name)).toEqual(['CreateDraft'])
  })

  it('SY-59 what a refused submission took from the editor is given back to it', async () => {
    const { desk, draft, env, opened, type } = await testDesk()
    const docId = await draft()
    const body = await type(await opened(docId), '甲')
    const { step, working } = inserted(body.working, endOf(body.working), '乙')
    let back = 0
    const off = desk.onFlush(docId, () => ({ steps: [step], working, giveBack: () => back++ }))
    await withFullCache(env, () => desk.submit(docId))
    off()
    expect(back).toBe(1)
    await desk.saveTyping(docId, [step], working)
    expect((await opened(docId)).working.textContent).toMatch(/甲乙$/)
  })

  it('SY-196 text a full disk kept from moving onto a newer version moves with the next save, and the open editor is told (sync seed 191, one draw more)', async () => {
    const { desk, draft, env, opened, type } = await testDesk()
    const docId = await draft()
    const typed = await type(await opened(docId), '甲')
    const body = bodyJson(typed.working)
    // what was typed came back from the server as version 2
    await env.store.transact('rw', ['bodies', 'working', 'outbox'], async (tx) => {
      await tx.put('bodies', { docId, version: 2, sm3: bodySm3(env.sm3, typed.working), body })
      for (const row of await tx.all('working')) await tx.put('working', { ...row, awaits: 2 })
      for (const row of await tx.all('outbox')) await tx.remove('outbox', row.local)
    })
    const told: number[] = []
    desk.onMoved(docId, ({ baseVersion }) => told.push(baseVersion))
    await withFullCache(env, () => advance(env, docId))
    await desk.moved([docId])
    expect(told).toEqual([])
    await desk.submit(docId)
    expect(told).toEqual([2])
  })
})
