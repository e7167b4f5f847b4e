import { expect, it } from 'vitest'
import { createDesk } from '../../../src-shared/sync/desk.ts'
import { recover } from '../../../src-shared/sync/recover.ts'
import { restoreDirectory } from '../../../src-shared/sync/restore-directory.ts'
import { emptyDisk, rowsOf } from '../../support/store.ts'
import { smallCounty } from '../../support/small-county.ts'
import { testDesk } from '../../support/test-desk.ts'

it('SY-89 a lost cache has the draft in 草稿 at once, and another one can be made', async () => {
  const { draft, envOver, journal, opened, type, typeAt } = await testDesk()
  const docId = await draft('')
  const titleAt = 2 // doc > header > title
  await type(await typeAt(await opened(docId), titleAt, '关于春耕的通知'), '即日起播种。')
  const fresh = emptyDisk()
  const env = envOver(fresh)
  await restoreDirectory(env, async () => smallCounty)
  await recover(env, structuredClone(journal))
  const row = rowsOf(fresh, 'rows').find(({ id }) => id === docId)
  expect(row?.places).toEqual(['drafts', 'outbox'])
  // what was typed and never sent names it (SY-72)
  expect(row?.title).toBe('关于春耕的通知')
  await createDesk(env, () => undefined).createDraft({ elements: { title: '又一件' } })
  expect(rowsOf(fresh, 'rows').filter((row) => row.places.includes('drafts'))).toHaveLength(2)
})

it('SY-89 the restored book has a number no server gives, so the first greeting fetches the newest', async () => {
  const { envOver } = await testDesk()
  const fresh = emptyDisk()
  await restoreDirectory(envOver(fresh), async () => smallCounty)
  expect(rowsOf(fresh, 'directory').map((row) => row.data)).toEqual([{ ...smallCounty, version: 0 }])
})

it('SY-89 a cache that has its book keeps it and asks for nothing', async () => {
  const { disk, env } = await testDesk()
  await restoreDirectory(env, () => Promise.reject(new Error('asked')))
  expect(rowsOf(disk, 'directory').map((row) => row.data)).toEqual([smallCounty])
})

it('SY-89 without a copy, or when main does not answer, the desk opens all the same', async () => {
  const { draft, envOver, journal } = await testDesk()
  await draft()
  for (const kept of [async () => null, () => Promise.reject(new Error('IPC-FAILED'))]) {
    const fresh = emptyDisk()
    await restoreDirectory(envOver(fresh), kept)
    await recover(envOver(fresh), structuredClone(journal))
    expect(rowsOf(fresh, 'directory')).toEqual([])
    expect(rowsOf(fresh, 'outbox')).toHaveLength(1)
  }
})
