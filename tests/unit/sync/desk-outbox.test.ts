import { Slice } from 'prosemirror-model'
import { ReplaceStep } from 'prosemirror-transform'
import { describe, expect, it } from 'vitest'
import { bodySm3 } from '../../../src-shared/document/body-json.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import type { CommandArgs } from '../../../src-shared/workflow/commands.ts'
import { chanceOf } from '../../support/clock.ts'
import { rowsOf } from '../../support/store.ts'
import { endOf, inserted, testDesk } from '../../support/test-desk.ts'
import { quickHash } from '../../support/world-hash.ts'

describe('outbox', () => {
  it('shows a new draft at once and keeps it in journal and cache (SY-50, SY-70)', async () => {
    const { disk, draft, journal, outbox } = await testDesk()
    const docId = await draft()
    expect(journal.map((r) => r.type)).toEqual(['command'])
    expect(outbox().map((r) => r.name)).toEqual(['CreateDraft'])
    expect(rowsOf(disk, 'rows')[0]).toMatchObject({ id: docId, title: '关于防汛的通知', places: ['drafts', 'outbox'], unsent: 1 })
  })

  it('rewrites a save that was never sent instead of adding another (SY-54)', async () => {
    const { desk, draft, journal, opened, outbox, type } = await testDesk()
    const docId = await draft()
    let body = await type(await opened(docId), '甲')
    await desk.submit(docId)
    body = await type(body, '乙')
    await desk.submit(docId)
    const saves = outbox().filter((r) => r.name === 'SubmitBody')
    expect(saves).toHaveLength(1)
    expect(saves[0]?.args).toMatchObject({ resultSm3: bodySm3(quickHash, body.working) })
    expect(
      journal
        .filter((r) => r.type === 'command' && r.command.name === 'SubmitBody')
        .map((r) => (r.type === 'command' ? r.command.id : '')),
    ).toEqual([saves[0]?.cmdId, saves[0]?.cmdId])
  })

  it('drops a save whose text went back to its base', async () => {
    const { desk, draft, opened, outbox, type } = await testDesk()
    const docId = await draft()
    const first = await opened(docId)
    const body = await type(first, '甲')
    await desk.submit(docId)
    const size = body.working.content.size
    const start = first.working.content.findDiffStart(body.working.content) ?? 0
    const step = new ReplaceStep(start, start + (size - first.working.content.size), Slice.empty)
    await desk.saveTyping(docId, [step], step.apply(body.working).doc ?? body.working)
    await desk.submit(docId)
    expect(outbox().map((r) => r.name)).toEqual(['CreateDraft'])
  })

  it('an untracked draft goes on from a save that is under way (SY-56)', async () => {
    const { desk, draft, opened, outbox, send, type } = await testDesk()
    const docId = await draft()
    let body = await type(await opened(docId), '甲')
    await desk.submit(docId)
    await send()
    body = await type(body, '乙')
    await desk.submit(docId)
    const saves = outbox()
      .filter((r) => r.name === 'SubmitBody')
      .map((r) => r.args as CommandArgs<'SubmitBody'>)
    expect(saves.map((s) => s.baseVersion)).toEqual([1, 2])
    expect(saves[1]?.baseSm3).toBe(saves[0]?.resultSm3)
  })

  it('saves the text before a command and makes the command wait for it', async () => {
    const { attachFile, draft, opened, outbox, type } = await testDesk()
    const docId = await draft()
    await type(await opened(docId), '甲')
    const decided = await attachFile(docId)
    expect(decided.ok).toBe(true)
    const [create, save, attach] = outbox()
    expect([create?.name, save?.name, attach?.name]).toEqual(['CreateDraft', 'SubmitBody', 'AddAttachment'])
    expect(attach?.dependsOn).toEqual([create?.cmdId, save?.cmdId])
  })

  it('text typed after taking a document back goes before it is handed on again, also while a save waits (SY-55)', async () => {
    const { desk, draft, now, opened, outbox, send, typeAt } = await testDesk()
    const docId = await draft()
    const common = { docId, text: '请审核', signedOn: '2026-10-12', basisSm3: quickHash('') }
    const id = (n: number) => chanceOf(n).id() as never
    const handOn = (n: number) =>
      desk.command('SubmitDraft', {
        ...common,
        assignees: { review: 'li', check: 'zhao', cosign: 'zhou', sign: 'chen' },
        nextTaskId: id(n),
      })
    const takeBack = (n: number) => desk.command('Withdraw', { ...common, nextTaskId: id(n) })
    const typeTracked = async (text: string, n: number): Promise<void> => {
      const body = await opened(docId)
      const ins = schema.marks['ins']?.create({ id: id(n), author: 'wang', at: now(), step: 'draft', moveId: null })
      await typeAt(body, endOf(body.working), text, ins ? [ins] : [])
    }
    await handOn(11)
    await takeBack(12)
    await typeTracked('甲', 21)
    await desk.submit(docId)
    await send() // the save is under way, so the next one waits
    await typeTracked('乙', 22)
    expect(await handOn(13)).toMatchObject({ ok: true })
    expect(await takeBack(14)).toMatchObject({ ok: true })
    await typeTracked('丙', 23)
    expect(await handOn(15)).toMatchObject({ ok: true })
    const queue = outbox().slice(3)
    expect(queue.map((row) => row.name)).toEqual([
      'SubmitBody',
      'SubmitBody',
      'SubmitDraft',
      'Withdraw',
      'SubmitBody',
      'SubmitDraft',
    ])
    expect(queue[1]?.sealed).toContain(id(22))
    expect(queue[1]?.sealed).not.toContain(id(23))
    expect(queue[4]?.sealed).toContain(id(23))
    expect(queue[4]?.sealed).not.toContain(id(22))
  })

  it('a refusal is answered and writes nothing', async () => {
    const { desk, draft, journal, outbox } = await testDesk()
    const docId = await draft()
    const before = journal.length
    const decided = await desk.command('Withdraw', {
      docId,
      text: '',
      signedOn: '2026-10-12',
      nextTaskId: chanceOf(3).id() as never,
    })
    expect(decided).toMatchObject({ ok: false, code: 'WF-STATE' })
    expect(journal).toHaveLength(before)
    expect(outbox()).toHaveLength(1)
  })
})

describe('an open editor', () => {
  it('is asked for what it holds before its text is sent, and that counts as sent from then on (SY-59)', async () => {
    const { desk, draft, opened, outbox } = await testDesk()
    const docId = await draft()
    const body = await opened(docId)
    const at = body.working.content.size - 2
    const { step, working } = inserted(body.working, at, '未存')
    let asked = 0
    desk.onFlush(docId, () => (asked++ === 0 ? { steps: [step], working, giveBack: () => undefined } : undefined))
    await desk.submit(docId)
    expect(JSON.stringify(outbox().find((r) => r.name === 'SubmitBody')?.args)).toContain('未存')
  })
})
