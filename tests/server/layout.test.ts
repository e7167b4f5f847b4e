import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withdrawSeal } from '../../src-server/admin/unit-seal.ts'
import { verifyDocument } from '../../src-server/admin/verify-document.ts'
import { archivePackage } from '../../src-server/archive/package.ts'
import { sampleSealImage } from '../../src-server/sample/seal-image.ts'
import { isSigned } from '../../src-server/sm2.ts'
import { wholePath } from '../../src-server/store/blob-files.ts'
import { cutSeal } from '../../src-server/store/seals.ts'
import { paths, sealsResponse } from '../../src-shared/sync/protocol.ts'
import { sealStatement } from '../../src-shared/workflow/issue/layout.ts'
import { numberText } from '../../src-shared/workflow/issue/part.ts'
import { documentState, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { does, nextTask, numbering, openIssueStory, type IssueStory } from '../support/issue/issue-story.ts'
import { layoutFiles, pairOf, upload } from '../support/issue/layout-files.ts'
import { call } from '../support/server/desk.ts'
import { faultsOf } from '../support/server/faults.ts'
import { must } from '../support/server/must.ts'

let story: IssueStory
let sealId: string
let strangeSeal: string

const year = 365 * 86_400_000
async function cut(unitId: string): Promise<string> {
  const { db, dataDir, clock } = story.server
  const [from, image] = [clock.now(), sampleSealImage()]
  return (await cutSeal(db, dataDir, { unitId, name: '印章', image, width: 42, height: 42, from, to: from + year })).id
}

beforeAll(async () => {
  story = await openIssueStory()
  sealId = await cut('fgj')
  strangeSeal = await cut('liuhe')
})
afterAll(() => story.server.close())

const stateOf = async (docId: string): Promise<DocumentState> => must(await story.clerk.state(docId))
const findings = async (docId: string) =>
  (await verifyDocument(story.server.db, docId, story.server.clock.now(), { dataDir: story.server.dataDir })).findings.map(
    ({ code }) => code,
  )
const pathOf = (sm3: string) => wholePath(story.server.dataDir, sm3)

/** A document with its number, and a layout of its 清稿 at the server. */
async function toSeal() {
  const docId = await story.toNumber()
  await does(story.clerk, 'AllocateNumber', docId, { ...numbering, ...nextTask() })
  const files = layoutFiles(docId)
  const layout = pairOf(files, must((await stateOf(docId)).clean).sm3)
  await upload(story.seal, files.pdf)
  await upload(story.seal, files.ofd)
  return { docId, files, layout, args: { docId, sealId, layout, ...nextTask() } }
}
async function delivered() {
  const { docId, layout, args } = await toSeal()
  await does(story.seal, 'SealElectronic', docId, args)
  await does(story.clerk, 'Distribute', docId, { unitIds: ['liuhe'], ...nextTask() })
  const id = must((await stateOf(docId)).issue?.receipts[0]).docId
  return { docId, layout, id }
}
const signFor = async (id: string) => {
  const { tasks } = must(await story.liuhe.state(id))
  return story.liuhe.send('SignFor', { docId: id, taskId: must(tasks.find(({ doneAt }) => doneAt === null)).id, ...nextTask() })
}

test('WF-44 WF-45 WF-47 SC-8 sealed by the server, delivered with its files, and signed for once all of it is proved', async () => {
  const { docId, layout, id } = await delivered()
  const { issue } = await stateOf(docId)
  const sealed = must(issue?.sealed)
  if (sealed.how !== 'electronic') throw new Error('no electronic seal')
  expect(sealed).toMatchObject({ seal: { id: sealId, width: 42 }, by: { userId: 'u-seal' } })
  const number = numberText(must(issue?.number))
  const statement = sealStatement(docId, number, layout, sealed.seal, sealed.at)
  expect(isSigned(statement, sealed.signature, sealed.publicKey)).toBe(true)
  expect(isSigned({ ...statement, number: `${number}A` }, sealed.signature, sealed.publicKey)).toBe(false)
  const arrived = must(await story.liuhe.state(id))
  expect(documentState.parse(arrived)).toEqual(arrived)
  const copy = arrived.incoming
  expect(copy).toMatchObject({
    layout: [
      { ...layout.pdf, name: `${number}.pdf`, mime: 'application/pdf' },
      { ...layout.ofd, name: `${number}.ofd`, mime: 'application/ofd' },
    ],
    bound: { layout, seal: { seal: sealed.seal, signature: sealed.signature, at: sealed.at } },
  })
  // who pressed it stays with the sender
  expect(JSON.stringify(copy?.bound)).not.toContain('u-seal')
  // the unit that got it reads the files, others do not
  const read = (who: { token: string }) =>
    fetch(`${story.server.url}${paths.blob}/${layout.pdf.sm3}`, { headers: { authorization: `Bearer ${who.token}` } })
  expect((await read(story.liuhe)).status).toBe(200)
  expect((await read(story.county)).status).toBe(404)
  expect([await findings(docId), await findings(id)]).toEqual([[], []])
  expect(await signFor(id)).toMatchObject({ status: 'applied' })
})

test('SC-8 one altered byte of either file, or a lost one, is refused at 签收, and verify-document names it', async () => {
  for (const kind of ['pdf', 'ofd'] as const) {
    const { docId, layout, id } = await delivered()
    const path = pathOf(layout[kind].sm3)
    const bytes = await readFile(path)
    const altered = Buffer.from(bytes)
    altered[altered.length - 1] = must(altered.at(-1)) ^ 1
    await writeFile(path, altered)
    expect(await signFor(id)).toMatchObject({ status: 'rejected', code: 'WF-DAMAGED', article: '第二十四条' })
    expect([await findings(docId), await findings(id)]).toEqual([['LAYOUT'], ['LAYOUT']])
    await rm(path)
    expect(await signFor(id)).toMatchObject({ status: 'rejected', code: 'WF-DAMAGED' })
    await writeFile(path, bytes)
    expect(await signFor(id)).toMatchObject({ status: 'applied' })
  }
})

test('WF-47 a seal that does not stand on just this is refused at 签收: another number, signature, key or file', async () => {
  const { db } = story.server
  const { docId, id } = await delivered()
  const { data } = await db.selectFrom('doc').select('data').where('id', '=', id).executeTakeFirstOrThrow()
  const incoming = must(data.incoming)
  const bound = must(incoming.bound)
  const seal = must(bound.seal)
  const turned = seal.signature.replace(/^./, (one) => (one === '0' ? '1' : '0'))
  const own = await db.selectFrom('unit_seal').select('public_key').where('id', '=', strangeSeal).executeTakeFirstOrThrow()
  const put = (changed: typeof incoming) =>
    db
      .updateTable('doc')
      .set({ data: JSON.stringify({ ...data, incoming: changed }) })
      .where('id', '=', id)
      .execute()
  for (const changed of [
    { ...incoming, number: '青fgj〔2026〕999号' },
    { ...incoming, fromDocId: v7() as typeof incoming.fromDocId },
    { ...incoming, bound: { ...bound, seal: { ...seal, signature: turned } } },
    { ...incoming, bound: { ...bound, seal: { ...seal, publicKey: own.public_key } } },
    { ...incoming, bound: { ...bound, seal: { ...seal, at: seal.at + 1 } } },
    { ...incoming, bound: { ...bound, seal: { ...seal, seal: { ...seal.seal, id: strangeSeal } } } },
    { ...incoming, bound: { ...bound, layout: { ...bound.layout, pages: 9 } } },
    { ...incoming, layout: incoming.layout.slice(1) },
  ]) {
    await put(changed)
    expect(await signFor(id), JSON.stringify(changed)).toMatchObject({
      status: 'rejected',
      code: 'WF-DAMAGED',
      detail: '电子印章',
    })
  }
  await put(incoming)
  // the key the county knows the seal by counts, not the one that came along
  const setKey = (key: string) => db.updateTable('unit_seal').set({ public_key: key }).where('id', '=', sealId).execute()
  await setKey(own.public_key)
  expect([await findings(id), await findings(docId)]).toEqual([['LAYOUT'], ['LAYOUT']])
  await setKey(seal.publicKey)
  expect([await findings(id), await findings(docId)]).toEqual([[], []])
  expect(await signFor(id)).toMatchObject({ status: 'applied' })
})

test('WF-42 WF-43 no seal on a layout of another text, of missing, longer or foreign files, or of files that are no PDF and OFD', async () => {
  const { docId, files, layout, args } = await toSeal()
  const refused = async (changed: typeof layout, detail: string) =>
    expect(await story.seal.send('SealElectronic', { ...args, layout: changed }), detail).toMatchObject({
      status: 'rejected',
      code: 'WF-LAYOUT',
      detail,
    })
  await refused({ ...layout, cleanSm3: 'a'.repeat(64) }, 'cleanSm3')
  await refused({ ...layout, pdf: { ...layout.pdf, size: layout.pdf.size + 1 } }, 'pdf')
  await refused({ ...layout, ofd: { ...layout.ofd, sm3: 'b'.repeat(64) } }, 'ofd')
  await refused({ ...layout, pdf: layout.ofd }, 'pdf')
  await refused({ ...layout, ofd: layout.pdf }, 'ofd')
  // bytes somebody else sent up, which this person never had (SE-117)
  const foreign = layoutFiles('foreign')
  await upload(story.county, foreign.pdf)
  await refused({ ...layout, pdf: pairOf(foreign, layout.cleanSm3).pdf }, 'pdf')
  // bytes that changed on the disk after they were proved
  await writeFile(pathOf(layout.ofd.sm3), Buffer.from(files.ofd).fill(0, 4, 5))
  await refused(layout, 'ofd')
  await writeFile(pathOf(layout.ofd.sm3), files.ofd)
  expect((await stateOf(docId)).state).toBe('F8')
  const paper = { docId, copies: 3, layout: { ...layout, cleanSm3: 'a'.repeat(64) }, ...nextTask() }
  expect(await story.seal.send('SealPaper', paper)).toMatchObject({ code: 'WF-LAYOUT' })
  await does(story.seal, 'SealPaper', docId, { copies: 3, layout, ...nextTask() })
  expect((await stateOf(docId)).issue).toMatchObject({ sealed: { how: 'paper' }, layout })
  expect(await findings(docId)).toEqual([])
})

test("WF-44 another organ's seal, none, one not in force or withdrawn, and the wrong person are refused", async () => {
  const { db } = story.server
  const { docId, args } = await toSeal()
  for (const other of [strangeSeal, v7()])
    expect(await story.seal.send('SealElectronic', { ...args, sealId: other })).toMatchObject({ code: 'WF-SEAL' })
  for (const who of [story.clerk, story.check, story.leader])
    expect(await who.send('SealElectronic', args)).toMatchObject({
      status: 'rejected',
      code: expect.stringMatching(/^WF-(NOT-YOURS|TWO-PERSONS)$/) as string,
    })
  const own = await cut('fgj')
  await sql`update unit_seal set valid_from = valid_from - 2, valid_to = valid_from where id = ${own}::uuid`.execute(db)
  expect(await story.seal.send('SealElectronic', { ...args, sealId: own })).toMatchObject({ code: 'WF-SEAL' })
  const gone = await cut('fgj')
  const { id } = await delivered()
  await withdrawSeal(db, gone, story.server.clock.now())
  expect(await story.seal.send('SealElectronic', { ...args, sealId: gone })).toMatchObject({ code: 'WF-SEAL' })
  expect((await stateOf(docId)).state).toBe('F8')
  // what a seal was pressed on before it was withdrawn stays proved
  await sql`update unit_seal set withdrawn_at = 1 where id = ${sealId}::uuid`.execute(db)
  expect(await signFor(id)).toMatchObject({ status: 'applied' })
  await sql`update unit_seal set withdrawn_at = null where id = ${sealId}::uuid`.execute(db)
})

test('sent again, the command brings the same answer and one print', async () => {
  const { docId, args } = await toSeal()
  const cmd = story.seal.command('SealElectronic', args)
  const first = await story.seal.push(cmd)
  const print = (await stateOf(docId)).issue?.sealed
  expect((await story.seal.push(cmd)).results).toEqual(first.results)
  expect((await stateOf(docId)).issue?.sealed).toEqual(print)
})

test('the layout is the 正本 of the archive package; a file that is gone archives nothing', async () => {
  const { docId, layout } = await delivered()
  await does(story.clerk, 'CloseIssue', docId, { reason: '先办结', ...nextTask() })
  const filing = { docId, fileNo: 'WS-1', retention: 'permanent' }
  const bytes = await readFile(pathOf(layout.pdf.sm3))
  await rm(pathOf(layout.pdf.sm3))
  expect(await story.archive.send('ArchiveIssue', filing)).toMatchObject({ status: 'rejected', code: 'WF-PACKAGE' })
  await writeFile(pathOf(layout.pdf.sm3), bytes)
  await does(story.archive, 'ArchiveIssue', docId, filing)
  const packed = must((await stateOf(docId)).issue?.archived).packed.filter(({ kind }) => kind === 'original')
  expect(packed.map(({ sm3 }) => sm3)).toEqual([layout.pdf.sm3, layout.ofd.sm3])
  // in the 归档包 they lie as they are, and a third party finds nothing wrong with the document
  const state = await stateOf(docId)
  const { db, dataDir } = story.server
  const { names } = await db.transaction().execute(async (tx) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of (await archivePackage(tx, dataDir, state)).bytes()) chunks.push(chunk)
    return { names: Object.keys(unzipSync(Buffer.concat(chunks))) }
  })
  expect(names.filter((name) => name.includes('/1 正本/')).map((name) => name.split('.').at(-1))).toEqual(['ofd', 'pdf'])
  expect(await faultsOf(story.server, docId)).toEqual([])
})

