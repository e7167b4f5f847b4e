import { expect, it } from 'vitest'
import type { CommandArgs } from '../../../src-shared/workflow/commands.ts'
import { chanceOf } from '../../support/clock.ts'
import { rowsOf } from '../../support/store.ts'
import { testDesk } from '../../support/test-desk.ts'
import { quickHash } from '../../support/world-hash.ts'

const drawn = (n: number, bodyVersion: number, bodySm3: string): CommandArgs<'AddInk'>['ink'] => ({
  id: chanceOf(n).id(),
  kind: 'note',
  bodyVersion,
  bodySm3,
  blockId: 'b1',
  quote: '各村：',
  wordsSm3: quickHash('各村：'),
  strokes: [{ width: 9, points: [1, 2, 128] }],
})

it('WF-21 without a line a drawing is in journal and outbox, seen at once, and waits for the text it was drawn over', async () => {
  const { desk, disk, draft, journal, opened, outbox, type } = await testDesk()
  const docId = await draft()
  const body = await type(await opened(docId), '甲')
  await desk.submit(docId)
  const seen = () => rowsOf(disk, 'overlay')[0]?.data
  const { bodyVersion = 0, bodySm3 = '' } = seen() ?? {}
  expect(await desk.command('AddInk', { docId, ink: drawn(1, bodyVersion, bodySm3) })).toMatchObject({ ok: true })
  const [create, save, ink] = outbox()
  expect([create?.name, save?.name, ink?.name]).toEqual(['CreateDraft', 'SubmitBody', 'AddInk'])
  expect(ink?.dependsOn).toEqual([create?.cmdId, save?.cmdId])
  expect(journal.some((record) => record.type === 'command' && record.command.name === 'AddInk')).toBe(true)
  expect(seen()?.inks).toMatchObject([{ by: { userId: 'wang' }, bodyVersion: 2, struck: null }])

  // typed on: the save that was never sent is rewritten in its place, so the server finds the drawing's version by its id
  await type(body, '乙')
  await desk.submit(docId)
  const [, rewritten, still] = outbox()
  expect(rewritten?.cmdId).toBe(save?.cmdId)
  expect(rewritten?.args).not.toMatchObject({ resultSm3: bodySm3 })
  expect(still?.dependsOn).toContain(save?.cmdId)
  expect(seen()?.inks).toHaveLength(1)

  const [one] = seen()?.inks ?? []
  expect(await desk.command('StrikeInk', { docId, inkId: one?.id ?? '' })).toMatchObject({ ok: true })
  expect(seen()?.inks[0]?.struck).toMatchObject({ by: { userId: 'wang' } })
})
