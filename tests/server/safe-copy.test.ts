import { EditorState } from 'prosemirror-state'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { sm3Sum } from '../../src-main/files/sm3-sum.ts'
import { fileOf, makeFolder, mark, namesIn } from '../../src-main/files/room.ts'
import { createSealedFile } from '../../src-main/sealed-file.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import { addBlockIds } from '../../src-shared/revision/assign-ids.ts'
import { acceptAll } from '../../src-shared/revision/resolve.ts'
import { trackTransaction } from '../../src-shared/revision/track.ts'
import { recover } from '../../src-shared/sync/recover.ts'
import { markCopied, takeCopy } from '../../src-shared/sync/safe-copy.ts'
import { nodeOf } from '../../src-shared/sync/text.ts'
import type { StepId } from '../../src-shared/workflow/directory.ts'
import { copyDesk, type CopyDesk } from '../support/copy-desk.ts'
import { createDraft, openDesk, submission, submitDraft } from '../support/server/desk.ts'
import { liveDesk, type LiveDesk } from '../support/server/live-desk.ts'
import { must } from '../support/server/must.ts'
import { plain } from '../support/server/tracked.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { endOf, inserted } from '../support/test-desk.ts'

/* Two desks of one person with real journals, files and keys, a copy on a stick between them, and the real server. */

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

let stick: string
let made: CopyDesk[]
beforeEach(async () => {
  stick = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-stick-'))
  made = []
})
afterEach(async () => {
  for (const one of made) await one.close()
  await fs.rm(stick, { recursive: true, force: true })
})

type Both = { main: CopyDesk; live: LiveDesk; login: string }
async function deskOf(login: string): Promise<Both> {
  const main = await copyDesk(login, { id: `u-${login}`, name: login, password: 'correct horse' })
  made.push(main)
  const live = await liveDesk(server, login, { device: main.device, journal: main.port })
  return { main, live, login }
}

/** 导出 as the page and main do it together. */
async function exported({ main, live }: Both, name: string): Promise<{ file: string; waiting: number }> {
  let waiting = 0
  const written = await main.exportTo(path.join(stick, name), async (copyId) => {
    await live.desk.submitAll('copy')
    waiting = await markCopied(live.env, copyId)
  })
  return { file: written.file, waiting }
}

/** 导入 as the page and main do it together. */
async function imported({ main, live }: Both, file: string) {
  await main.openCopy(file)
  const { files, ...copy } = await main.readCopy()
  const taken = await takeCopy(live.env, structuredClone(copy))
  await live.desk.catchUp()
  await live.desk.moved(taken.docIds)
  return { ...taken, files }
}

const nothing = { commands: 0, texts: 0, items: 0 }

async function type({ live }: Both, docId: DocumentId, text: string): Promise<void> {
  const open = must(await live.desk.openText(docId))
  const { step, working } = inserted(open.working, endOf(open.working), text)
  await live.desk.saveTyping(docId, [step], working)
}

/** Types as the editor does once every edit is tracked. */
async function suggest({ live, login }: Both, docId: DocumentId, step: string, text: string): Promise<void> {
  const open = must(await live.desk.openText(docId))
  const state = EditorState.create({ doc: open.working })
  const tr = addBlockIds(
    trackTransaction(state.tr.insertText(text, endOf(open.working)), state, {
      author: `u-${login}`,
      step: step as StepId,
      now: server.clock.now(),
      newId: live.env.newId,
      isUnsent: (id) => live.desk.isUnsent(docId, id),
    }),
    live.env.newId,
  )
  await live.desk.saveTyping(docId, tr.steps, tr.doc)
}

const times = (text: string, word: string): number => text.split(word).length - 1
async function serverText(docId: string): Promise<string> {
  const reader = await openDesk(server, 'draft')
  return acceptAll(nodeOf(must(await reader.body(docId)).body)).textContent
}
const logOf = async (docId: string) =>
  (
    await server.db.selectFrom('command_log').select(['name', 'status']).where('doc_id', '=', docId).orderBy('cmd_id').execute()
  ).map((row) => [row.name, row.status])

