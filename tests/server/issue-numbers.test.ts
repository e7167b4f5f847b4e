import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PushResponse, WireCommand } from '../../src-shared/sync/protocol.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { numberText } from '../../src-shared/workflow/issue/part.ts'
import { signedInYear } from '../../src-shared/workflow/issue/warnings.ts'
import { verifyBundle } from '../../resources/verify/verify-bundle.mjs'
import { bookPage, reserveNumber, startBook, voidReserved } from '../../src-server/admin/number-book.ts'
import { exportDocument } from '../../src-server/admin/export-document.ts'
import { verifyDocument } from '../../src-server/admin/verify-document.ts'
import { does, nextTask, numbering, openIssueStory, type IssueStory } from '../support/issue/issue-story.ts'
import { openDesk, type Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'

let story: IssueStory
beforeAll(async () => {
  story = await openIssueStory()
})
afterAll(() => story.server.close())

const numberOf = async (docId: string) => must(must(await story.clerk.state(docId)).issue).number
const bookOf = () =>
  story.server.db
    .selectFrom('doc_number')
    .selectAll()
    .where('prefix', '=', numbering.prefix)
    .orderBy('year')
    .orderBy('seq')
    .execute()
const give = (desk: Desk, docId: string): WireCommand => desk.command('AllocateNumber', { docId, ...numbering, ...nextTask() })
/** As a desk does: sent away while the server has its hands full, it comes back with the same command. */
async function sendAgain(desk: Desk, cmd: WireCommand): Promise<PushResponse> {
  for (;;) {
    const answer = await desk.push(cmd).catch((error: Error) => error)
    if (!(answer instanceof Error)) return answer
    if (!answer.message.includes('SY-BUSY')) throw answer
  }
}

/** A desk that is killed while the server works on its command: it hears nothing. */
async function killed(desk: Desk, cmd: WireCommand): Promise<void> {
  const stop = new AbortController()
  const sent = fetch(story.server.url + paths.push, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${desk.token}` },
    body: JSON.stringify({ epoch: desk.epoch, device: desk.device, cmds: [cmd] }),
    signal: stop.signal,
  })
  setImmediate(() => stop.abort())
  await sent.then((answer) => answer.text()).catch(() => undefined)
}

test('SC-7 fifty clerks at once, each command four times, five killed in the middle: 120 to 169, each once, none left out', async () => {
  await story.server.db.insertInto('number_book').values({ prefix: numbering.prefix, year: 2026, next: 120 }).execute()
  const docs: string[] = []
  for (let i = 0; i < 50; i++) docs.push(await story.toNumber())
  const desks: Desk[] = []
  for (let i = 0; i < 50; i++) desks.push(await openDesk(story.server, 'clerk'))
  const commands = docs.map((docId, i) => give(must(desks[i]), docId))
  const answers = await Promise.all(
    commands.map(async (cmd, i): Promise<PushResponse[]> => {
      const desk = must(desks[i])
      if (i % 10 === 3) await killed(desk, cmd)
      const heard: PushResponse[] = []
      while (heard.length < 4) heard.push(await sendAgain(desk, cmd))
      return heard
    }),
  )
  for (const all of answers) {
    const verdicts = all.flatMap((one) => one.results)
    expect(verdicts).toHaveLength(4)
    for (const one of verdicts) expect(one).toEqual(verdicts[0])
    expect(verdicts[0]).toMatchObject({ status: 'applied' })
  }
  const numbers: number[] = []
  for (const docId of docs) numbers.push(must(await numberOf(docId)).seq)
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => 120 + i))
  expect((await bookOf()).map(({ seq, status }) => [seq, status])).toEqual(numbers.map((_, i) => [120 + i, 'used']))

  // one document in three windows: the others are told, and take none
  const first = must(docs[0])
  for (const desk of await Promise.all([1, 2, 3].map(() => openDesk(story.server, 'clerk'))))
    expect((await sendAgain(desk, give(desk, first))).results[0]).toMatchObject({
      status: 'rejected',
      code: 'WF-NUMBERED',
      detail: numberText(must(await numberOf(first))),
    })

  // void 133: it stays in the book, and the next is 170
  const voided = must(docs[numbers.indexOf(133)])
  await does(story.clerk, 'VoidNumber', voided, { reason: '文种用错', ...nextTask() })
  await does(story.clerk, 'AllocateNumber', voided, { ...numbering, ...nextTask() })
  expect((await numberOf(voided))?.seq).toBe(170)
  const book = await bookOf()
  expect(book.find(({ seq }) => seq === 133)).toMatchObject({ status: 'void', reason: '文种用错', doc_id: voided })
  expect(book.filter(({ doc_id, status }) => doc_id === voided && status === 'used')).toHaveLength(1)
  expect((await verifyDocument(story.server.db, voided, story.server.clock.now())).findings).toEqual([])
}, 120_000)

test('a number that was kept free goes to one document; a refused command takes none; the table lets no number be there twice', async () => {
  const [one, two] = [await story.toNumber(), await story.toNumber()]
  const reserved = { prefix: numbering.prefix, year: 2026, seq: 900 }
  const kept = { ...reserved, unit_id: 'fgj', doc_id: null, status: 'reserved', reason: '', by_user: 'u-clerk', at: 0 } as const
  await story.server.db.insertInto('doc_number').values(kept).execute()
  const before = (await bookOf()).length
  const wrong = { docId: one, ...numbering, ...nextTask() }
  expect(await story.clerk.send('AllocateNumber', { ...wrong, mainTo: ['fgj'] })).toMatchObject({ code: 'WF-SCOPE' })
  expect(await story.clerk.send('AllocateNumber', { ...wrong, prefix: '青政' })).toMatchObject({ code: 'WF-NUMBER' })
  expect(await story.clerk.send('AllocateNumber', { ...wrong, reserved: 901 })).toMatchObject({ code: 'WF-NUMBER' })
  expect(await story.check.send('AllocateNumber', wrong)).toMatchObject({ code: 'WF-NOT-YOURS' })
  expect(await bookOf()).toHaveLength(before)
  expect(await story.clerk.send('AllocateNumber', { ...wrong, reserved: 900 })).toMatchObject({ status: 'applied' })
  expect(await numberOf(one)).toMatchObject(reserved)
  const again = { docId: two, ...numbering, ...nextTask(), reserved: 900 }
  expect(await story.clerk.send('AllocateNumber', again)).toMatchObject({ code: 'WF-NUMBER' })
  await expect(story.server.db.insertInto('doc_number').values(kept).execute()).rejects.toThrow('doc_number_pkey')
}, 30_000)

test('the book of a county that begins in the middle of a year: it goes on where the paper book stands, never back; 预留 is given to one document', async () => {
  const { db, clock } = story.server
  const prefix = '青liuhe'
  expect(await startBook(db, prefix, 2026, 37, clock.now())).toEqual({ next: 37 })
  await expect(startBook(db, prefix, 2026, 36, clock.now())).rejects.toMatchObject({ code: 'NUMBER-BEHIND' })
  await expect(startBook(db, '青无', 2026, 1, clock.now())).rejects.toMatchObject({ code: 'NO-PREFIX' })
  expect(await reserveNumber(db, prefix, '年度工作要点', clock.now())).toEqual({ number: '青liuhe〔2026〕37号' })
  expect(await reserveNumber(db, prefix, '防汛', clock.now())).toEqual({ number: '青liuhe〔2026〕38号' })
  const kept = { prefix, year: 2026, seq: 37 }
  expect(await voidReserved(db, kept, '不再印发', clock.now())).toEqual({ number: '青liuhe〔2026〕37号' })
  await expect(voidReserved(db, kept, '再', clock.now())).rejects.toMatchObject({ code: 'NOT-RESERVED' })
  expect(await bookPage(db, prefix, 2026)).toEqual({
    prefix,
    year: 2026,
    next: 39,
    numbers: [
      { number: '青liuhe〔2026〕37号', status: 'void', document: null, reason: '不再印发' },
      { number: '青liuhe〔2026〕38号', status: 'reserved', document: null, reason: '防汛' },
    ],
  })
})

test('verify names a number that is another in the book, gone from it, or beyond what the book has given', async () => {
  const docId = await story.toNumber()
  await does(story.clerk, 'AllocateNumber', docId, { ...numbering, ...nextTask() })
  const found = async () =>
    (await verifyDocument(story.server.db, docId, story.server.clock.now())).findings.map(({ code }) => code)
  const { db } = story.server
  expect(await found()).toEqual([])
  await db.updateTable('doc_number').set({ status: 'void' }).where('doc_id', '=', docId).execute()
  expect(await found()).toEqual(['NUMBER'])
  await db.updateTable('doc_number').set({ status: 'used', seq: 500 }).where('doc_id', '=', docId).execute()
  expect(await found()).toEqual(['NUMBER', 'NUMBER', 'NUMBER'])
  await db.deleteFrom('doc_number').where('doc_id', '=', docId).execute()
  expect(await found()).toEqual(['NUMBER'])
}, 30_000)

test('R-23 复核 finds a substantive change: lifted, signed again by the same leader, a second clean copy, and all of it verifies', async () => {
  const docId = await story.toRecheck()
  await does(story.check, 'RecheckSubstantive', docId, { reason: '标准须重定', ...nextTask() })
  const state = must(await story.leader.state(docId))
  expect([state.state, state.signed]).toEqual(['F5', null])
  const turn = must(state.tasks.find((task) => task.doneAt === null))
  expect(turn.assignee.userId).toBe('u-leader')
  expect(await story.sign(docId, turn.id)).toMatchObject({ status: 'applied' })
  const clean = must(state.issue?.lifted[0])
  expect(clean.reason).toBe('标准须重定')
  const body = await story.bodyOf(docId)
  const { sm3 } = must(
    await story.server.db.selectFrom('clean_copy').select('sm3').where('doc_id', '=', docId).executeTakeFirst(),
  )
  await does(story.check, 'MakeCleanCopy', docId, { bodySm3: body.sm3, sm3 })
  expect((await verifyDocument(story.server.db, docId, story.server.clock.now())).findings).toEqual([])
  const folder = await mkdtemp(path.join(tmpdir(), 'liuhen-issue-'))
  const file = path.join(folder, 'bundle.json')
  await exportDocument(story.server.db, docId, file, story.server.clock.now())
  const outside = verifyBundle(await readFile(file, 'utf8'))
  await rm(folder, { recursive: true, force: true })
  expect(outside.findings).toEqual([])
}, 30_000)

test('SC-7 a new year begins at 1, by the clock of the county, with a warning where it was signed in the old one', async () => {
  const docId = await story.toNumber()
  const newYear = Date.UTC(2026, 11, 31, 16)
  story.server.clock.forward(newYear - story.server.clock.now())
  const clerk = await openDesk(story.server, 'clerk')
  const before = must(await clerk.state(docId))
  expect(signedInYear(before, newYear)).toBe(2026)
  expect(signedInYear(before, newYear - 1)).toBeUndefined()
  await does(clerk, 'AllocateNumber', docId, { ...numbering, ...nextTask() })
  const { issue } = must(await clerk.state(docId))
  expect(numberText(must(issue?.number))).toBe('青fgj〔2027〕1号')
}, 30_000)
