import { describe, expect, it } from 'vitest'
import { placesOf } from '../../../src-shared/sync/rows.ts'
import { rowsOf } from '../../support/store.ts'
import { testDesk } from '../../support/test-desk.ts'

it('shows a title in the lists while it is typed, before anything is sent, and keeps it there (SY-72)', async () => {
  const { attachFile, disk, draft, opened, typeAt } = await testDesk()
  const docId = await draft('')
  const body = await opened(docId)
  const titleAt = 2 // doc > header > title
  await typeAt(body, titleAt, '关于春耕的通知')
  const title = () => rowsOf(disk, 'rows').find((row) => row.id === docId)?.title
  expect(title()).toBe('关于春耕的通知')
  // another word about the document does not take it away
  await attachFile(docId)
  expect(title()).toBe('关于春耕的通知')
})

describe('places (SY-40)', () => {
  it('follow the turn', async () => {
    const { disk, draft } = await testDesk()
    await draft()
    const doc = rowsOf(disk, 'overlay')[0]?.data
    if (!doc) throw new Error('no document')
    expect(placesOf(doc, 'wang')).toEqual(['drafts'])
    // tracked since a lease was broken: still nobody else's than the drafter's
    expect(placesOf({ ...doc, tracked: true }, 'wang')).toEqual(['drafts'])
    const back = doc.tasks.map((t) => ({ ...t, step: 'review' as const, doneAt: 1 }))
    expect(placesOf({ ...doc, tracked: true, tasks: [...back, ...doc.tasks] }, 'wang')).toEqual(['todo'])
    const over = doc.tasks.map((t) => ({ ...t, doneAt: 1 }))
    expect(placesOf({ ...doc, state: 'F6', tasks: over }, 'wang')).toEqual(['done'])
    // 复核 waits for the office
    const recheck = doc.tasks.map((t) => ({ ...t, step: 'recheck' as const }))
    expect(placesOf({ ...doc, state: 'F6', tasks: recheck }, 'wang')).toEqual(['todo'])
    expect(placesOf(doc, 'chen')).toEqual([])
    expect(placesOf({ ...doc, tasks: doc.tasks.map((t) => ({ ...t, doneAt: 1 })) }, 'wang')).toEqual(['active'])
  })
})