test("SE-115 keys lie under the county's secret: without it nothing is sealed, and neither log nor answer holds one", async () => {
  const { db, dataDir, logs } = story.server
  const { args } = await toSeal()
  const secretPath = join(dataDir, 'seal.key')
  const secret = await readFile(secretPath, 'utf8')
  expect((await stat(secretPath)).mode & 0o777).toBe(0o600)
  await rm(secretPath)
  expect(await story.seal.send('SealElectronic', args)).toMatchObject({ status: 'rejected', code: 'WF-SEAL-KEY' })
  await writeFile(
    secretPath,
    secret.replace(/^./, (one) => (one === '0' ? '1' : '0')),
  )
  expect(await story.seal.send('SealElectronic', args)).toMatchObject({ status: 'rejected', code: 'WF-SEAL-KEY' })
  await writeFile(secretPath, secret)
  // a key that was put beside another seal is not opened there
  const other = await cut('fgj')
  await sql`update unit_seal set private_key = (select private_key from unit_seal where id = ${sealId}::uuid)
    where id = ${other}::uuid`.execute(db)
  expect(await story.seal.send('SealElectronic', { ...args, sealId: other })).toMatchObject({ code: 'WF-SEAL-KEY' })
  expect(await story.seal.send('SealElectronic', args)).toMatchObject({ status: 'applied' })
  const rows = await db.selectFrom('unit_seal').select('private_key').execute()
  const told = logs.join('')
  for (const { private_key } of rows) expect(told).not.toContain(private_key.toString('hex'))
  expect(told).not.toContain(secret)
})

test('SE-116 the seals of a document are shown to the seal keepers of its organ alone, with their pictures and no key', async () => {
  const { docId } = await toSeal()
  const ask = (who: { token: string }) => call<unknown>(story.server, 'GET', `${paths.seals}/${docId}`, { token: who.token })
  const answer = await ask(story.seal)
  const { seals } = sealsResponse.parse(answer.body)
  const own = must(seals.find(({ id }) => id === sealId))
  expect(own).toMatchObject({ unitId: 'fgj', width: 42, imageSize: sampleSealImage().length })
  expect(Buffer.from(own.image, 'base64').equals(sampleSealImage())).toBe(true)
  expect(JSON.stringify(answer.body)).not.toContain('private')
  expect(seals.some(({ id }) => id === strangeSeal)).toBe(false)
  for (const who of [story.clerk, story.check]) expect((await ask(who)).status).toBe(403)
  expect((await ask(story.liuhe)).status).toBe(404)
  expect((await call(story.server, 'GET', `${paths.seals}/${docId}`)).status).toBe(401)
})
