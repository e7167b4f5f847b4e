import { describe, expect, it } from 'vitest'
import { v7 } from 'uuid'
import type { CommandId, DeviceId } from '../../../src-shared/ids.ts'
import { wireCommand, type CommandVerdict } from '../../../src-shared/sync/protocol.ts'
import { takePage } from '../../../src-shared/sync/pull-page.ts'
import { recoverHistory } from '../../../src-shared/sync/recover-history.ts'
import { offerAgain, renumber, startEpoch, utf8Length } from '../../../src-shared/sync/sending.ts'
import { KEPT } from '../../../src-shared/sync/text.ts'
import { takeVerdicts } from '../../../src-shared/sync/verdicts.ts'
import { chanceOf } from '../../support/clock.ts'
import { rowsOf } from '../../support/store.ts'
import { testDesk } from '../../support/test-desk.ts'

const applied = (id: string, seq: number): CommandVerdict => ({ id: id as CommandId, seq, status: 'applied' })

describe('numbers', () => {
  it('are given at the first send, without a gap, and kept for repeats (SY-62)', async () => {
    const { draft, outbox, send } = await testDesk()
    await draft('甲')
    await draft('乙')
    const first = await send()
    expect(first.map((c) => c.seq)).toEqual([1, 2])
    await draft('丙')
    expect((await send()).map((c) => [c.seq, c.id])).toEqual([...first.map((c) => [c.seq, c.id]), [3, outbox()[2]?.cmdId]])
  })

  it("go on after the server's last one where the profile was copied, with the same ids (SY-63)", async () => {
    const { draft, env, send } = await testDesk()
    await draft('甲')
    await draft('乙')
    const before = await send()
    await renumber(env, 40, true)
    const after = await send()
    expect(after.map((c) => c.seq)).toEqual([41, 42])
    expect(after.map((c) => c.id)).toEqual(before.map((c) => c.id))
  })

  it('a restored server gets the acknowledged commands again, before newer ones (SY-64)', async () => {
    const { draft, env, outbox, send } = await testDesk()
    await draft('甲')
    const [first] = await send()
    await startEpoch(env, chanceOf(1).id(), 0)
    await takeVerdicts(env, [applied(first?.id ?? '', 1)])
    await draft('乙')
    expect(outbox()).toHaveLength(1)
    await startEpoch(env, chanceOf(2).id(), 0)
    const again = await send()
    expect(again[0]?.id).toBe(first?.id)
    expect(again.map((c) => c.seq)).toEqual([1, 2])
  })

  it('SY-192 the number a book gave to a command goes out with it again, from the cache and from the journal alone', async () => {
    const numbered = { year: 2026, seq: 120 }
    const { draft, env, send } = await testDesk()
    await draft('甲')
    await startEpoch(env, chanceOf(1).id(), 0)
    const [first] = await send()
    await takeVerdicts(env, [{ ...applied(first?.id ?? '', 1), rev: 4, numbered }])
    await startEpoch(env, chanceOf(2).id(), 0)
    expect((await send())[0]).toMatchObject({ id: first?.id, was: { rev: 4, numbered } })
    const fresh = await testDesk()
    const kept = wireCommand.omit({ seq: true }).parse(first)
    const ack = { cmdId: kept.id, seq: 1, device: v7() as DeviceId, epoch: chanceOf(1).id(), rev: 4, numbered, at: 1 }
    await startEpoch(fresh.env, chanceOf(2).id(), 0)
    await recoverHistory(fresh.env, [{ command: kept, ack }])
    expect((await fresh.send())[0]).toMatchObject({ id: first?.id, was: { rev: 4, numbered } })
  })

  it('counts bytes as UTF-8 does', () => {
    for (const text of ['abc', '公文', 'é', '𠮷野家', '']) expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length)
  })
})

