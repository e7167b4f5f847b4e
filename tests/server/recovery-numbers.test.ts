import { expect, test } from 'vitest'
import { paths, type CommandVerdict, type PushResponse, type WireCommand } from '../../src-shared/sync/protocol.ts'
import { verifyDocument } from '../../src-server/admin/verify-document.ts'
import { startEpoch } from '../../src-server/store/epoch.ts'
import { nextTask, numbering, openIssueStory, type IssueStory } from '../support/issue/issue-story.ts'
import { call, openDesk, type Desk } from '../support/server/desk.ts'
import { incomingCounty, layoutOf, paper } from '../support/server/incoming-county.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { backUp, restore } from '../support/world-real-server.ts'

const HOUR = 3_600_000

/** A county of the test's own: after a restore its older desks are of another epoch. */
async function inCounty(test: (story: IssueStory) => Promise<void>): Promise<void> {
  const story = await openIssueStory()
  await test(story).finally(() => story.server.close())
}

/** A command as its desk keeps it once it is acknowledged. */
type Kept = { desk: Desk; cmd: WireCommand; verdict: CommandVerdict }

async function give(desk: Desk, name: string, args: { docId: string } & Record<string, unknown>): Promise<Kept> {
  const cmd = desk.command(name, args)
  const verdict = must((await desk.push(cmd)).results[0])
  expect(verdict).toMatchObject({ status: 'applied' })
  return { desk, cmd, verdict }
}
const number = (desk: Desk, docId: string): Promise<Kept> => give(desk, 'AllocateNumber', { docId, ...numbering, ...nextTask() })

/** The server is put back to a backup and waits for what desks send again; gives how they do. */
async function putBack(server: TestServer, backup: string) {
  const { db, clock } = server
  await restore(db, backup, clock.now())
  const epoch = await startEpoch(db, HOUR, clock.now())
  return async ({ desk, cmd, verdict: { rev, numbered } }: Kept, seq: number): Promise<CommandVerdict> => {
    const json = { epoch, device: desk.device, cmds: [{ ...cmd, seq, was: { rev: must(rev), numbered } }] }
    return must((await call<PushResponse>(server, 'POST', paths.push, { token: desk.token, json })).body.results[0])
  }
}

const seqOf = async (server: TestServer, docId: string) =>
  (await (await openDesk(server, 'clerk')).state(docId))?.issue?.number?.seq
const codes = async ({ db, clock }: TestServer, docId: string) =>
  (await verifyDocument(db, docId, clock.now())).findings.map((one) => one.code)

test('SY-192 a 发文字号 that was given is given again after a restore, in whatever order desks come back, the lost one too', () =>
  inCounty(async (story) => {
    const { server } = story
    const [a, b, c] = [await story.toNumber(), await story.toNumber(), await story.toNumber()]
    const [one, two] = [await openDesk(server, 'clerk'), await openDesk(server, 'clerk')]
    await backUp(server.db, 'numbers')
    const first = await number(one, a)
    const second = await number(two, b)
    const voided = await give(one, 'VoidNumber', { docId: a, reason: '标题写错', ...nextTask() })
    const third = await number(one, a)
    const given = [first, second, third].map(({ verdict }) => must(verdict.numbered).seq)
    expect(given).toEqual([0, 1, 2].map((more) => must(given[0]) + more))
    const again = await putBack(server, 'numbers')
    expect(await seqOf(server, b)).toBeUndefined()
    expect(await again(second, 1)).toMatchObject({ status: 'applied', numbered: second.verdict.numbered })
    for (const [i, kept] of [first, voided, third].entries())
      expect(await again(kept, i + 1)).toMatchObject({ status: 'applied' })
    expect([await seqOf(server, a), await seqOf(server, b)]).toEqual([given[2], given[1]])
    // what comes next goes on behind them, and asked again the answer is the same
    const fresh = await number(await openDesk(server, 'clerk'), c)
    expect(must(fresh.verdict.numbered).seq).toBe(must(given[2]) + 1)
    expect((await fresh.desk.push(fresh.cmd)).results).toEqual([fresh.verdict])
    for (const docId of [a, b, c]) expect(await codes(server, docId)).toEqual([])
  }))

test('SY-192 a number that went to another document since is told, and no other is given in its place', () =>
  inCounty(async (story) => {
    const { server } = story
    const [a, b] = [await story.toNumber(), await story.toNumber()]
    const desk = await openDesk(server, 'clerk')
    await backUp(server.db, 'taken')
    const kept = await number(desk, a)
    const again = await putBack(server, 'taken')
    const newer = await number(await openDesk(server, 'clerk'), b)
    expect(newer.verdict.numbered).toEqual(kept.verdict.numbered)
    const refused = { status: 'rejected', code: 'WF-NUMBER-GONE', detail: String(must(kept.verdict.numbered).seq) }
    expect(await again(kept, 1)).toMatchObject(refused)
    expect([await seqOf(server, a), await seqOf(server, b)]).toEqual([undefined, must(kept.verdict.numbered).seq])
    expect(await codes(server, b)).toEqual([])
  }))

test('SY-192 outside the time of waiting no desk chooses its number', () =>
  inCounty(async (story) => {
    const { server } = story
    const docId = await story.toNumber()
    await server.db.updateTable('sync_meta').set({ recovering_until: 0 }).execute()
    const desk = await openDesk(server, 'clerk')
    const wanted = { year: 2026, seq: 900 }
    const cmd = desk.command('AllocateNumber', { docId, ...numbering, ...nextTask() }, { was: { rev: 99, numbered: wanted } })
    const verdict = must((await desk.push(cmd)).results[0])
    expect(verdict).toMatchObject({ status: 'applied' })
    expect(must(verdict.numbered).seq).toBeLessThan(900)
  }))

test('SY-192 a 收文号 is the same again, the next goes on behind it, and one given away meanwhile is told', async () => {
  const now = Date.parse('2026-07-15T09:00:00+08:00')
  const { file } = layoutOf('版式文件')
  const server = await startTestServer({ seed: incomingCounty(now, file, 0).seed, now })
  const [sun, zhou, late] = [await openDesk(server, 'sun'), await openDesk(server, 'zhou'), await openDesk(server, 'zhou')]
  await backUp(server.db, 'registers')
  const register = (desk: Desk, from: string) =>
    give(desk, 'RegisterPaper', paper({ number: `青水〔2026〕${from}号` }, `通知${from}`))
  const [one, two, three] = [await register(sun, '1'), await register(zhou, '2'), await register(late, '3')]
  const seqs = [one, two, three].map(({ verdict }) => must(verdict.numbered).seq)
  expect(seqs).toEqual([1, 2, 3])
  const again = await putBack(server, 'registers')
  expect(await again(two, 1)).toMatchObject({ status: 'applied', numbered: { year: 2026, seq: 2 } })
  expect(await again(one, 1)).toMatchObject({ status: 'applied', numbered: { year: 2026, seq: 1 } })
  const fresh = await register(await openDesk(server, 'sun'), '4')
  expect(fresh.verdict.numbered).toEqual({ year: 2026, seq: 3 })
  expect(await again(three, 1)).toMatchObject({ status: 'rejected', code: 'WF-NUMBER-GONE', detail: '3' })
  await server.close()
})