test('SY-162 SY-164 what one desk could not send goes up from another, once, though the first sends it later too', async () => {
  const first = await deskOf('draft')
  await first.live.sync()
  // the line is gone: a draft, text that is no command yet, and an attachment
  const docId = await first.live.desk.createDraft({ elements: { title: '关于防汛的通知' }, paragraphs: ['各村：'] })
  await type(first, docId, '〔甲〕')
  const bytes = Buffer.from('附件的内容'.repeat(100_000))
  const sum = await sm3Sum()
  sum.add(bytes)
  const sm3 = sum.hex()
  const room = first.main.room()
  await makeFolder(room)
  const writer = await createSealedFile(fileOf(room, sm3), room.key, sm3, bytes.length)
  await writer.add(bytes)
  await writer.finish()
  await mark(room, sm3)
  const attachment = { sm3: sm3 as never, name: '附图.pdf', size: bytes.length, mime: 'application/pdf' }
  expect(await first.live.desk.command('AddAttachment', { docId, attachment })).toMatchObject({ ok: true })
  await type(first, docId, '〔乙〕')
  const { file, waiting } = await exported(first, 'a.lhcopy')
  expect(waiting).toBe(0)

  const second = await deskOf('draft')
  const taken = await imported(second, file)
  expect(taken).toMatchObject({ texts: 1, items: 0, files: 1 })
  const ids = (live: LiveDesk): string[] => live.rows.outbox().map((row) => row.cmdId)
  expect(ids(second.live)).toEqual(ids(first.live))
  expect(taken.commands).toBe(ids(first.live).length)
  expect(await namesIn(second.main.room())).toContain(`${sm3}.up`)
  expect(await imported(second, file)).toMatchObject({ ...nothing, files: 0 })
  expect(await imported(first, file)).toMatchObject({ ...nothing, files: 0 })

  await second.live.sync()
  expect(second.live.rows.outbox()).toEqual([])
  expect(second.live.rows.attention()).toEqual([])
  const once = await logOf(docId)
  expect(once.map(([, status]) => status)).not.toContain('rejected')
  const text = await serverText(docId)
  for (const word of ['〔甲〕', '〔乙〕']) expect(times(text, word)).toBe(1)

  // the line is back at the first desk
  await first.live.sync()
  expect(first.live.rows.outbox()).toEqual([])
  expect(first.live.rows.attention()).toEqual([])
  expect(await logOf(docId)).toEqual(once)
  expect(await serverText(docId)).toBe(text)
  // and the copy brings nothing any more, anywhere
  for (const one of [first, second]) expect(await imported(one, file)).toMatchObject({ ...nothing, files: 0 })
  await first.live.sync()
  expect(await serverText(docId)).toBe(text)
  // the second desk's journal alone holds all of it as sent
  const after = second.main.journal.read().records.filter((record) => record.type === 'command')
  expect(after).toEqual([])
  expect((await second.main.journal.history()).entries.map((one) => one.command.id).toSorted()).toEqual(
    [...new Set((await second.main.journal.history()).entries.map((one) => one.command.id))].toSorted(),
  )
  for (const one of [first, second]) one.live.stop()
})

test('SY-161 SY-163 tracked work goes on at both desks after the copy and comes together, each word once', async () => {
  const drafter = await openDesk(server, 'draft')
  const docId = (await createDraft(drafter)) as DocumentId
  await submitDraft(drafter, docId)
  const first = await deskOf('head')
  await first.live.sync()
  const step = must(first.live.rows.docs().find((row) => row.id === docId)).data.step
  await suggest(first, docId, step, '〔一〕')
  const early = await exported(first, 'a.lhcopy')
  expect(early.waiting).toBe(0)
  // behind a save in a copy tracked text waits, as behind one on its way; the next copy keeps a place for it
  await suggest(first, docId, step, '〔二〕')
  await first.live.desk.submit(docId)
  expect(first.live.rows.outbox().map((row) => row.name)).toEqual(['SubmitBody'])
  const late = await exported(first, 'b.lhcopy')
  expect(late.waiting).toBe(1)

  const second = await deskOf('head')
  await second.live.sync()
  expect(await imported(second, early.file)).toMatchObject({ commands: 1, texts: 1, items: 0 })
  expect(await imported(second, late.file)).toMatchObject({ commands: 1, texts: 1, items: 0 })
  await suggest(second, docId, step, '〔三〕')
  await second.live.sync()
  await second.live.desk.submitAll()
  await second.live.sync()
  await second.live.sync()
  expect(second.live.rows.outbox()).toEqual([])
  await suggest(first, docId, step, '〔四〕')
  for (let n = 0; n < 3; n++) {
    await first.live.sync()
    await first.live.desk.submitAll()
  }
  await first.live.sync()
  expect(first.live.rows.outbox()).toEqual([])
  const text = await serverText(docId)
  for (const word of ['〔一〕', '〔二〕', '〔三〕', '〔四〕']) expect(times(text, word), word).toBe(1)
  for (const one of [first, second]) {
    expect(one.live.rows.attention()).toEqual([])
    expect(one.live.errors).toEqual([])
    one.live.stop()
  }
})

