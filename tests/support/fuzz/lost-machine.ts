import { createHash, randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import { markDevice } from '../../../src-server/admin/lost-device.ts'
import { contactHeader, paths, type SurrenderReceipt } from '../../../src-shared/sync/protocol.ts'
import { PASSWORD } from '../server/county.ts'
import { call } from '../server/desk.ts'
import type { TestServer } from '../server/start-test-server.ts'

/** Requests of a machine nobody is signed in at: it asks, is lost, hands in, says that it is wiped. */
export async function lostMachine(server: TestServer): Promise<void> {
  const device = v7()
  const contactToken = randomBytes(32).toString('base64url')
  const headers = { [contactHeader]: contactToken }
  const json = { login: 'deputy', password: PASSWORD, device, app: 'fuzz', contactToken }
  await call(server, 'POST', paths.signIn, { json })
  await call(server, 'POST', paths.contact, { json: { device, contactToken } })
  await markDevice(server.db, device, 'lost', server.clock.now())
  await call(server, 'POST', paths.contact, { json: { device, contactToken } })
  const file = randomBytes(3000)
  const sha256 = createHash('sha256').update(file).digest('hex')
  const at = `${paths.surrender}/${device}`
  for (const [from, to] of [
    [0, 1000],
    [1000, 3000],
  ] as const)
    await call(server, 'PUT', `${at}/${sha256}?from=${from}&total=3000`, { raw: file.subarray(from, to), headers })
  await call(server, 'GET', `${at}/${sha256}`, { headers })
  const files = [{ path: 'journal/u-deputy/00000001.journal', sha256, size: file.length }]
  const { receipt } = (await call<SurrenderReceipt>(server, 'POST', at, { json: { files }, headers })).body
  await call(server, 'POST', `${at}/wiped`, { json: { receipt }, headers })
}
