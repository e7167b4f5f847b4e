import { describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { turnClocks } from '../../src-server/jobs/turn-clocks.ts'
import { countyCache } from '../../src-server/store/directory.ts'
import { type Moved } from '../../src-server/commands/publish.ts'
import { turnPaths, type ToldResponse } from '../../src-shared/turns/messages.ts'
import { call, createDraft, openDesk, openDesks, submitDraft } from '../support/server/desk.ts'
import { agree, at, begin, proved, stateOf, turnOf } from '../support/server/turn-county.ts'

describe('WF-92 the clock at the server', () => {
  test('tells each level once, in working time only, and approves nothing; the chain proves it', async () => {
    const server = await begin()
    try {
      const draft = await openDesk(server, 'draft')
      const docId = await createDraft(draft)
      await submitDraft(draft, docId, { signedOn: '2026-08-03' })
      const woken: Moved[] = []
      const env = {
        db: server.db,
        dataDir: server.dataDir,
        now: server.clock.now,
        county: countyCache(),
        wake: (moved: readonly Moved[]) => void woken.push(...moved),
      }
      const round = async (when: string) => {
        server.clock.forward(at(when) - server.clock.now())
        await turnClocks(env)
        return (await turnOf(server, docId)).escalated?.map((one) => [one.level, one.to.map((to) => to.userId)]) ?? []
      }
      // 20 working hours from Monday 09:00 end on Thursday 09:30
      expect((await turnOf(server, docId)).dueAt).toBe(at('2026-08-06T09:30:00'))
      expect(await round('2026-08-03T10:00:00')).toEqual([])
      expect(await round('2026-08-06T09:00:00')).toEqual([['blue', ['u-head']]])
      expect(woken.map(([scope]) => scope)).toContain('user:u-head')
      expect(await round('2026-08-06T09:20:00')).toHaveLength(1)
      // past due at noon: nobody is told before 14:30
      expect(await round('2026-08-06T13:00:00')).toHaveLength(1)
      expect(await round('2026-08-06T14:31:00')).toEqual([
        ['blue', ['u-head']],
        ['orange', ['u-head']],
      ])
      expect(await round('2026-08-08T10:00:00')).toHaveLength(2)
      expect((await round('2026-08-10T09:00:00')).at(-1)).toEqual(['red', ['u-deputy']])
      const { rev, state } = await stateOf(server, docId)
      expect(await round('2026-08-11T09:00:00')).toHaveLength(3)
      expect(await stateOf(server, docId)).toMatchObject({ rev, state })
      const lines = await server.db
        .selectFrom('audit_event')
        .select(['kind', 'actor'])
        .where('doc_id', '=', docId)
        .where('kind', '=', 'server.applied')
        .execute()
      expect(lines).toEqual([1, 2, 3].map(() => ({ kind: 'server.applied', actor: 'server' })))
      expect(await proved(server, docId)).toEqual([])
    } finally {
      await server.close()
    }
  })
})

describe('WF-115 who is told of a late turn', () => {
  test('is told which document by unit and number and whom to urge, and reads nothing of it; ended, nothing is left', async () => {
    const server = await begin()
    try {
      const { draft, head } = await openDesks(server, 'draft', 'head')
      const docId = await createDraft(draft)
      const assignees = { review: 'u-head2', check: 'u-check', cosign: 'u-deputy', sign: 'u-leader' }
      await submitDraft(draft, docId, { signedOn: '2026-08-03', assignees })
      const env = { db: server.db, dataDir: server.dataDir, now: server.clock.now, county: countyCache(), wake: () => undefined }
      const round = async (when: string) => {
        server.clock.forward(at(when) - server.clock.now())
        await turnClocks(env)
      }
      // sessions end while the clock runs on by days
      const told = async (login: string) => {
        const { token } = await openDesk(server, login)
        return (await call<ToldResponse>(server, 'GET', turnPaths.told, { token })).body.turns
      }
      await round('2026-08-06T09:00:00')
      // 蓝 is the holder's own matter
      expect([await told('head2'), await told('head')]).toEqual([[], []])
      await round('2026-08-06T14:31:00')
      const { id } = await turnOf(server, docId)
      const turn = { docId, taskId: id, level: 'orange', number: '', stepName: '部门审核', dueAt: at('2026-08-06T09:30:00') }
      expect(await told('head')).toMatchObject([
        { ...turn, unitName: '青禾县发展和改革局', title: null, holder: { name: '何伟', unitName: '综合股' } },
      ])
      expect([await told('head2'), await told('check')]).toEqual([[], []])
      // neither list nor text nor a command
      expect((await head.pull()).docs).toEqual([])
      expect(await head.body(docId)).toBeUndefined()
      const args = { docId, readers: [{ userId: 'u-sun', taskId: v7() }], text: '' }
      expect(await head.send('Circulate', args)).toMatchObject({ code: 'WF-NOT-FOUND' })
      await round('2026-08-10T09:00:00')
      // the 分管领导 reads what the organ's office reads
      const title = (await stateOf(server, docId)).header.title
      expect(await told('deputy')).toMatchObject([{ ...turn, level: 'red', title }])
      await agree(server, await openDesk(server, 'head2'), docId, '2026-08-10')
      expect([await told('head'), await told('deputy')]).toEqual([[], []])
      expect(await proved(server, docId)).toEqual([])
    } finally {
      await server.close()
    }
  })
})
