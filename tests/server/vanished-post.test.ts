import { afterAll, beforeAll, expect, test } from 'vitest'
import { tableOf, administeredCounty, openOffice, type Office } from '../support/organisation/office.ts'
import { agreeing, approve, createDraft, openDesk, submitDraft, type Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
let admin: Office
let sec: Office
let draft: Desk
let head: Desk
beforeAll(async () => {
  server = await startTestServer({ seed: administeredCounty() })
  admin = await openOffice(server, 'admin')
  sec = await openOffice(server, 'sec')
  draft = await openDesk(server, 'draft')
  head = await openDesk(server, 'head')
})
afterAll(() => server.close())

/** The posts of the county as the administrator writes them, confirmed where it takes two. */
async function posts(change: (lines: string[]) => string[]): Promise<void> {
  const file = { name: 'posts.csv', bytes: Buffer.from(change(await tableOf(admin, 'posts')).join('\r\n')).toString('base64') }
  const { body } = await admin.check(file)
  expect((await admin.apply(body.base, file)).status).toBe(200)
  const { grants } = (await sec.look()).body
  if (grants.length > 0) await sec.grants('confirm', ...grants.map(({ id }) => id))
}
const turn = async (docId: string) => must((await head.state(docId))?.tasks.at(-1))

test('WF-139 who was chosen at 报送 has left: the turn goes to those who hold the role now; where nobody does, it is refused and nothing is half done', async () => {
  const docs = [await createDraft(draft), await createDraft(draft)]
  const tasks: string[] = []
  for (const docId of docs) tasks.push(await submitDraft(draft, docId))
  const [first, second] = docs as [string, string]
  // 许文静 leaves, and nobody checks what is written here
  await posts((lines) => lines.filter((line) => !line.includes(',check,')))
  const before = await turn(first)
  const args = agreeing(first, must(tasks[0]), (await head.body(first))?.sm3)
  expect(await head.send('Approve', args)).toMatchObject({ status: 'rejected', code: 'WF-NO-ROLE', detail: '核稿' })
  expect(await turn(first)).toEqual(before)
  // 田苗 comes in her place, and has the turn that begins now
  await posts((lines) => [...lines, ',liuhe,fgj-bgs,核稿人,主任'])
  await approve(head, first, must(tasks[0]))
  expect(await turn(first)).toMatchObject({ step: 'check', assignee: { userId: 'u-liuhe' } })
  const came = await openDesk(server, 'liuhe')
  expect((await came.state(first))?.step).toBe('check')
  await approve(came, first, (await turn(first)).id)
  // who holds it alone is chosen as ever
  await approve(head, second, must(tasks[1]))
  expect((await turn(second)).assignee.userId).toBe('u-liuhe')
})
