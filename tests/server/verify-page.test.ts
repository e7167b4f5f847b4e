import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { v7 } from 'uuid'
import { cli } from '../../src-server/admin/cli.ts'
import { pageOf } from '../../src-server/admin/report.ts'
import type { DocumentReport } from '../../src-server/admin/verify-document.ts'
import { replacePosts } from '../../src-server/store/directory.ts'
import { postOf } from '../support/server/county.ts'
import { createDraft, submitDraft } from '../support/server/desk.ts'
import { harmed, liveThrough, type Lived } from '../support/server/lived-through.ts'
import { must } from '../support/server/must.ts'
import { nodeOf } from '../support/server/story.ts'
import { appendTo, plain } from '../support/server/tracked.ts'

const applied = { status: 'applied' }
let lived: Lived
beforeAll(async () => {
  lived = await liveThrough()
})
afterAll(() => lived.close())

describe('RV-55 one page says who changed which words when, what was decided and signed', () => {
  test('a document with a whole life verifies, and the page tells it', async () => {
    const report = await lived.verify()
    expect(report.findings).toEqual([])
    expect(report.ok).toBe(true)
    expect(report.chain).toMatchObject({ versions: 7, proved: 7 })
    const page = pageOf(report)
    for (const words of [
      '结论：相符',
      '第 1—3 稿  林知秋（拟稿）',
      '将「春」改为「夏」',
      '增加「请遵照执行。」',
      '周正（部门审核） 第 4 稿  正文：将「有关」改为「具体」',
      '第 5 稿  标题：增加「（试行）」',
      '许文静（核稿） 第 6 稿  正文：将「执行」改为「落实」',
      '周正（部门审核） 第 7 稿  标题：增加「今年」',
      '〔未决〕',
      '〔已接受〕',
      '其中 1 稿与他人修改合并',
      '高远 签发，署 2026-03-02',
      '没有发现问题',
    ])
      expect(page).toContain(words)
    expect(page).not.toMatch(/undefined|NaN|\[object/)
    expect(page.split('\n').length).toBeLessThan(70)
  })

  test('a person who left the county is still named, and their changes still verify', async () => {
    await replacePosts(lived.story.server.db, 'u-head', [])
    const report = await lived.verify()
    expect(report.ok).toBe(true)
    expect(pageOf(report)).toContain('周正')
    await replacePosts(lived.story.server.db, 'u-head', [postOf('u-head')])
  })

  test('a long change is told whole', async () => {
    const { story } = lived
    const id = await createDraft(story.draft)
    await submitDraft(story.draft, id)
    const words = '防'.repeat(1_500)
    const base = await story.bodyOf(id)
    expect(await story.send(id, base, story.edit(base, 'review', appendTo('如下', words)), 'review')).toMatchObject(applied)
    const report = await lived.verify(id)
    expect(report.findings).toEqual([])
    expect(pageOf(report)).toContain(words)
  })

  test('it reads a live database: saves go on while it looks, and it sees one moment', async () => {
    const { story } = lived
    const id = await createDraft(story.draft)
    const reports: DocumentReport[] = []
    for (let i = 0; i < 8; i++) {
      const looking = lived.verify(id)
      const base = await story.bodyOf(id)
      expect(await story.send(id, base, plain(nodeOf(base), appendTo('如下', `${i}`)), 'draft')).toMatchObject(applied)
      reports.push(await looking)
    }
    for (const report of reports) expect(report.findings).toEqual([])
    expect((await lived.verify(id)).chain.proved).toBe(9)
  })

  test('as a command: the page and exit code 0; 1 for a damaged one, an unknown one, and the usage for a wrong call', async () => {
    const said: string[] = []
    const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)
    const errors = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0)
    const before = { url: process.env['DATABASE_URL'], code: process.exitCode }
    process.env['DATABASE_URL'] = lived.story.server.databaseUrl
    const codeOf = async (...argv: string[]) => {
      process.exitCode = undefined
      await cli(argv)
      return process.exitCode ?? 0
    }
    try {
      expect(await codeOf('verify-document', lived.docId)).toBe(0)
      expect(said.join('')).toContain('结论：相符')
      await harmed(lived, 'change', 'delete from change', async () =>
        expect(await codeOf('verify-document', lived.docId)).toBe(1),
      )
      await expect(codeOf('verify-document', v7())).rejects.toMatchObject({ code: 'NO-DOCUMENT' })
      await expect(codeOf('verify-document', "x' or 1=1")).rejects.toMatchObject({ code: 'NO-DOCUMENT' })
      expect(await codeOf('verify-document')).toBe(64)
      expect(said.at(-1)).toContain('verify-document ID | export-document ID FILE')
      const file = path.join(lived.folder, 'by-command.json')
      expect(await codeOf('export-document', lived.docId, file)).toBe(0)
      expect(JSON.parse(must(said.at(-1)))).toMatchObject({ file, sm3: expect.stringMatching(/^[0-9a-f]{64}$/) })
      await expect(codeOf('export-document', lived.docId, file)).rejects.toMatchObject({ code: 'EEXIST' })
    } finally {
      out.mockRestore()
      errors.mockRestore()
      process.exitCode = before.code
      if (before.url === undefined) delete process.env['DATABASE_URL']
      else process.env['DATABASE_URL'] = before.url
    }
  })
})