describe('verdicts', () => {
  it('an applied command leaves the outbox but not the view until a pull holds it (SY-60, SY-65)', async () => {
    const { disk, draft, env, outbox, send } = await testDesk()
    const docId = await draft()
    const [cmd] = await send()
    await takeVerdicts(env, [applied(cmd?.id ?? '', 1)])
    expect(outbox()).toEqual([])
    expect(rowsOf(disk, 'overlay').map((r) => r.docId)).toEqual([docId])
    const data = rowsOf(disk, 'overlay')[0]?.data
    if (!data) throw new Error('no overlay')
    await takePage(env, {
      epoch: chanceOf(1).id(),
      scopes: { 'user:wang': { to: 1, head: 1, reset: false } },
      left: [],
      docs: [{ id: docId, scope: 'user:wang', v: 1, op: 'U', data }],
      lastSeq: 1,
      complete: true,
    })
    expect(rowsOf(disk, 'overlay')).toEqual([])
    expect(rowsOf(disk, 'docs').map((r) => r.id)).toEqual([docId])
  })

  it('a refused save goes before its author with its text; what hangs on it is grouped under it; others go on (SY-61)', async () => {
    const { attachFile, attention, disk, draft, env, journal, opened, outbox, send, type } = await testDesk()
    const docId = await draft()
    const other = await draft('别的')
    await type(await opened(docId), '〔留住〕')
    await attachFile(docId)
    const cmds = await send()
    const [create, otherCreate, save, attach] = cmds
    await takeVerdicts(env, [
      applied(create?.id ?? '', 1),
      applied(otherCreate?.id ?? '', 2),
      { id: save?.id as CommandId, seq: 3, status: 'rejected', code: 'WF-TASK-CLOSED' },
      { id: attach?.id as CommandId, seq: 4, status: 'rejected', code: 'SY-PARKED', detail: save?.id },
    ])
    expect(outbox()).toEqual([])
    const [first, second] = [attention().find((a) => a.id === save?.id), attention().find((a) => a.id === attach?.id)]
    expect(JSON.stringify(first?.body)).toContain('〔留住〕')
    expect(first?.parkedBy).toBeNull()
    expect(second?.parkedBy).toBe(save?.id)
    expect(rowsOf(disk, 'rows').find((r) => r.id === other)?.places).toEqual(['drafts'])
    expect(rowsOf(disk, 'working')).toEqual([])
    // the refused text has its second copy in the journal until it is put aside (SY-58)
    expect(journal.some((r) => r.type === 'command' && r.command.name === 'desk:attention' && r.command.id === save?.id)).toBe(
      true,
    )
  })

  it('SY-96 a command the server cannot read yet holds up what rests on it and nothing else, and is offered again in its place', async () => {
    const { attachFile, draft, env, outbox, send } = await testDesk()
    const first = await draft('甲')
    await attachFile(first)
    await draft('乙')
    const cmds = await send()
    expect(cmds.map((cmd) => cmd.seq)).toEqual([1, 2, 3])
    const [newer, rests, other] = cmds.map((cmd) => cmd.id as CommandId)
    await takeVerdicts(env, [{ id: newer as CommandId, seq: 1, status: 'deferred', code: 'SY-UNKNOWN-COMMAND' }])
    expect(outbox().map((row) => [row.status, row.seq])).toEqual([
      ['deferred', null],
      ['queued', null],
      ['queued', null],
    ])
    // the number was not used: the next document's command takes it
    expect((await send()).map((cmd) => [cmd.id, cmd.seq])).toEqual([[other, 1]])
    await takeVerdicts(env, [applied(other ?? '', 1)])
    expect(await send()).toEqual([])
    await offerAgain(env, { cmds: {} })
    expect((await send()).map((cmd) => [cmd.id, cmd.seq])).toEqual([
      [newer, 2],
      [rests, 3],
    ])
  })

  it('refused text becomes a draft of its own (另存为新稿)', async () => {
    const { attention, desk, draft, env, opened, send, type } = await testDesk()
    const docId = await draft()
    await type(await opened(docId), '〔留住〕')
    await desk.submit(docId)
    const [create, save] = await send()
    await takeVerdicts(env, [
      applied(create?.id ?? '', 1),
      { id: save?.id as CommandId, seq: 2, status: 'rejected', code: 'WF-NOT-YOURS' },
    ])
    const fresh = await desk.keepAsDraft(save?.id ?? '')
    expect((await opened(fresh)).working.textContent).toContain('〔留住〕')
    expect(attention().find((a) => a.id === save?.id)?.dismissedAt).not.toBeNull()
  })

  it('UI-64 what was put aside can be taken up again, and the journal has its copy again', async () => {
    const { attention, desk, draft, env, journal, opened, send, type } = await testDesk()
    const docId = await draft()
    await type(await opened(docId), '〔留住〕')
    await desk.submit(docId)
    const [create, save] = await send()
    const id = save?.id as CommandId
    await takeVerdicts(env, [applied(create?.id ?? '', 1), { id, seq: 2, status: 'rejected', code: 'WF-NOT-YOURS' }])
    // the test's journal forgets nothing: every copy that was written is there
    const copies = () => journal.filter((one) => one.type === 'command' && one.command.id === id && one.command.name === KEPT)
    expect(copies()).toHaveLength(1)
    await desk.settleItem(id, 'aside')
    expect(attention().find((one) => one.id === id)).toMatchObject({ settledBy: 'aside' })
    await desk.takeUpItem(id)
    expect(attention().find((one) => one.id === id)?.dismissedAt).toBeNull()
    expect(copies()).toHaveLength(2)
  })

  it('SY-61 a refused 打开待办 asks nothing of anybody', async () => {
    const { attention, desk, draft, env, send } = await testDesk()
    const docId = await draft()
    await desk.command('OpenTask', { docId, taskId: docId as never })
    const [create, open] = await send()
    await takeVerdicts(env, [
      applied(create?.id ?? '', 1),
      { id: open?.id as CommandId, seq: 2, status: 'rejected', code: 'WF-NOT-YOURS' },
    ])
    expect(attention()).toEqual([])
  })
})
