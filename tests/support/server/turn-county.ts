import { hashSync } from '@node-rs/argon2'
import { expect } from 'vitest'
import { v7 } from 'uuid'
import { openTurn, type DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { post } from '../small-county.ts'
import { PASSWORD, smallCounty } from './county.ts'
import type { Desk } from './desk.ts'
import { faultsOf } from './faults.ts'
import { must } from './must.ts'
import { startTestServer, type TestServer } from './start-test-server.ts'

/** Epoch ms of a moment in China. */
export const at = (text: string): number => Date.parse(`${text}+08:00`)
const passwordHash = hashSync(PASSWORD, { memoryCost: 64, timeCost: 1 })
const more: [id: string, name: string, role: Parameters<typeof post>[3], unitId: string][] = [
  ['u-head2', '何伟', 'sectionHead', 'fgj-zh'],
  ['u-check2', '马骏', 'officeChecker', 'fgj-bgs'],
  ['u-sun', '孙悦', 'drafter', 'fgj-zh'],
]
/** The small county with colleagues, and 2026-08-03 09:00 on its clock. */
export const begin = (now = at('2026-08-03T09:00:00')): Promise<TestServer> => {
  const seed = smallCounty()
  const users = more.map(([id, name]) => ({ id, login: id.slice(2), name, passwordHash }))
  const posts = more.map(([id, name, role, unitId]) => post(id, name, '', role, unitId))
  return startTestServer({ now, seed: { ...seed, users: [...seed.users, ...users], posts: [...seed.posts, ...posts] } })
}
/** A document as the server has it, whoever may read it; and whose turn it is. */
export const stateOf = async (server: TestServer, docId: string): Promise<DocumentState> =>
  (await server.db.selectFrom('doc').select('data').where('id', '=', docId).executeTakeFirstOrThrow()).data
export const turnOf = async (server: TestServer, docId: string) => must(openTurn(await stateOf(server, docId)))
/** What a third party would object to in a document's record. */
export const proved = async (server: TestServer, docId: string): Promise<readonly unknown[]> => faultsOf(server, docId)

/** What an opinion in a turn carries, on the text as it is. */
export const opinion = async (desk: Desk, docId: string, taskId: string, signedOn: string, more: object = {}) => ({
  docId,
  taskId,
  text: '同意',
  signedOn,
  basisSm3: must(await desk.body(docId)).sm3,
  nextTaskId: v7(),
  ...more,
})
/** Agrees as whoever has the turn. */
export const agree = async (server: TestServer, desk: Desk, docId: string, signedOn = '2026-08-03') => {
  const { id } = await turnOf(server, docId)
  expect(await desk.send('Approve', await opinion(desk, docId, id, signedOn))).toMatchObject({ status: 'applied' })
}
