import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import { paths } from '../../../src-shared/sync/protocol.ts'
import { PASSWORD } from './county.ts'
import { call } from './desk.ts'

/** A machine the server knows by its contact token since somebody signed in there. */
export type ContactDesk = { device: string; contactToken: string }

export async function contactDesk(server: { url: string }, login: string): Promise<ContactDesk> {
  const desk = { device: v7(), contactToken: randomBytes(32).toString('base64url') }
  const { status } = await call(server, 'POST', paths.signIn, { json: { login, password: PASSWORD, app: 'test', ...desk } })
  if (status !== 200) throw new Error(`${login} was not let in: ${status}`)
  return desk
}