test('SY-164 a desk whose cache and journal are gone gets back what only its own copy holds', async () => {
  const first = await deskOf('draft')
  await first.live.sync()
  const docId = await first.live.desk.createDraft({ elements: { title: '关于抗旱的通知' }, paragraphs: ['各村：'] })
  await type(first, docId, '〔甲〕')
  const { file } = await exported(first, 'a.lhcopy')
  first.live.stop()
  // the same machine, everything new
  const again = await deskOf('draft')
  expect(await imported(again, file)).toMatchObject({ commands: 2, texts: 1 })
  // cut off in the middle, the journal alone has it
  await recover(again.live.env, structuredClone(again.main.journal.read().records))
  await again.live.sync()
  expect(times(await serverText(docId), '〔甲〕')).toBe(1)
  expect(again.live.rows.outbox()).toEqual([])
  again.live.stop()
})

test('SY-163 text that could not be made ready before the copy goes before its author, and nothing is lost at either desk', async () => {
  const drafter = await openDesk(server, 'draft')
  const docId = (await createDraft(drafter)) as DocumentId
  await submitDraft(drafter, docId)
  const first = await deskOf('head')
  await first.live.sync()
  const step = must(first.live.rows.docs().find((row) => row.id === docId)).data.step
  await suggest(first, docId, step, '〔一〕')
  // a full disk: nothing becomes a command, nothing is marked
  const { file } = await first.main.exportTo(path.join(stick, 'a.lhcopy'))
  const second = await deskOf('head')
  await second.live.sync()
  expect(await imported(second, file)).toMatchObject({ commands: 0, texts: 0, items: 1 })
  expect(JSON.stringify(second.live.rows.attention()[0]?.body)).toContain('〔一〕')
  await suggest(first, docId, step, '〔二〕')
  await first.live.desk.submitAll()
  await first.live.sync()
  const text = await serverText(docId)
  for (const word of ['〔一〕', '〔二〕']) expect(times(text, word), word).toBe(1)
  for (const one of [first, second]) one.live.stop()
})

test('SY-168 a draft the first desk holds at the server: its saves go up from the other desk, which still may not write in it', async () => {
  const first = await deskOf('draft')
  await first.live.sync()
  const docId = await first.live.desk.createDraft({ elements: { title: '关于植树的通知' }, paragraphs: ['各村：'] })
  await first.live.sync()
  await type(first, docId, '〔甲〕')
  const { file } = await exported(first, 'a.lhcopy')
  const second = await deskOf('draft')
  await second.live.sync()
  expect(await imported(second, file)).toMatchObject({ commands: 1, texts: 1, items: 0 })
  await second.live.sync()
  await type(first, docId, '〔乙〕')
  await first.live.desk.submitAll()
  await first.live.sync()
  await first.live.sync()
  const text = await serverText(docId)
  for (const word of ['〔甲〕', '〔乙〕']) expect(times(text, word), word).toBe(1)
  for (const one of [first, second]) {
    expect(one.live.rows.outbox()).toEqual([])
    expect(one.live.rows.attention()).toEqual([])
  }
  // the lease is the first desk's still (WF-17)
  await second.live.sync()
  await type(second, docId, '〔丙〕')
  await second.live.desk.submitAll()
  await second.live.sync()
  expect(second.live.rows.attention().map((item) => [item.code, JSON.stringify(item.body).includes('〔丙〕')])).toEqual([
    ['WF-LEASE', true],
  ])
  expect(times(await serverText(docId), '〔丙〕')).toBe(0)
  // nobody else gets in by naming a desk that is not theirs
  expect(await first.live.desk.command('AddCodrafter', { docId, userId: 'u-check' })).toMatchObject({ ok: true })
  await first.live.sync()
  const other = await openDesk(server, 'check')
  const base = must(await other.body(docId))
  const edited = plain(nodeOf(base.body), (tr) => tr.insertText('〔丁〕', endOf(tr.doc)))
  const forged = submission(docId, base, edited.steps, edited.doc, 'draft')
  const madeBy = first.main.device
  expect((await other.push(other.command('SubmitBody', forged, { madeBy }))).results).toMatchObject([
    { status: 'rejected', code: 'WF-LEASE' },
  ])
  for (const one of [first, second]) one.live.stop()
})
