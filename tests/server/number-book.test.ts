import { expect, test } from 'vitest'
import { numberPaths, type BookResponse } from '../../src-shared/numbers/messages.ts'
import { does, nextTask, numbering, openIssueStory } from '../support/issue/issue-story.ts'
import { call, type Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'

test('WF-102 the book as those see it who work with it: every number, titles they may read; clerks keep free and give up, others may not', async () => {
  const story = await openIssueStory()
  const { server, clerk, check, liuhe } = story
  const ask = <T = BookResponse>(desk: Desk, method: string, path: string, json?: unknown) =>
    call<T>(server, method, path, { token: desk.token, ...(json === undefined ? {} : { json }) })
  const page = `${numberPaths.book}?prefix=${encodeURIComponent(numbering.prefix)}&year=2026`
  const docId = await story.toNumber()
  await does(clerk, 'AllocateNumber', docId, { ...numbering, ...nextTask() })
  const { status, body } = await ask(clerk, 'GET', page)
  expect(status).toBe(200)
  const given = must(body.lines.find((one) => one.docId === docId))
  expect(given).toMatchObject({ status: 'used', by: '马文秀', title: expect.stringContaining('通知') })
  expect(body.next).toBeGreaterThan(given.seq)
  expect(body.lines.map((one) => one.seq)).toEqual(body.lines.map((one) => one.seq).toSorted((a, b) => b - a))
  // 预留, and given up again with the reason, both on record with who did it
  const kept = await ask(clerk, 'POST', numberPaths.reserve, { prefix: numbering.prefix, reason: '年度要点' })
  const line = must(kept.body.lines.find((one) => one.status === 'reserved' && one.reason === '年度要点'))
  expect(line).toMatchObject({ seq: body.next, by: '马文秀', docId: null, unread: false, title: '' })
  const up = { prefix: numbering.prefix, year: 2026, seq: line.seq, reason: '不再印发' }
  expect((await ask(check, 'POST', numberPaths.giveUp, up)).status).toBe(403)
  const after = await ask(clerk, 'POST', numberPaths.giveUp, up)
  expect(after.body.lines.find((one) => one.seq === line.seq)).toMatchObject({ status: 'void', reason: '不再印发' })
  expect((await ask<{ code: string }>(clerk, 'POST', numberPaths.giveUp, up)).body.code).toBe('NOT-RESERVED')
  const told = await server.db.selectFrom('audit_event').select(['kind', 'actor']).where('kind', 'like', 'numbers.%').execute()
  for (const kind of ['numbers.reserved', 'numbers.voided']) expect(told).toContainEqual({ kind, actor: 'u-clerk' })
  // the office looks on; another organ sees none of it
  expect((await ask(check, 'GET', page)).status).toBe(200)
  expect((await ask(check, 'POST', numberPaths.reserve, { prefix: numbering.prefix, reason: 'x' })).status).toBe(403)
  expect((await ask<{ code: string }>(liuhe, 'GET', page)).body.code).toBe('NB-NOT-YOURS')
  expect((await ask(clerk, 'GET', `${numberPaths.book}?prefix=${encodeURIComponent('青无')}&year=2026`)).status).toBe(403)
  await server.close()
})
