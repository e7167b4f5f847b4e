import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyDocument } from '../../src-server/admin/verify-document.ts'
import { sampleSealImage } from '../../src-server/sample/seal-image.ts'
import { cutSeal } from '../../src-server/store/seals.ts'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { paths, sealsResponse } from '../../src-shared/sync/protocol.ts'
import { recheckQuestions } from '../../src-shared/workflow/issue/commands.ts'
import { jointTaskOf } from '../../src-shared/workflow/issue/joint.ts'
import { jointSealOf } from '../../src-shared/workflow/issue/joint-seal.ts'
import { documentState, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { does, issueSeed, nextTask, numbering, openIssueStory, type IssueStory } from '../support/issue/issue-story.ts'
import { layoutFiles, pairOf, upload } from '../support/issue/layout-files.ts'
import { call, newDraft, openDesk, SIGNED_ON, submitDraft, type Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'

let story: IssueStory
let leader: Desk
let keeper: Desk
let ownSeal: string
let theirSeal: string

async function cut(unitId: string): Promise<string> {
  const { db, dataDir, clock } = story.server
  const [from, image] = [clock.now(), sampleSealImage()]
  const to = from + 365 * 86_400_000
  return (await cutSeal(db, dataDir, { unitId, name: '印章', image, width: 42, height: 42, from, to })).id
}
beforeAll(async () => {
  story = await openIssueStory()
  leader = await openDesk(story.server, 'liuhe-leader')
  keeper = await openDesk(story.server, 'liuhe-seal')
  ownSeal = await cut('fgj')
  theirSeal = await cut('liuhe')
})
afterAll(() => story.server.close())

const stateOf = async (docId: string): Promise<DocumentState> => must(await story.clerk.state(docId))
const findings = async (docId: string) => {
  const { db, clock, dataDir } = story.server
  return (await verifyDocument(db, docId, clock.now(), { dataDir })).findings
}

/** A 联合行文 signed by both organs, with its number and a layout at the server. */
async function toSeal() {
  const nameOf = (id: string): string => must(must(issueSeed().units).find((one) => one.id === id)).name
  const elements = { title: '关于联合开展防汛检查的通知', mainTo: '各股室', issuer: `${nameOf('fgj')} ${nameOf('liuhe')}` }
  const draft = newDraft('fgj-zh', bodyJson(makeDocument({ elements, paragraphs: ['现就防汛检查通知如下。'] }, v7)))
  await does(story.draft, 'CreateDraft', draft.docId, draft)
  const { docId } = draft
  const task = await submitDraft(story.draft, docId)
  await story.sign(docId, await story.pass(docId, task, 'review', 'check', 'cosign'))
  await story.cleaned(docId)
  const signed = must(await leader.state(docId))
  const { bodySm3 } = must(signed.signed)
  const taskId = must(jointTaskOf(signed, 'u-liuhe-leader')).id
  await does(leader, 'SignJoint', docId, { taskId, stance: 'agree', text: '', signedOn: SIGNED_ON, bodySm3 })
  await does(story.check, 'Recheck', docId, { ticked: [...recheckQuestions], ...nextTask() })
  await does(story.clerk, 'AllocateNumber', docId, { ...numbering, ...nextTask() })
  const files = layoutFiles(docId)
  const layout = pairOf(files, must((await stateOf(docId)).clean).sm3)
  await upload(story.seal, files.pdf)
  await upload(story.seal, files.ofd)
  const asked = must(jointSealOf(must(await keeper.state(docId)), 'u-liuhe-seal')).task.id
  const give = { docId, taskId: asked, sealId: theirSeal, cleanSm3: layout.cleanSm3 }
  return { docId, layout, give, press: { docId, sealId: ownSeal, layout, ...nextTask() } }
}

test('[WF-140] [WF-141] each organ gives its own seal; the lead’s press signs with every key, and the copy proves them all', async () => {
  const { docId, layout, give, press } = await toSeal()
  expect(await story.seal.send('SealElectronic', press)).toMatchObject({ status: 'rejected', code: 'WF-JOINT-SEAL' })
  // no seal of another organ, of nobody, and by nobody else
  for (const sealId of [ownSeal, v7()])
    expect(await keeper.send('SealJoint', { ...give, sealId })).toMatchObject({ status: 'rejected', code: 'WF-SEAL' })
  expect(await story.seal.send('SealJoint', give)).toMatchObject({ status: 'rejected', code: 'WF-NOT-YOURS' })
  expect(await leader.send('SealJoint', give)).toMatchObject({ status: 'rejected' })
  expect(await keeper.send('SealJoint', give)).toMatchObject({ status: 'applied' })
  expect(await story.seal.send('SealElectronic', press)).toMatchObject({ status: 'applied' })
  const doc = await stateOf(docId)
  expect(documentState.parse(doc)).toEqual(doc)
  const sealed = must(doc.issue?.sealed)
  if (sealed.how !== 'electronic') throw new Error('no electronic seal')
  expect(sealed).toMatchObject({ seal: { id: ownSeal }, along: [{ unitId: 'liuhe', seal: { id: theirSeal } }] })
  expect(sealed.along?.[0]?.publicKey).not.toBe(sealed.publicKey)
  expect(await findings(docId)).toEqual([])

  await does(story.clerk, 'Distribute', docId, { unitIds: ['liuhe'], ...nextTask() })
  const id = must((await stateOf(docId)).issue?.receipts[0]).docId
  const copy = must(must(await story.liuhe.state(id)).incoming)
  expect(copy.bound).toMatchObject({ layout, seal: { along: [{ unitId: 'liuhe', seal: { id: theirSeal } }] } })
  const { db } = story.server
  const put = async (bound: unknown) => {
    const { data } = await db.selectFrom('doc').select('data').where('id', '=', id).executeTakeFirstOrThrow()
    const json = JSON.stringify({ ...data, incoming: { ...must(data.incoming), bound } })
    await db.updateTable('doc').set({ data: json }).where('id', '=', id).execute()
  }
  const signFor = async () => {
    const { tasks } = must(await story.liuhe.state(id))
    const taskId = must(tasks.find(({ doneAt }) => doneAt === null)).id
    return story.liuhe.send('SignFor', { docId: id, taskId, ...nextTask() })
  }
  const bound = must(copy.bound)
  const seal = must(bound.seal)
  const along = must(seal.along?.[0])
  const { along: _gone, ...alone } = seal
  const wrong = along.signature.replace(/^./, (one) => (one === '0' ? '1' : '0'))
  for (const changed of [
    alone,
    { ...seal, along: [{ ...along, signature: wrong }] },
    { ...seal, along: [{ ...along, unitId: 'fgj' }] },
    { ...seal, along: [{ ...along, publicKey: seal.publicKey, signature: seal.signature }] },
  ]) {
    await put({ ...bound, seal: changed })
    expect(await signFor(), JSON.stringify(changed)).toMatchObject({ status: 'rejected', code: 'WF-DAMAGED', detail: '电子印章' })
  }
  await put(bound)
  // the key the county knows their seal by counts, on the 发文 and on its copy
  const setKey = (key: string) => db.updateTable('unit_seal').set({ public_key: key }).where('id', '=', theirSeal).execute()
  await setKey(seal.publicKey)
  expect([...(await findings(docId)), ...(await findings(id))].map(({ code }) => code)).toEqual(['LAYOUT', 'LAYOUT'])
  await setKey(along.publicKey)
  expect(await signFor()).toMatchObject({ status: 'applied' })
  expect(await findings(id)).toEqual([])
})

test('[WF-141] a seal withdrawn between is not pressed, and its organ is named; the seal secret is wanted for every key', async () => {
  const { give, press } = await toSeal()
  const { db } = story.server
  await does(keeper, 'SealJoint', give.docId, give)
  await sql`update unit_seal set withdrawn_at = 1 where id = ${theirSeal}::uuid`.execute(db)
  expect(await story.seal.send('SealElectronic', press)).toMatchObject({ status: 'rejected', code: 'WF-SEAL' })
  await sql`update unit_seal set withdrawn_at = null, private_key = (select private_key from unit_seal where id = ${ownSeal}::uuid)
    where id = ${theirSeal}::uuid`.execute(db)
  expect(await story.seal.send('SealElectronic', press)).toMatchObject({ status: 'rejected', code: 'WF-SEAL-KEY' })
})

test('SE-116 a 用印员 of an organ along is shown the seals of that organ while it is asked; the lead’s those that were given', async () => {
  theirSeal = await cut('liuhe')
  const { docId, give } = await toSeal()
  const ask = async (who: { token: string }) => {
    const answer = await call<unknown>(story.server, 'GET', `${paths.seals}/${docId}`, { token: who.token })
    return answer.status === 200 ? sealsResponse.parse(answer.body) : answer.status
  }
  const theirs = await ask(keeper)
  if (typeof theirs === 'number') throw new Error(String(theirs))
  expect(new Set(theirs.seals.map(({ unitId }) => unitId))).toEqual(new Set(['liuhe']))
  expect(theirs.along).toBeUndefined()
  expect(await ask(story.seal)).toMatchObject({ along: [] })
  await does(keeper, 'SealJoint', docId, give)
  expect(await ask(story.seal)).toMatchObject({ along: [{ id: theirSeal, unitId: 'liuhe' }] })
  expect(await ask(keeper)).toBe(403)
  expect(await ask(leader)).toBe(403)
})
