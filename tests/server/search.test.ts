import { Transform } from 'prosemirror-transform'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { schema } from '../../src-shared/document/schema.ts'
import { noFilter, searchPath, type SearchFilter, type SearchResponse } from '../../src-shared/search/query.ts'
import { indexDue } from '../../src-server/search/index-due.ts'
import { fold, initialsOf } from '../../src-server/search/words.ts'
import { replacePosts } from '../../src-server/store/directory.ts'
import { aBody, call, createDraft, openDesk, submitDraft, type Desk } from '../support/server/desk.ts'
import { councilFiles } from '../support/fixtures.ts'
import { seeded } from '../support/search/corpus.ts'
import { postOf } from '../support/server/county.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

async function ask(desk: Desk, text: string, filter: Partial<SearchFilter> = {}): Promise<SearchResponse> {
  const json = { text, filter: { ...noFilter, ...filter }, limit: 50 }
  const answer = await call<SearchResponse>(server, 'POST', searchPath, { token: desk.token, json })
  expect(answer.status).toBe(200)
  return answer.body
}
const ids = async (desk: Desk, text: string, filter: Partial<SearchFilter> = {}) =>
  (await ask(desk, text, filter)).hits.map((hit) => hit.id as string).toSorted()

test('FD-09 a person finds what stands in their scopes at this moment: own work, the office what was handed on, nobody else anything', async () => {
  const [drafter, check, other] = await Promise.all(['draft', 'check', 'liuhe'].map((login) => openDesk(server, login)))
  if (!drafter || !check || !other) throw new Error('no desk')
  const draft = await createDraft(
    drafter,
    undefined,
    aBody('关于抢修跃进闸启闭机的通知', ['各股室：', '启闭机锈蚀卡阻，須立即搶修。']),
  )
  const sent = await createDraft(drafter, undefined, aBody('关于跃进闸汛期值守的通知', ['各股室：', '值守人员名单见附件。']))
  await submitDraft(drafter, sent)
  const others = await createDraft(other, 'liuhe', aBody('关于跃进闸移交的函', ['移交清单如下。']))
  expect(await ids(drafter, '跃进闸')).toEqual([draft, sent].toSorted())
  expect(await ids(check, '跃进闸')).toEqual([sent])
  expect(await ids(other, '跃进闸')).toEqual([others])
  // words of the text, 繁简, initials, several words, a single character, nothing
  expect(await ids(drafter, '锈蚀卡阻')).toEqual([draft])
  expect(await ids(drafter, '须立即抢修')).toEqual([draft])
  expect(await ids(drafter, '躍進閘 啟閉機')).toEqual([draft])
  expect(await ids(drafter, 'yjzxqzs')).toEqual([sent])
  expect(await ids(drafter, '值守 林知秋')).toEqual([sent])
  expect(await ids(drafter, '锈')).toEqual([draft])
  expect(await ids(drafter, '锈卡')).toEqual([])
  const [hit] = (await ask(drafter, '锈蚀卡阻')).hits
  expect(hit?.snippet).toEqual({ text: '启闭机锈蚀卡阻，須立即搶修。', places: [[3, 7]] })
  // the right is asked for with every question
  await replacePosts(server.db, 'u-check', [])
  expect(await ids(check, '跃进闸')).toEqual([])
  await replacePosts(server.db, 'u-check', [postOf('u-check')])
  expect(await ids(check, '跃进闸')).toEqual([sent])
})

test('FD-08 what changed is found as it stands, in text and in filter; what was left is not', async () => {
  const desk = await openDesk(server, 'draft')
  const docId = await createDraft(desk, undefined, aBody('关于清查地窖的通知', ['各股室：', '请清查地窖。']))
  expect(await ids(desk, '清查地窖', { stages: ['drafting'] })).toEqual([docId])
  expect(await ids(desk, '清查地窖', { stages: ['reviewing'] })).toEqual([])
  const base = await desk.body(docId)
  if (!base) throw new Error('no body')
  await desk.save(docId, base, (node) => {
    let at = 0
    node.descendants((child, pos) => {
      if (child.isText && child.text === '请清查地窖。') at = pos
    })
    const transform = new Transform(node).replaceWith(at, at + 6, schema.text('请排查涵洞。'))
    return { steps: transform.steps, doc: transform.doc }
  })
  expect(await ids(desk, '排查涵洞')).toEqual([docId])
  expect(await ids(desk, '请清查地窖')).toEqual([])
  await submitDraft(desk, docId)
  expect(
    await ids(desk, '排查涵洞', { stages: ['reviewing'], docTypes: ['通知'], from: '2026-03-02', to: '2026-03-02' }),
  ).toEqual([docId])
  expect(await ids(desk, '排查涵洞', { shelves: ['active'], unit: '发展', person: '周正' })).toEqual([docId])
  expect(await ids(desk, '排查涵洞', { shelves: ['todo'] })).toEqual([])
  expect(await ids(desk, '排查涵洞', { to: '2026-03-01' })).toEqual([])
  expect((await ask(desk, '')).pending).toBe(0)
})

test('FD-01 the database finds what a plain scan of the same documents finds, question for question', async () => {
  const desk = await openDesk(server, 'liuhe')
  const made: { id: string; words: string[]; letters: string[] }[] = []
  const sources = councilFiles()
  for (const [n, { title, text }] of sources.slice(0, 24).entries()) {
    const paragraphs = text
      .split('\n')
      .slice(0, 30)
      .filter((line) => line.trim() !== '')
    const id = await createDraft(desk, 'liuhe', aBody(title, paragraphs))
    made.push({ id, words: [title, ...paragraphs, '各股室', '田苗'].map(fold), letters: [initialsOf(title)] })
    if (n === 0) expect(await ids(desk, title.slice(0, 6))).toContain(id)
  }
  await indexDue({ db: server.db }, 100)
  const random = seeded(3)
  for (let n = 0; n < 100; n++) {
    const one = random.pick(made)
    const line = random.pick(one.words)
    const length = 1 + random.below(7)
    const at = random.below(Math.max(1, line.length - length))
    const letters = one.letters[0]?.slice(at, at + length).trim() ?? ''
    const question = n % 5 === 4 && /^[a-z]{2,}$/.test(letters) ? letters : line.slice(at, at + length).trim()
    if (question === '' || /\s/.test(question)) continue
    const wanted = made.filter(
      ({ words, letters: all }) =>
        words.some((word) => word.includes(question)) ||
        (/^[a-z]{2,}$/.test(question) && all.some((word) => word.includes(question))),
    )
    const found = await ids(desk, question)
    expect([question, found.filter((id) => made.some((one) => one.id === id))]).toEqual([
      question,
      wanted.map(({ id }) => id).toSorted(),
    ])
  }
})
