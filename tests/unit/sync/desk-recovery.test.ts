import { describe, expect, it } from 'vitest'
import { createDesk } from '../../../src-shared/sync/desk.ts'
import { recover } from '../../../src-shared/sync/recover.ts'
import { copyDisk, emptyDisk, rowsOf } from '../../support/store.ts'
import { endOf, inserted, testDesk } from '../../support/test-desk.ts'

describe('recovery from the journal (SY-52)', () => {
  it('rebuilds outbox and text in an empty cache, twice the same', async () => {
    const { desk, draft, envOver, journal, opened, outbox, type } = await testDesk()
    const docId = await draft()
    const body = await type(await opened(docId), '甲')
    await type(body, '乙')
    await desk.submit(docId)
    const before = outbox()
    const fresh = emptyDisk()
    const again = envOver(fresh)
    for (let n = 0; n < 2; n++) await recover(again, structuredClone(journal))
    expect(rowsOf(fresh, 'outbox').map((r) => [r.cmdId, r.name, r.args])).toEqual(before.map((r) => [r.cmdId, r.name, r.args]))
    expect((await createDesk(again, () => undefined).openText(docId))?.working.textContent).toContain('甲乙')
  })

  it('takes over what the journal has and the cache missed', async () => {
    const { disk, draft, envOver, journal, opened, type } = await testDesk()
    const docId = await draft()
    const body = await type(await opened(docId), '甲')
    const kept = copyDisk(disk)
    await type(body, '乙') // the cache of this moment is lost, the journal is not
    const again = envOver(kept)
    const found = await recover(again, structuredClone(journal))
    expect(found.steps).toBe(1)
    expect((await createDesk(again, () => undefined).openText(docId))?.working.textContent).toContain('甲乙')
  })

  it('typing that fits nowhere is kept as text a person can read', async () => {
    const { draft, envOver, journal, opened, type } = await testDesk()
    const docId = await draft()
    await type(await opened(docId), '甲')
    const damaged = journal.filter((r) => r.type !== 'working')
    const fresh = emptyDisk()
    const found = await recover(envOver(fresh), structuredClone(damaged))
    expect(found.setAside).toBe(1)
    expect(JSON.stringify(rowsOf(fresh, 'attention')[0]?.body)).toContain('甲')
  })
})

describe('a journal that fails once', () => {
  it('the next save brings what the failed one could not', async () => {
    const { desk, draft, env, opened, type } = await testDesk()
    const docId = await draft()
    const body = await opened(docId)
    const append = env.journal.append
    env.journal.append = () => Promise.reject(new Error('JR-FULL'))
    const failed = type(body, '甲')
    await expect(failed).rejects.toThrow('JR-FULL')
    env.journal.append = append
    // the editor still shows both; it only says what came last
    const at = endOf(body.working)
    const lost = inserted(body.working, at, '甲')
    const { step, working } = inserted(lost.working, at + 1, '乙')
    await desk.saveTyping(docId, [step], working)
    expect((await opened(docId)).working.textContent).toContain('甲乙')
  })
})
