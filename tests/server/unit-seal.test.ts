import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listSeals, newSeal, withdrawSeal } from '../../src-server/admin/unit-seal.ts'
import { sampleSealImage } from '../../src-server/sample/seal-image.ts'
import { cutSampleSeals } from '../../src-server/sample/seals.ts'
import { sm3 } from '../../src-server/sm3.ts'
import { verifyAuditChain } from '../../src-server/store/audit.ts'
import { openKey } from '../../src-server/store/seal-secret.ts'
import { sealsInForce } from '../../src-server/store/seals.ts'
import { isSigned, signJson } from '../../src-server/sm2.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
let folder: string
beforeAll(async () => {
  server = await startTestServer()
  folder = await mkdtemp(join(tmpdir(), 'liuhen-seal-'))
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const cut = (unitId: string, file: string, width = 42) =>
  newSeal(server.db, server.dataDir, { unitId, file, width, now: server.clock.now() })

test('SE-118 制章 from a PNG with its own proportions, 缴销 once; both audited, and the key signs what the public half proves', async () => {
  const file = join(folder, 'seal.png')
  const image = sampleSealImage()
  await writeFile(file, image)
  const { id, publicKey } = await cut('fgj', file, 38)
  expect(await listSeals(server.db, 'fgj')).toMatchObject([{ id, imageSm3: sm3(image), widthMm: 38, withdrawn: false }])
  const [row] = await sealsInForce(server.db, 'fgj', server.clock.now())
  expect(row).toMatchObject({ width_mm: 38, height_mm: 38, public_key: publicKey })
  const privateKey = (await openKey(server.dataDir, id, row?.private_key ?? Buffer.alloc(0))) ?? ''
  expect(isSigned({ a: 1 }, signJson({ a: 1 }, { privateKey, publicKey }), publicKey)).toBe(true)
  expect(row?.private_key.includes(Buffer.from(privateKey, 'hex'))).toBe(false)
  await withdrawSeal(server.db, id, server.clock.now())
  await expect(withdrawSeal(server.db, id, server.clock.now())).rejects.toMatchObject({ code: 'NO-SEAL' })
  await expect(withdrawSeal(server.db, 'rubbish', server.clock.now())).rejects.toMatchObject({ code: 'NO-SEAL' })
  expect(await listSeals(server.db, 'fgj')).toMatchObject([{ id, withdrawn: true }])
  expect(await sealsInForce(server.db, 'fgj', server.clock.now())).toEqual([])
  const audit = await server.db.selectFrom('audit_event').select(['kind', 'detail']).where('kind', 'like', 'seal.%').execute()
  expect(audit.map(({ kind }) => kind)).toEqual(['seal.cut', 'seal.withdrawn'])
  expect(JSON.stringify(audit)).not.toContain(privateKey)
  expect(await verifyAuditChain(server.db)).toMatchObject({ ok: true })
})

test('SE-118 no seal for a section or nobody, of what is no picture, or of a size no seal has', async () => {
  const file = join(folder, 'good.png')
  await writeFile(file, sampleSealImage())
  for (const unit of ['nobody', 'fgj-bgs']) await expect(cut(unit, file)).rejects.toMatchObject({ code: 'NO-UNIT' })
  for (const width of [0, 101, Number.NaN]) await expect(cut('fgj', file, width)).rejects.toMatchObject({ code: 'BAD-SIZE' })
  await expect(cut('fgj', join(folder, 'none.png'))).rejects.toMatchObject({ code: 'NO-PICTURE' })
  const rubbish = join(folder, 'rubbish.png')
  await writeFile(rubbish, 'no picture')
  await expect(cut('fgj', rubbish)).rejects.toMatchObject({ code: 'NO-PICTURE' })
})

test('every organ of the sample county that issues has a seal', async () => {
  await server.db.deleteFrom('unit_seal').execute()
  await cutSampleSeals(server.db, server.dataDir, server.clock.now())
  const units = await server.db.selectFrom('unit').select(['id', 'prefixes']).execute()
  const issuing = units.filter(({ prefixes }) => prefixes.length > 0).map(({ id }) => id)
  const cutFor = (await server.db.selectFrom('unit_seal').select('unit_id').execute()).map((one) => one.unit_id)
  expect(issuing.length).toBeGreaterThan(0)
  expect(cutFor.toSorted()).toEqual(issuing.toSorted())
})
