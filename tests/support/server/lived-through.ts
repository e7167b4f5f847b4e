import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { v7 } from 'uuid'
import { verifyBundle } from '../../../resources/verify/verify-bundle.mjs'
import { exportDocument } from '../../../src-server/admin/export-document.ts'
import { pageOf } from '../../../src-server/admin/report.ts'
import { verifyDocument, type DocumentReport } from '../../../src-server/admin/verify-document.ts'
import { sm3OfJson } from '../../../src-server/sm3.ts'
import { documentChain } from '../../../src-server/store/audit.ts'
import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { cleanCopy } from '../../../src-shared/revision/clean-copy.ts'
import { verdicts } from '../../../src-shared/workflow/document-state.ts'
import { createDraft, submitDraft } from './desk.ts'
import { must } from './must.ts'
import { nodeOf, openStory, type Story } from './story.ts'
import { appendTo, plain, replaceText } from './tracked.ts'

/** A document that has lived through everything, and the means to look at it and to harm it. */
export type Lived = {
  story: Story
  docId: string
  folder: string
  verify: (id?: string) => Promise<DocumentReport>
  /** exports a document and gives the file's text */
  bundleOf: (id?: string) => Promise<string>
  close: () => Promise<void>
}

/** Starts a server and lives a document through; `close` takes both away. */
export async function liveThrough(): Promise<Lived> {
  const story = await openStory()
  const { server } = story
  const folder = await mkdtemp(path.join(tmpdir(), 'liuhen-verify-'))
  const docId = await wholeLife(story)
  return {
    story,
    docId,
    folder,
    verify: (id = docId) => verifyDocument(server.db, id, server.clock.now()),
    bundleOf: async (id = docId) => {
      const file = path.join(folder, `${v7()}.json`)
      await exportDocument(server.db, id, file, server.clock.now())
      return readFile(file, 'utf8')
    },
    close: async () => {
      await server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const applied = { status: 'applied' }

/**
 * A document's whole life: written untracked (1–3), reviewed (4), merged (5), decided, checked (6), late edits of the reviewer
 * brought in (7) and others put aside, signed, and its clean copy; with commands refused on the way.
 */
export async function wholeLife(story: Story): Promise<string> {
  const { draft, head, check } = story
  const id = await createDraft(draft)
  const save = async (turn: 'draft' | 'review' | 'check', ...[base, edited]: [Base, Edit]): Promise<void> =>
    expect(await story.send(id, base, edited, turn)).toMatchObject(applied)
  let base = await story.bodyOf(id)
  await save('draft', base, plain(nodeOf(base), replaceText('春季', '夏季')))
  base = await story.bodyOf(id)
  await save('draft', base, plain(nodeOf(base), appendTo('如下。', '请遵照执行。')))
  let task = await submitDraft(draft, id)
  await head.send('OpenTask', { docId: id, taskId: task })
  const reviewed = await story.bodyOf(id)
  await save('review', reviewed, story.edit(reviewed, 'review', replaceText('有关', '具体')))
  expect(await head.send('DiscardDraft', { docId: id })).toMatchObject({ status: 'rejected' })
  // made offline on the version before: the server merges it
  await save('review', reviewed, story.edit(reviewed, 'review', appendTo('通知', '（试行）')))
  task = await story.pass(id, task, 'review')
  base = await story.bodyOf(id)
  const ids = listChanges(nodeOf(base)).map((change) => change.id)
  await check.send('DecideChanges', {
    docId: id,
    decisions: ids.map((changeId, i) => ({ changeId, verdict: i === 0 ? 'reject' : 'accept' })),
  })
  await check.send('DecideChanges', { docId: id, decisions: [{ changeId: must(ids[0]), verdict: 'undo' }] })
  await save('check', base, story.edit(base, 'check', replaceText('执行', '落实')))
  // the reviewer's work that comes when the office has the document
  const late = await story.send(id, base, story.edit(base, 'review', appendTo('做好', '今年')), 'review')
  const other = await story.send(id, base, plain(nodeOf(base), replaceText('现将', '现就')), 'review')
  for (const verdict of [late, other]) expect(verdict).toMatchObject({ status: 'rejected', code: 'WF-TASK-CLOSED' })
  expect(await head.send('PutBranchAside', { docId: id, branchId: other.id, aside: true })).toMatchObject(applied)
  expect(await check.send('BringInBranch', { docId: id, branchId: late.id })).toMatchObject({ ...applied, bodyVersion: 7 })
  task = await story.pass(id, task, 'check', 'cosign')
  expect(await story.sign(id, task)).toMatchObject(applied)
  story.server.clock.forward(60_000)
  expect(await makeClean(story, id)).toMatchObject(applied)
  // another document whose lines stand in the same chain
  let another: string
  do another = await createDraft(draft)
  while (documentChain(another) !== documentChain(id))
  return id
}
type Base = Parameters<Story['send']>[1]
type Edit = Parameters<Story['send']>[2]

/** The office makes the clean copy of a signed document, from the text at hand as its desk does. */
export async function makeClean({ check, draft, bodyOf }: Story, docId: string) {
  const body = await bodyOf(docId)
  const decided = verdicts(must(await draft.state(docId)))
  const clean = cleanCopy(nodeOf(body), (id) => decided.get(id))
  return check.send('MakeCleanCopy', { docId, bodySm3: body.sm3, sm3: sm3OfJson(bodyJson(clean)) })
}

export const codesOf = (report: DocumentReport): string[] => [...new Set(report.findings.map((one) => one.code))]

/** Does to a table what only the owner of the database could, looks, and takes it back. */
export async function harmed({ story }: Lived, table: string, statement: string, look: () => Promise<void>): Promise<void> {
  const { db } = story.server
  const asOwner = (...statements: string[]) =>
    db.transaction().execute(async (tx) => {
      for (const one of [`alter table ${table} disable trigger user`, ...statements, `alter table ${table} enable trigger user`])
        await sql.raw(one).execute(tx)
    })
  await sql.raw(`create table kept_${table} as table ${table}`).execute(db)
  try {
    await asOwner(statement)
    await look()
  } finally {
    await asOwner(`delete from ${table}`, `insert into ${table} table kept_${table}`, `drop table kept_${table}`)
  }
}

/** Damage: what it is, its finding, where, and how; `serverOnly` where a bundle does not carry what was harmed. */
export type Harm = [name: string, code: string, table: string, statement: string, serverOnly?: 'serverOnly']

/** Does a harm and expects its finding on the page of `verify-document`, and the same verdict of the bundle's own checker. */
export async function expectFound(lived: Lived, [, code, table, statement, serverOnly]: Harm): Promise<void> {
  try {
    await harmed(lived, table, statement, async () => {
      const report = await lived.verify()
      expect(codesOf(report)).toContain(code)
      expect(report.ok).toBe(false)
      const page = pageOf(report)
      expect(page).toContain(`[${code}]`)
      expect(page).not.toMatch(/undefined|NaN|\[object/)
      const outside = verifyBundle(await lived.bundleOf())
      if (!serverOnly) expect(outside.ok, JSON.stringify(outside.findings)).toBe(false)
    })
  } finally {
    await forgetExports(lived)
  }
}

/** The lines exports leave in the audit chain are taken back, so that a damaged chain is not continued. */
async function forgetExports({ story }: Lived): Promise<void> {
  await story.server.db.transaction().execute(async (tx) => {
    for (const one of [
      'alter table audit_event disable trigger user',
      "delete from audit_event where kind = 'document.exported'",
      'update audit_chain c set seq = e.seq, hash = e.hash from (select distinct on (chain) chain, seq, hash from audit_event order by chain, seq desc) e where e.chain = c.chain',
      'alter table audit_event enable trigger user',
    ])
      await sql.raw(one).execute(tx)
  })
}

/** Conditions and statements on rows of one document. */
export const onRowsOf = (docId: string) => {
  const mine = (more = ''): string => `where doc_id = '${docId}'${more === '' ? '' : ` and ${more}`}`
  const ofEvent = (type: string): string => mine(`event->>'type' = '${type}'`)
  return {
    mine,
    ofEvent,
    inEvent: (type: string, from: string, to: string): string =>
      `update doc_event set event = replace(event::text, '${from}', '${to}')::jsonb ${ofEvent(type)}`,
  }
}
