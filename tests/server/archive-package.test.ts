import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportArchive } from '../../src-server/admin/export-archive.ts'
import { verifyDocument } from '../../src-server/admin/verify-document.ts'
import { sm3 } from '../../src-server/sm3.ts'
import { wholePath } from '../../src-server/store/blob-files.ts'
import { paths } from '../../src-shared/sync/protocol.ts'
import { recheckQuestions } from '../../src-shared/workflow/issue/commands.ts'
import { does, nextTask, numbering, openIssueStory, type IssueStory } from '../support/issue/issue-story.ts'
import type { Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { uploadFile } from '../support/server/upload-file.ts'

const filing = { fileNo: '0021-WS·2026-Y-BGS-0001', retention: 'permanent' }

let story: IssueStory
let folder: string
beforeAll(async () => {
  story = await openIssueStory()
  folder = await mkdtemp(path.join(tmpdir(), 'liuhen-archive-'))
})
afterAll(async () => {
  await story.server.close()
  await rm(folder, { recursive: true, force: true })
})

/** Sends a file up and hangs it on a document. */
async function attach(desk: Desk, docId: string, name: string, text: string): Promise<string> {
  const attachment = await uploadFile(story.server.url, desk, name, Buffer.from(text))
  await does(desk, 'AddAttachment', docId, { attachment })
  return attachment.sm3
}

/** A 发文 with two 附件, numbered, sent out, closed and filed. */
async function filed(): Promise<{ docId: string; files: string[] }> {
  const { docId, task } = await story.inReview()
  const files = [await attach(story.head, docId, '预算表.xlsx', '一'), await attach(story.head, docId, '甲/乙:图.png', '二')]
  await story.sign(docId, await story.pass(docId, task, 'review', 'check', 'cosign'))
  await story.cleaned(docId)
  await does(story.check, 'Recheck', docId, { ticked: [...recheckQuestions], ...nextTask() })
  await does(story.clerk, 'AllocateNumber', docId, { ...numbering, ...nextTask() })
  await does(story.seal, 'SealPaper', docId, { copies: 20, ...nextTask() })
  await does(story.clerk, 'Distribute', docId, { unitIds: ['liuhe', 'county'], ...nextTask() })
  await does(story.clerk, 'CloseIssue', docId, { reason: '另行送达', ...nextTask() })
  await does(story.archive, 'ArchiveIssue', docId, filing)
  return { docId, files }
}

const fetched = (desk: Desk, docId: string): Promise<Response> =>
  fetch(`${story.server.url}${paths.archive}/${docId}`, { headers: { authorization: `Bearer ${desk.token}` } })

test('WF-100 the package has every part it was filed with, in the order of DA/T 22, and each proves itself', async () => {
  const { docId } = await filed()
  // what comes later is no part of it
  await does(story.leader, 'RepealIssue', docId, { reason: '有新办法', from: '2027-01-01' })
  const answer = await fetched(story.archive, docId)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip'])
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const files = unzipSync(bytes)
  const under = (name: string) => `${filing.fileNo}/${name}`
  expect(Object.keys(files).map((name) => name.replace(/〔.*号 /, '号 '))).toEqual(
    [
      '1 正本/青fgj号 正本.json',
      '2 附件/01 预算表.xlsx',
      '2 附件/02 甲_乙_图.png',
      '3 发文稿纸/发文稿纸.json',
      '4 定稿/定稿.json',
      '5 花脸稿/花脸稿.json',
      '6 元数据/元数据.json',
      '归档文件目录.csv',
      '校验.sm3',
    ].map(under),
  )
  const sums = Buffer.from(must(files[under('校验.sm3')])).toString()
  const named = sums
    .trim()
    .split('\n')
    .map((line) => line.split('  ') as [string, string])
  for (const [hash, name] of named) expect(sm3(must(files[under(name)]))).toBe(hash)
  const { archived } = must(must(await story.clerk.state(docId)).issue)
  expect(named.map(([hash]) => hash).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
    must(archived)
      .packed.map((one) => one.sm3)
      .toSorted((a, b) => (a < b ? -1 : 1)),
  )
  const [, line] = Buffer.from(must(files[under('归档文件目录.csv')]))
    .toString()
    .split('\r\n')
  expect(line).toMatch(/^0021-WS·2026-Y-BGS-0001,[^,]+,青fgj〔2026〕\d+号,[^,]+,2026\d{4},,永久,自2027-01-01起废止$/)
  // the same again on the command line, and the chain of the document tells of both
  const file = path.join(folder, 'one.zip')
  expect(await exportArchive(story.server.db, story.server.dataDir, { id: docId, file, now: story.server.clock.now() })).toEqual({
    file,
    files: 9,
  })
  expect(Buffer.compare(await readFile(file), bytes)).toBe(0)
  expect((await verifyDocument(story.server.db, docId, story.server.clock.now())).findings).toEqual([])
})

test('SE-121 nobody but the archivist of the organ gets it; to others it is not there', async () => {
  const { docId } = await filed()
  for (const desk of [story.clerk, story.leader, story.liuhe]) expect((await fetched(desk, docId)).status).toBe(404)
  expect((await fetched(story.archive, docId)).status).toBe(200)
})

test('WF-100 what is not filed yet, or is not what was filed any more, is refused with its name, and nothing is left behind', async () => {
  const open = await story.toRecheck()
  expect(await (await fetched(story.archive, open)).json()).toMatchObject({ code: 'ARCHIVE-NOT-YET' })
  const { docId, files } = await filed()
  const place = wholePath(story.server.dataDir, must(files[0]))
  await writeFile(place, '壹')
  const answer = await fetched(story.archive, docId)
  expect([answer.status, await answer.json()]).toMatchObject([409, { code: 'ARCHIVE-CHANGED' }])
  const file = path.join(folder, 'two.zip')
  const { db, dataDir, clock } = story.server
  await expect(exportArchive(db, dataDir, { id: docId, file, now: clock.now() })).rejects.toMatchObject({
    code: 'ARCHIVE-CHANGED',
    message: '2 附件/01 预算表.xlsx',
  })
  await expect(readFile(`${file}.part`)).rejects.toMatchObject({ code: 'ENOENT' })
  await rm(place)
  expect((await fetched(story.archive, docId)).status).toBe(409)
})
