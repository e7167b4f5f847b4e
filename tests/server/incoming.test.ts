import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import type { CommandName } from '../../src-shared/workflow/commands.ts'
import { openTasksOf, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { incomingCounty, layoutOf, paper, place } from '../support/server/incoming-county.ts'
import { createDraft, openDesks, type Desk } from '../support/server/desk.ts'
import { faultsOf } from '../support/server/faults.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { uploadFile } from '../support/server/upload-file.ts'
import { asked, inOrder } from '../support/incoming-acts.ts'

const NOW = Date.parse('2026-07-15T09:00:00+08:00')
const UNITS = 97
const { file, bytes } = layoutOf('柳河镇人民政府的版式文件')
const county = incomingCounty(NOW, file, UNITS)
const [first, ...others] = county.copies

let server: TestServer
let desks: Record<'sun' | 'zhou' | 'he' | 'lin' | 'liu' | 'xu' | 'qian' | 'feng', Desk>
beforeAll(async () => {
  server = await startTestServer({ seed: county.seed, now: NOW })
  desks = await openDesks(server, 'sun', 'zhou', 'he', 'lin', 'liu', 'xu', 'qian', 'feng')
})
afterAll(() => server.close())

const stateOf = async (docId: string, desk: Desk = desks.sun): Promise<DocumentState> => must(await desk.state(docId))
const turnIn = async (docId: string, login: string): Promise<string> => must(openTasksOf(await stateOf(docId), login)[0]).id
const give = async (login: keyof typeof desks, name: CommandName, docId: string, more: Record<string, unknown>) =>
  desks[login].send(name, { docId, taskId: await turnIn(docId, login), nextTaskId: v7(), ...more })
const said = async (docId: string, text: string) => ({ text, signedOn: '2026-07-15', basisSm3: (await stateOf(docId)).bodySm3 })
/** Sends a command until the server has time for it, as a desk does. */
async function insist(desk: Desk, name: CommandName, args: { docId: string } & Record<string, unknown>) {
  const command = desk.command(name, args)
  for (;;) {
    const answer = await desk.push(command).catch((error: unknown) => {
      if (!String(error).includes('SY-BUSY')) throw error
      return undefined
    })
    if (answer) return must(answer.results[0])
  }
}
const sound = async (docId: string): Promise<readonly unknown[]> => faultsOf(server, docId)

describe('收文 at the server', () => {
  test('WF-50 registrars see a 收文 from the day it comes in; other units do not', async () => {
    const { id } = must(first)
    expect((await stateOf(id, desks.zhou)).state).toBe('S0')
    expect(await desks.liu.state(id)).toBeUndefined()
  })

  test('WF-51 签收 refuses a file with one byte changed, one missing or none at all; whole, the sender sees it', async () => {
    const { id } = must(first)
    const sign = () => give('sun', 'SignFor', id, {})
    expect(await sign()).toMatchObject({ status: 'rejected', code: 'WF-DAMAGED', detail: '版式文件.ofd' })
    const tampered = Buffer.from(bytes)
    tampered[3] = must(tampered[3]) ^ 1
    await place(server.dataDir, file, tampered)
    expect(await sign()).toMatchObject({ code: 'WF-DAMAGED', rule: 'WF-51' })
    await place(server.dataDir, file, Buffer.concat([bytes, Buffer.from('.')]))
    expect(await sign()).toMatchObject({ code: 'WF-DAMAGED' })
    expect((await stateOf(county.sent, desks.qian)).issue?.receipts[0]?.status).toBe('sent')
    await place(server.dataDir, file, bytes)
    expect(await sign()).toMatchObject({ status: 'applied' })
    expect((await stateOf(county.sent, desks.qian)).issue?.receipts[0]).toMatchObject({
      status: 'signed',
      at: NOW,
      by: { name: '孙丽', unitName: '青禾县人民政府' },
    })
    expect(await sound(id)).toEqual([])
  })

  test('WF-51 98 units sign for one 发文 at once: every receipt stands there, and the chain is whole (SC-8)', async () => {
    const registrars: Record<string, Desk> = {}
    // so many at once are not let in, whoever they are
    for (let i = 0; i < others.length; i += 8)
      Object.assign(registrars, await openDesks(server, ...others.slice(i, i + 8).map((copy) => copy.unitId)))
    const [back, ...signed] = others
    const results = await Promise.all([
      insist(must(registrars[must(back).unitId]), 'RejectWrong', {
        docId: must(back).id,
        taskId: must(must(back).tasks[0]).id,
        reason: '误投',
      }),
      ...signed.map((copy) =>
        insist(must(registrars[copy.unitId]), 'SignFor', {
          docId: copy.id,
          taskId: must(copy.tasks[0]).id,
          nextTaskId: v7(),
        }),
      ),
    ])
    expect(results.filter((one) => one.status !== 'applied')).toEqual([])
    const receipts = (await stateOf(county.sent, desks.qian)).issue?.receipts ?? []
    expect(receipts.map((one) => one.status).toSorted()).toEqual(['rejected', ...Array.from({ length: UNITS }, () => 'signed')])
    expect(receipts.find((one) => one.status === 'rejected')).toMatchObject({ reason: '误投', unitId: must(back).unitId })
    expect(await sound(county.sent)).toEqual([])
  })

  test('WF-52 two registrars at once: numbers without a gap, the same paper once, the other is 重份 of it (C-14)', async () => {
    const { id } = must(first)
    expect(await give('sun', 'RegisterIncoming', id, { distinct: false })).toMatchObject({ status: 'applied' })
    expect((await stateOf(id)).incoming?.register).toMatchObject({ year: 2026, seq: 1 })
    const [same, again] = [paper({ temporary: '临-1' }), paper({ number: '柳政[2026] 12号', fromUnit: '柳河镇 人民政府' })]
    const two = await Promise.all([desks.sun.send('RegisterPaper', same), desks.zhou.send('RegisterPaper', again)])
    expect(two.map((one) => one.status)).toEqual(['applied', 'applied'])
    for (const { docId } of [same, again])
      expect(await stateOf(docId)).toMatchObject({
        state: 'S2',
        incoming: { register: null, duplicateOf: { docId: id, by: 'number' } },
      })
    expect((await stateOf(id)).links).toHaveLength(2)
    const news = Array.from({ length: 8 }, (_, i) =>
      paper({ number: `省办〔2026〕${i}号`, fromUnit: '省政府办公厅' }, `通知${i}`),
    )
    const half = (desk: Desk, odd: number) =>
      desk.push(...news.filter((_, i) => i % 2 === odd).map((one) => desk.command('RegisterPaper', one)))
    const taken = await Promise.all([half(desks.sun, 0), half(desks.zhou, 1)])
    expect(taken.flatMap(({ results }) => results.filter((one) => one.status !== 'applied'))).toEqual([])
    const numbers = await Promise.all(news.map(async ({ docId }) => (await stateOf(docId)).incoming?.register?.seq))
    expect(numbers.toSorted((a, b) => Number(a) - Number(b))).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    const title = paper({ number: '', fromUnit: '柳河镇' })
    await desks.sun.send('RegisterPaper', title)
    expect((await stateOf(title.docId)).incoming?.duplicateOf).toMatchObject({ by: 'title' })
    const distinct = paper({ distinct: true })
    await desks.sun.send('RegisterPaper', distinct)
    expect((await stateOf(distinct.docId)).incoming?.register?.seq).toBe(10)
    for (const { docId } of [same, must(news[0]), distinct]) expect(await sound(docId)).toEqual([])
  })

  test('WF-62 of 涉密 paper only the register is kept, and a paper 收文 brings no text', async () => {
    const secret = paper({ secrecy: '秘密', number: '密〔2026〕1号' }, '关于某事项的通知')
    expect(await desks.sun.send('RegisterPaper', secret)).toMatchObject({ status: 'applied' })
    const doc = await stateOf(secret.docId)
    expect([doc.state, doc.tasks, doc.incoming?.secrecy, doc.attachments]).toEqual(['S2', [], '秘密', []])
    // what its title says is not passed over
    const marked = paper({ number: '密〔2026〕3号' }, '关于某事项的通知（秘密★1年）')
    expect(await desks.sun.send('RegisterPaper', marked)).toMatchObject({ status: 'rejected', code: 'WF-SECRET' })
    expect(await desks.sun.send('RegisterPaper', { ...marked, secrecy: '秘密' })).toMatchObject({ status: 'applied' })
    expect(await desks.sun.send('RegisterPaper', paper({ number: 'x' }, '通知', ['正文']))).toMatchObject({ code: 'WF-STATE' })
    expect(await desks.he.send('RegisterPaper', paper({ number: 'y' }))).toMatchObject({ code: 'WF-NOT-YOURS' })
  })

  test('WF-103 the scan of paper comes from whoever looks it through, and goes on with it; of 涉密 paper none is kept', async () => {
    const [came, secret] = [
      paper({ number: '省办〔2026〕50号', fromUnit: '省政府办公厅' }, '带扫描件的通知'),
      paper({ number: '密〔2026〕2号', secrecy: '秘密' }, '另一事项的通知'),
    ]
    for (const one of [came, secret]) expect(await desks.sun.send('RegisterPaper', one)).toMatchObject({ status: 'applied' })
    const scan = await uploadFile(server.url, desks.sun, '扫描件.pdf', Buffer.from('%PDF-1.7 扫描'), 'application/pdf')
    const add = (login: keyof typeof desks, docId: string) => desks[login].send('AddAttachment', { docId, attachment: scan })
    expect(await add('sun', secret.docId)).toMatchObject({ code: 'WF-NOT-YOURS' })
    expect(await add('he', came.docId)).toMatchObject({ code: 'WF-NOT-YOURS' })
    expect(await add('sun', came.docId)).toMatchObject({ status: 'applied' })
    expect(await desks.sun.send('RemoveAttachment', { docId: came.docId, sm3: scan.sm3 })).toMatchObject({ status: 'applied' })
    expect(await add('sun', came.docId)).toMatchObject({ status: 'applied' })
    const answers = { ...(await said(came.docId, '')), answers: inOrder }
    expect(await give('sun', 'Precheck', came.docId, answers)).toMatchObject({ status: 'applied' })
    // now others rely on it
    expect(await desks.sun.send('RemoveAttachment', { docId: came.docId, sm3: scan.sm3 })).toMatchObject({ code: 'WF-NOT-YOURS' })
    expect((await stateOf(came.docId, desks.he)).attachments).toMatchObject([{ name: '扫描件.pdf', sm3: scan.sm3 }])
    expect(await sound(came.docId)).toEqual([])
  })

  test('WF-60 the whole way of SC-1: 拟办, 批示, 承办, a 批复 draft linked both ways, the answer at the sender', async () => {
    const { id } = must(first)
    const sender = await stateOf(county.sent, desks.qian)
    expect(await give('sun', 'Precheck', id, { ...(await said(id, '')), answers: inOrder })).toMatchObject({ status: 'applied' })
    const plan = { kind: 'handle', lead: asked('czj'), assists: [asked('slj')], readers: [], leader: 'lin' }
    expect(await give('he', 'Propose', id, { ...(await said(id, '拟请财政局办理')), ...plan })).toMatchObject({
      status: 'applied',
    })
    expect(await desks.liu.state(id)).toBeUndefined()
    const on = { ...(await said(id, '')), round: true, next: { to: 'on' } }
    expect(await give('lin', 'Instruct', id, on)).toMatchObject({ status: 'applied' })
    expect((await stateOf(id, desks.liu)).state).toBe('S6')
    const replyDocId = await createDraft(desks.liu, 'czj')
    expect(await desks.xu.send('LinkReply', { docId: id, replyDocId })).toMatchObject({ code: 'WF-REPLY' })
    expect(await desks.liu.send('LinkReply', { docId: id, replyDocId })).toMatchObject({ status: 'applied' })
    expect((await stateOf(replyDocId, desks.liu)).links).toMatchObject([{ docId: id, as: 'answers' }])
    expect((await stateOf(id)).links?.at(-1)).toMatchObject({ docId: replyDocId, as: 'answeredBy' })
    await give('xu', 'FinishHandling', id, { ...(await said(id, '同意')), waive: [] })
    await give('liu', 'FinishHandling', id, { ...(await said(id, '已安排')), waive: [] })
    const answer = { how: 'document', text: '已作批复', replyDocId }
    expect(await give('liu', 'ReplySender', id, answer)).toMatchObject({ status: 'applied' })
    const told = await stateOf(county.sent, desks.qian)
    expect(told.replies).toMatchObject([{ unitName: '青禾县人民政府', how: 'document', text: '已作批复', docId: null }])
    expect(told.rev).toBe(sender.rev + 1)
    expect(await desks.feng.send('ArchiveIncoming', { docId: id, fileNo: '2026-SW-1', retention: 'years30' })).toMatchObject({
      status: 'applied',
    })
    for (const docId of [id, county.sent, replyDocId]) expect(await sound(docId)).toEqual([])
  })
})
