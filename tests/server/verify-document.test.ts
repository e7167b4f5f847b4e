import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { hashSync } from '@node-rs/argon2'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { v7 } from 'uuid'
import { canonical, verifyBundle } from '../../resources/verify/verify-bundle.mjs'
import { cli } from '../../src-server/admin/cli.ts'
import { exportDocument } from '../../src-server/admin/export-document.ts'
import { pageOf } from '../../src-server/admin/report.ts'
import { verifyDocument, type DocumentReport } from '../../src-server/admin/verify-document.ts'
import { sampleCounty, SAMPLE_PASSWORD } from '../../src-server/sample/county.ts'
import { sm3OfJson } from '../../src-server/sm3.ts'
import { documentChain } from '../../src-server/store/audit.ts'
import { replacePosts } from '../../src-server/store/directory.ts'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { applySteps } from '../../src-shared/revision/apply-steps.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { openTaskOf } from '../../src-shared/workflow/document-state.ts'
import { paths, type BodyResponse } from '../../src-shared/sync/protocol.ts'
import {
  approve,
  call,
  createDraft,
  openDesk,
  openRoute,
  SIGNED_ON,
  submission,
  submitDraft,
  type Desk,
} from '../support/server/desk.ts'
import { postOf } from '../support/server/county.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { appendTo, placeOf, plain, replaceText, tracked, type Edited } from '../support/server/tracked.ts'

const run = promisify(execFile)
const script = path.resolve(import.meta.dirname, '../../resources/verify/verify-bundle.mjs')
const nodeOf = (body: BodyResponse) => schema.nodeFromJSON(body.body)

let server: TestServer
let draft: Desk, head: Desk, check: Desk, deputy: Desk, leader: Desk
let docId: string
let folder: string
beforeAll(async () => {
  server = await startTestServer()
  ;({ draft, head, check, deputy, leader } = await openRoute(server))
  folder = await mkdtemp(path.join(tmpdir(), 'liuhen-verify-'))
  docId = await livedThrough()
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const bodyOf = async (id: string) => must(await draft.body(id))
async function save(desk: Desk, id: string, base: BodyResponse, { steps, doc }: Edited, step: string) {
  server.clock.forward(60_000)
  const verdict = await desk.send('SubmitBody', submission(id, base, steps, doc, step))
  expect(verdict).toMatchObject({ status: 'applied' })
}
const edited = (base: BodyResponse, who: string, step: string, edit: Parameters<typeof tracked>[4]) =>
  tracked(nodeOf(base), who, step, server.clock.now(), edit)

/** A document's whole life: written untracked, reviewed, merged, decided, signed; with commands refused on the way. */
async function livedThrough(): Promise<string> {
  const id = await createDraft(draft)
  let base = await bodyOf(id)
  await save(draft, id, base, plain(nodeOf(base), replaceText('春季', '夏季')), 'draft')
  base = await bodyOf(id)
  await save(draft, id, base, plain(nodeOf(base), appendTo('如下。', '请遵照执行。')), 'draft')
  let task = await submitDraft(draft, id)
  await head.send('OpenTask', { docId: id, taskId: task })
  const reviewed = await bodyOf(id)
  await save(head, id, reviewed, edited(reviewed, 'u-head', 'review', replaceText('有关', '具体')), 'review')
  expect(await head.send('DiscardDraft', { docId: id })).toMatchObject({ status: 'rejected' })
  // made offline on the version before: the server merges it
  await save(head, id, reviewed, edited(reviewed, 'u-head', 'review', appendTo('通知', '（试行）')), 'review')
  task = await approve(head, id, task)
  base = await bodyOf(id)
  const ids = listChanges(nodeOf(base)).map((change) => change.id)
  await check.send('DecideChanges', {
    docId: id,
    decisions: ids.map((changeId, i) => ({ changeId, verdict: i === 0 ? 'reject' : 'accept' })),
  })
  await check.send('DecideChanges', { docId: id, decisions: [{ changeId: must(ids[0]), verdict: 'undo' }] })
  await save(check, id, base, edited(base, 'u-check', 'check', replaceText('执行', '落实')), 'check')
  task = await approve(check, id, task)
  task = await approve(deputy, id, task)
  base = await bodyOf(id)
  const open = listChanges(nodeOf(base))
    .map((change) => change.id)
    .filter((one) => !ids.slice(1).includes(one))
  const sign = { docId: id, taskId: task, text: '同意', signedOn: SIGNED_ON, bodySm3: base.sm3, openChanges: open }
  expect(await leader.send('Sign', sign)).toMatchObject({ status: 'applied' })
  // another document whose lines stand in the same chain
  for (let other = ''; documentChain(other) !== documentChain(id);) other = await createDraft(draft)
  return id
}

const verify = (id = docId): Promise<DocumentReport> => verifyDocument(server.db, id, server.clock.now())
const codesOf = (report: DocumentReport) => [...new Set(report.findings.map((one) => one.code))]

describe('RV-55 one page says who changed which words when, what was decided and signed', () => {
  test('a document with a whole life verifies, and the page tells it', async () => {
    const report = await verify()
    expect(report.findings).toEqual([])
    expect(report.ok).toBe(true)
    expect(report.chain).toMatchObject({ versions: 6, proved: 6 })
    const page = pageOf(report)
    for (const words of [
      '结论：相符',
      '第 1—3 稿  林知秋（拟稿）',
      '将「春」改为「夏」',
      '增加「请遵照执行。」',
      '周正（部门审核） 第 4 稿  正文：将「有关」改为「具体」',
      '第 5 稿  标题：增加「（试行）」',
      '许文静（核稿） 第 6 稿  正文：将「执行」改为「落实」',
      '〔未决〕',
      '〔已接受〕',
      '其中 1 稿与他人修改合并',
      '高远 签发，署 2026-03-02',
      '没有发现问题',
    ])
      expect(page).toContain(words)
    expect(page).not.toMatch(/undefined|NaN|\[object/)
    expect(page.split('\n').length).toBeLessThan(60)
  })

  test('a person who left the county is still named, and their changes still verify', async () => {
    await replacePosts(server.db, 'u-head', [])
    const report = await verify()
    expect(report.ok).toBe(true)
    expect(pageOf(report)).toContain('周正')
    await replacePosts(server.db, 'u-head', [postOf('u-head')])
  })

  test('a long change is told whole', async () => {
    const id = await createDraft(draft)
    await submitDraft(draft, id)
    const words = '防'.repeat(1_500)
    const base = await bodyOf(id)
    await save(head, id, base, edited(base, 'u-head', 'review', appendTo('如下', words)), 'review')
    const report = await verify(id)
    expect(report.findings).toEqual([])
    expect(pageOf(report)).toContain(words)
  })

  test('it reads a live database: saves go on while it looks, and it sees one moment', async () => {
    const id = await createDraft(draft)
    const reports: DocumentReport[] = []
    for (let i = 0; i < 8; i++) {
      const looking = verify(id)
      const base = await bodyOf(id)
      await save(draft, id, base, plain(nodeOf(base), appendTo('如下', `${i}`)), 'draft')
      reports.push(await looking)
    }
    for (const report of reports) expect(report.findings).toEqual([])
    expect((await verify(id)).chain.proved).toBe(9)
  })

  test('as a command: the page and exit code 0; 1 for a damaged one, an unknown one, and the usage for a wrong call', async () => {
    const said: string[] = []
    const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)
    const errors = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0)
    const before = { url: process.env['DATABASE_URL'], code: process.exitCode }
    process.env['DATABASE_URL'] = server.databaseUrl
    const codeOf = async (...argv: string[]) => {
      process.exitCode = undefined
      await cli(argv)
      return process.exitCode ?? 0
    }
    try {
      expect(await codeOf('verify-document', docId)).toBe(0)
      expect(said.join('')).toContain('结论：相符')
      await harmed('change', 'delete from change', async () => expect(await codeOf('verify-document', docId)).toBe(1))
      await expect(codeOf('verify-document', v7())).rejects.toMatchObject({ code: 'NO-DOCUMENT' })
      await expect(codeOf('verify-document', "x' or 1=1")).rejects.toMatchObject({ code: 'NO-DOCUMENT' })
      expect(await codeOf('verify-document')).toBe(64)
      expect(said.at(-1)).toContain('verify-document ID | export-document ID FILE')
      const file = path.join(folder, 'by-command.json')
      expect(await codeOf('export-document', docId, file)).toBe(0)
      expect(JSON.parse(must(said.at(-1)))).toMatchObject({ file, sm3: expect.stringMatching(/^[0-9a-f]{64}$/) })
      await expect(codeOf('export-document', docId, file)).rejects.toMatchObject({ code: 'EEXIST' })
    } finally {
      out.mockRestore()
      errors.mockRestore()
      process.exitCode = before.code
      if (before.url === undefined) delete process.env['DATABASE_URL']
      else process.env['DATABASE_URL'] = before.url
    }
  })
})

/** Does to a table what only the owner of the database could, looks, and takes it back. */
async function harmed(table: string, statement: string, look: () => Promise<void>): Promise<void> {
  const asOwner = (...statements: string[]) =>
    server.db.transaction().execute(async (tx) => {
      for (const one of [`alter table ${table} disable trigger user`, ...statements, `alter table ${table} enable trigger user`])
        await sql.raw(one).execute(tx)
    })
  await sql.raw(`create table kept_${table} as table ${table}`).execute(server.db)
  try {
    await asOwner(statement)
    await look()
  } finally {
    await asOwner(`delete from ${table}`, `insert into ${table} table kept_${table}`, `drop table kept_${table}`)
  }
}
/** A condition on rows of the document. */
const mine = (more = '') => `where doc_id = '${docId}'${more === '' ? '' : ` and ${more}`}`
const ofEvent = (type: string) => mine(`event->>'type' = '${type}'`)
const inEvent = (type: string, from: string, to: string) =>
  `update doc_event set event = replace(event::text, '${from}', '${to}')::jsonb ${ofEvent(type)}`

describe('RV-54 every class of damage has its own finding', () => {
  // takes back nothing it should not: the document is sound before and after each
  afterEach(async () => expect((await verify()).findings).toEqual([]))

  const cases: [name: string, code: string, table: string, statement: () => string][] = [
    ['a version is gone', 'HOLE', 'body_version', () => `delete from body_version ${mine('version = 4')}`],
    ['the last version is gone', 'HOLE', 'body_version', () => `delete from body_version ${mine('version = 6')}`],
    ['the first version is gone', 'HOLE', 'body_version', () => `delete from body_version ${mine('version = 1')}`],
    [
      'a byte of the first text is flipped',
      'HASH',
      'body_version',
      () => `update body_version set doc = replace(doc::text, '各股室', '各股宝')::json ${mine('version = 1')}`,
    ],
    [
      'a byte of a step is flipped',
      'HASH',
      'body_version',
      () => `update body_version set steps = replace(steps::text, '具体', '县体')::json ${mine('version = 4')}`,
    ],
    [
      'a version’s SM3 is another',
      'HASH',
      'body_version',
      () => `update body_version set sm3 = '${'a'.repeat(64)}' ${mine('version = 4')}`,
    ],
    [
      'the whole document kept beside the steps is another',
      'KEPT',
      'body_version',
      () => `update body_version set doc = replace(doc::text, '落实', '落空')::json ${mine('version = 6')}`,
    ],
    ['the first text is not kept', 'KEPT', 'body_version', () => `update body_version set doc = null ${mine('version = 1')}`],
    [
      'steps do not fit',
      'STEPS',
      'body_version',
      () => `update body_version set steps = replace(steps::text, '"from":', '"from":99')::json ${mine('version = 4')}`,
    ],
    [
      'steps are not those sent in',
      'STEPS',
      'body_version',
      () => `update body_version set steps = (select steps from body_version ${mine('version = 5')}) ${mine('version = 4')}`,
    ],
    [
      'a version says another author',
      'EVENT',
      'body_version',
      () => `update body_version set author = 'u-leader' ${mine('version = 4')}`,
    ],
    ['a version says another time', 'EVENT', 'body_version', () => `update body_version set at = at + 1 ${mine('version = 4')}`],
    [
      'a version says another desk time',
      'EVENT',
      'body_version',
      () => `update body_version set authored_at = authored_at + 1 ${mine('version = 4')}`,
    ],
    [
      'a version says another step',
      'EVENT',
      'body_version',
      () => `update body_version set step = 'sign' ${mine('version = 4')}`,
    ],
    [
      'a version says another base',
      'EVENT',
      'body_version',
      () => `update body_version set base_version = 3 ${mine('version = 6')}`,
    ],
    [
      'a version says it was not tracked',
      'EVENT',
      'body_version',
      () => `update body_version set tracked = false ${mine('version = 4')}`,
    ],
    [
      'two versions are swapped',
      'EVENT',
      'body_version',
      () =>
        `update body_version set version = version + 100 ${mine('version in (4, 5)')}; update body_version set version = 109 - version ${mine('version > 100')}`,
    ],
    ['a row of the table of changes is gone', 'ROWS', 'change', () => `delete from change ${mine('version = 4')}`],
    [
      'a row of the table of changes names another author',
      'ROWS',
      'change',
      () => `update change set author = 'u-leader' ${mine('version = 4')}`,
    ],
    [
      'a row of the table of changes stands at a version that is none',
      'ROWS',
      'change',
      () => `update change set version = 99 ${mine('version = 4')}`,
    ],
    [
      'a decision is gone from its table',
      'ROWS',
      'change_decision',
      () => `delete from change_decision ${mine("verdict = 'undo'")}`,
    ],
    [
      'a decision is turned round in its table',
      'ROWS',
      'change_decision',
      () => `update change_decision set verdict = 'reject' ${mine("verdict = 'accept'")}`,
    ],
    ['an event is gone', 'EVENT', 'doc_event', () => `delete from doc_event ${ofEvent('Signed')}`],
    ['an opinion’s text is altered', 'EVENT', 'doc_event', () => inEvent('Signed', '同意', '不同意')],
    ['an event has another actor', 'EVENT', 'doc_event', () => `update doc_event set actor = 'u-deputy' ${ofEvent('Signed')}`],
    ['an event has another time', 'EVENT', 'doc_event', () => `update doc_event set at = at + 1 ${ofEvent('Signed')}`],
    [
      'an event is put in',
      'EVENT',
      'doc_event',
      () => `insert into doc_event select doc_id, 99, 0, event, actor, '${v7()}', at from doc_event ${ofEvent('TaskOpened')}`,
    ],
    [
      'an event is put in without a command',
      'EVENT',
      'doc_event',
      () => `insert into doc_event select doc_id, 99, 0, event, actor, null, at from doc_event ${ofEvent('TaskOpened')}`,
    ],
    [
      'the document’s title is altered where it stands',
      'STATE',
      'doc',
      () => `update doc set data = jsonb_set(data, '{header,title}', '"别的标题"') where id = '${docId}'`,
    ],
    ['the document’s own columns are altered', 'STATE', 'doc', () => `update doc set body_version = 5 where id = '${docId}'`],
    [
      'a decision by somebody whose turn it was not',
      'DECISION',
      'doc_event',
      () => inEvent('ChangesDecided', 'u-check', 'u-head'),
    ],
    [
      'a decision on a change that is not there',
      'DECISION',
      'doc_event',
      () =>
        `update doc_event set event = jsonb_set(event, '{decisions,0,changeIds,0}', '"${v7()}"') ${ofEvent('ChangesDecided')}`,
    ],
    [
      'a signature on another text',
      'SIGNATURE',
      'doc_event',
      () => `update doc_event set event = jsonb_set(event, '{signed,bodySm3}', '"${'b'.repeat(64)}"') ${ofEvent('Signed')}`,
    ],
    [
      'a signature with other open changes',
      'SIGNATURE',
      'doc_event',
      () => `update doc_event set event = jsonb_set(event, '{signed,openChanges}', '[]') ${ofEvent('Signed')}`,
    ],
    ['a signature by somebody else', 'SIGNATURE', 'doc_event', () => inEvent('Signed', 'u-leader', 'u-deputy')],
    [
      'an opinion on a text that never was',
      'BASIS',
      'doc_event',
      () => `update doc_event set event = jsonb_set(event, '{opinion,basisSm3}', '"${'c'.repeat(64)}"') ${ofEvent('Approved')}`,
    ],
    [
      'an audit line is altered',
      'AUDIT',
      'audit_event',
      () => `update audit_event set actor = 'u-leader' ${mine("detail like '%DecideChanges%'")}`,
    ],
    ['an audit line is gone', 'AUDIT', 'audit_event', () => `delete from audit_event ${mine("kind = 'command.rejected'")}`],
    [
      'another document’s line in the chain is altered',
      'AUDIT',
      'audit_event',
      () => `update audit_event set at = at + 1 where chain = '${documentChain(docId)}' and doc_id <> '${docId}'`,
    ],
    [
      'the chain’s head is another',
      'AUDIT',
      'audit_chain',
      () => `update audit_chain set hash = '${'d'.repeat(64)}' where chain = '${documentChain(docId)}'`,
    ],
    [
      'a command’s arguments are altered',
      'ARGS',
      'command_log',
      () => `update command_log set args = replace(args, '同意', '照办') ${mine("name = 'Sign'")}`,
    ],
    ['a command is gone from the log', 'ARGS', 'command_log', () => `delete from command_log ${mine("name = 'Sign'")}`],
    [
      'a command has another sender',
      'ARGS',
      'command_log',
      () => `update command_log set user_id = 'u-deputy' ${mine("name = 'Sign'")}`,
    ],
    [
      'a command’s verdict is turned round',
      'ARGS',
      'command_log',
      () => `update command_log set status = 'applied' ${mine("status = 'rejected'")}`,
    ],
    [
      'a command came at another time',
      'ARGS',
      'command_log',
      () => `update command_log set received_at = received_at + 1 ${mine("name = 'Sign'")}`,
    ],
    [
      'a command nobody sent is in the log',
      'AUDIT',
      'command_log',
      () =>
        `insert into command_log select '${v7()}', device_id, user_id, seq + 1000, doc_id, name, ver, args, arg_sm3, status, result, authored_at, received_at from command_log ${mine("name = 'Sign'")}`,
    ],
  ]
  test.each(cases)('%s: %s', async (_name, code, table, statement) => {
    await harmed(table, statement(), async () => {
      const report = await verify()
      expect(codesOf(report)).toContain(code)
      expect(report.ok).toBe(false)
      const page = pageOf(report)
      expect(page).toContain(`[${code}]`)
      expect(page).not.toMatch(/undefined|NaN|\[object/)
      // what the bundle's own checker says of it: the same verdict
      const file = path.join(folder, `${v7()}.json`)
      await exportDocument(server.db, docId, file, server.clock.now())
      const outside = verifyBundle(await readFile(file, 'utf8'))
      if (!inServerOnly.includes(_name)) expect(outside.ok, JSON.stringify(outside.findings)).toBe(false)
    }).finally(forgetExports)
  })

  // what a bundle does not carry: a first text that is word for word its command's, whole documents beside the steps, the state as it stands, the log's own columns, others' lines
  const inServerOnly = [
    'the first text is not kept',
    'the whole document kept beside the steps is another',
    'the document’s title is altered where it stands',
    'the document’s own columns are altered',
    'another document’s line in the chain is altered',
    'a command has another sender',
    'a command’s verdict is turned round',
    'a command came at another time',
    'a command nobody sent is in the log',
    'the chain’s head is another',
  ]

  /** The lines exports leave in the audit chain are taken back, so that a damaged chain is not continued. */
  async function forgetExports(): Promise<void> {
    await server.db.transaction().execute(async (tx) => {
      for (const one of [
        'alter table audit_event disable trigger user',
        "delete from audit_event where kind = 'document.exported'",
        'update audit_chain c set seq = e.seq, hash = e.hash from (select distinct on (chain) chain, seq, hash from audit_event order by chain, seq desc) e where e.chain = c.chain',
        'alter table audit_event enable trigger user',
      ])
        await sql.raw(one).execute(tx)
    })
  }

  /** Forges the steps of a version and makes every hash in the chain of versions right again, as an owner of the database could. */
  async function forged(version: number, forge: (steps: string) => string, code: string): Promise<void> {
    const rows = await server.db.selectFrom('body_version').selectAll().where('doc_id', '=', docId).orderBy('version').execute()
    let node = schema.nodeFromJSON(must(rows[0]).doc)
    const updates: string[] = []
    for (const row of rows.slice(1)) {
      const steps = row.version === version ? forge(JSON.stringify(row.steps)) : JSON.stringify(row.steps)
      node = applySteps(node, JSON.parse(steps) as unknown[])
      const json = bodyJson(node)
      const doc = row.doc === null ? 'null' : `'${JSON.stringify(json)}'`
      updates.push(
        `update body_version set steps = '${steps}', doc = ${doc}, sm3 = '${sm3OfJson(json)}' ${mine(`version = ${row.version}`)}`,
      )
    }
    await harmed('body_version', updates.join('; '), async () => {
      const report = await verify()
      expect(codesOf(report)).toContain(code)
      // the chain of versions agrees with itself, but not with what was done
      expect(codesOf(report)).not.toContain('HASH')
      expect(codesOf(report)).toContain('EVENT')
    })
  }
  test('a change signed by somebody else: AUTHOR', () => forged(6, (steps) => steps.replaceAll('u-check', 'u-leader'), 'AUTHOR'))
  test('a change signed at a step its author never held: STEP', () =>
    forged(6, (steps) => steps.replaceAll('"check"', '"sign"'), 'STEP'))
  test('a change dated into the future: AUTHOR', () =>
    forged(6, (steps) => steps.replaceAll(/"at":(\d+)/g, (_all, at: string) => `"at":${Number(at) + 9e8}`), 'AUTHOR'))
  test('text altered without a change: BASE', async () => {
    const { from } = placeOf(nodeOf(await bodyOf(docId)), '各股室')
    await forged(
      6,
      (steps) =>
        steps
          .replace('[', `[{"stepType":"replace","from":${from},"to":${from + 1}},`)
          .replace(
            /\[\{"stepType":"replace","from":\d+,"to":\d+\},.*/,
            `[{"stepType":"replace","from":${from},"to":${from + 1}}]`,
          ),
      'BASE',
    )
  })
  test('an earlier change re-signed: CHANGE', async () => {
    const body = nodeOf(await bodyOf(docId))
    const { from, to } = placeOf(body, '（试行）')
    const mark = must(body.nodeAt(from)?.marks[0]).toJSON() as { attrs: object }
    const steps = [
      { stepType: 'removeMark', mark, from, to },
      { stepType: 'addMark', mark: { ...mark, attrs: { ...mark.attrs, at: 1 } }, from, to },
    ]
    await forged(6, () => JSON.stringify(steps), 'CHANGE')
  })
  test('a block without an id: SCHEMA', async () => {
    const { from } = placeOf(nodeOf(await bodyOf(docId)), '各股室')
    await forged(6, () => JSON.stringify([{ stepType: 'attr', pos: from - 1, attr: 'id', value: null }]), 'SCHEMA')
  })
})

describe('RV-56, RV-57 a bundle is checked without the server, and nothing in it can be altered unseen', () => {
  const bundleOf = async (id = docId): Promise<string> => {
    const file = path.join(folder, `${v7()}.json`)
    await exportDocument(server.db, id, file, server.clock.now())
    return readFile(file, 'utf8')
  }

  test('an honest bundle is 相符, as a program of its own too; the export is a line of the chain', async () => {
    const file = path.join(folder, 'honest.json')
    const exported = await exportDocument(server.db, docId, file, server.clock.now())
    expect(verifyBundle(await readFile(file, 'utf8'))).toMatchObject({ ok: true, findings: [] })
    const { stdout } = await run(process.execPath, [script, file])
    expect(stdout).toMatch(/^相符\n/)
    expect(stdout).toContain(exported.sm3)
    expect(stdout).toContain(exported.hash)
    const line = must(
      await server.db
        .selectFrom('audit_event')
        .selectAll()
        .where('kind', '=', 'document.exported')
        .orderBy('seq', 'desc')
        .executeTakeFirst(),
    )
    expect(JSON.parse(line.detail)).toEqual({ bundleSm3: exported.sm3 })
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('落实', '落空'))
    const failed = await run(process.execPath, [script, file]).catch((error: { code: number; stdout: string }) => error)
    expect(failed).toMatchObject({ code: 1, stdout: expect.stringMatching(/^不符/) })
    expect((await verify()).findings).toEqual([])
  })

  type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
  type Place = {
    path: string
    set: (value: Json) => void
    value: Json
    holder: Json[] | { [key: string]: Json }
    key: string | number
  }
  /** Every value below a JSON value, with the means to change it. */
  function places(holder: Json, at = ''): Place[] {
    if (typeof holder !== 'object' || holder === null) return []
    const keys = Array.isArray(holder) ? holder.map((_, i) => i) : Object.keys(holder)
    return keys.flatMap((key) => {
      const value = (holder as { [key: string | number]: Json })[key] ?? null
      const name = `${at}${at === '' ? '' : '.'}${key}`
      const set = (next: Json) => void ((holder as { [key: string | number]: Json })[key] = next)
      return [{ path: name, set, value, holder: holder as Place['holder'], key }, ...places(value, name)]
    })
  }
  const sealed = (bundle: unknown) => canonical({ bundle, sm3: sm3OfJson(bundle) })
  const changed = (value: Json): Json =>
    typeof value === 'string'
      ? value === ''
        ? 'x'
        : (value.startsWith('a') ? 'b' : 'a') + value.slice(1)
      : typeof value === 'number'
        ? value + 1
        : typeof value === 'boolean'
          ? !value
          : value === null
            ? 1
            : null
  /** What nothing in the bundle vouches for but its seal (docs/decisions/0010): where it comes from, when, and what is not in use. */
  const onlySealed = /^(county|exportedAt|audit\.head\.hash|schema\..*)$/

  test('every single value changed, every member and row removed, every two neighbours swapped: found, though the seal was made anew', async () => {
    const text = await bundleOf()
    const { bundle } = JSON.parse(text) as { bundle: { [key: string]: Json } }
    expect(verifyBundle(sealed(bundle)).ok).toBe(true)
    const unseen: string[] = []
    const counts = { changed: 0, removed: 0, swapped: 0 }
    const look = (what: keyof typeof counts, place: Place): void => {
      counts[what]++
      if (verifyBundle(sealed(bundle)).ok && !onlySealed.test(place.path)) unseen.push(`${what} ${place.path}`)
    }
    for (const place of places(bundle)) {
      const { holder, key, value } = place
      if (typeof value !== 'object' || value === null) {
        place.set(changed(value))
        look('changed', place)
        place.set(value)
      }
      if (Array.isArray(holder)) {
        const at = Number(key)
        holder.splice(at, 1)
        look('removed', place)
        holder.splice(at, 0, value)
        const next = holder[at + 1]
        if (next !== undefined && canonical(next) !== canonical(value)) {
          holder.splice(at, 2, next, value)
          look('swapped', place)
          holder.splice(at, 2, value, next)
        }
      } else {
        delete holder[key]
        look('removed', place)
        holder[key] = value
      }
    }
    console.info(
      `bundle mutants, sealed anew: ${counts.changed} values changed, ${counts.removed} members or rows removed, ${counts.swapped} swapped; unseen ${unseen.length}`,
    )
    expect(canonical({ bundle })).toBe(canonical({ bundle: (JSON.parse(text) as { bundle: unknown }).bundle }))
    expect(unseen).toEqual([])
  }, 180_000)

  test('without making the seal anew, a change of any single byte is found', async () => {
    const text = await bundleOf()
    for (let at = 0; at < text.length - 1; at += 97) {
      const letter = text[at] === '1' ? '2' : '1'
      const mutant = text.slice(0, at) + letter + text.slice(at + 1)
      expect(verifyBundle(mutant).ok, `${at}`).toBe(false)
    }
    expect(verifyBundle(text.replace('{"bundle":{', '{"bundle": {')).ok).toBe(false)
    expect(verifyBundle(text.replace('"county":"', '"county":"别县","county":"')).ok).toBe(false)
  })
})

describe('RV-54 the sample county', () => {
  let county: TestServer
  beforeAll(async () => {
    const now = Date.parse('2026-11-22T10:00:00+08:00')
    const passwordHash = hashSync(SAMPLE_PASSWORD, { memoryCost: 64, timeCost: 1 })
    county = await startTestServer({ seed: sampleCounty({ seed: 20260714, now, passwordHash }), now })
  })
  afterAll(() => county.close())

  test('every document verifies, and so does its bundle; also after it went on here', async () => {
    const docs = await county.db.selectFrom('doc').select(['id', 'data']).orderBy('id').execute()
    expect(docs.length).toBeGreaterThan(30)
    const open = must(
      docs.find(
        ({ data }) => data.step === 'review' && data.tasks.some((task) => task.doneAt === null && task.step === 'review'),
      ),
    )
    const holder = must(open.data.tasks.find((task) => task.doneAt === null)).assignee.userId
    const { login } = await county.db.selectFrom('account').select('login').where('id', '=', holder).executeTakeFirstOrThrow()
    const desk = await openDesk(county, login, v7(), SAMPLE_PASSWORD)
    const base = must(await desk.body(open.id))
    const edit = tracked(nodeOf(base), holder, 'review', county.clock.now(), (tr) =>
      tr.insertText('（修订）', tr.doc.content.size - 2),
    )
    expect(await desk.send('SubmitBody', submission(open.id, base, edit.steps, edit.doc, 'review'))).toMatchObject({
      status: 'applied',
    })
    const task = must(openTaskOf(must(await desk.state(open.id)), holder))
    expect(await desk.send('OpenTask', { docId: open.id, taskId: task.id })).toMatchObject({ status: 'applied' })
    let versions = 0
    let changes = 0
    const started = performance.now()
    for (const { id } of docs) {
      const report = await verifyDocument(county.db, id, county.clock.now())
      expect(report.findings, report.state?.header.title).toEqual([])
      expect(report.chain.proved).toBe(report.chain.versions)
      expect(pageOf(report)).toContain('随全县数据导入')
      versions += report.chain.versions
      changes += report.chain.cameWith.size
      const file = path.join(folder, `${id}.json`)
      await exportDocument(county.db, id, file, county.clock.now())
      const outside = verifyBundle(await readFile(file, 'utf8'))
      expect(outside.findings, report.state?.header.title).toEqual([])
    }
    console.info(
      `sample county: ${docs.length} documents, ${versions} versions, ${changes} changes verified twice in ${Math.round(performance.now() - started)} ms`,
    )
    expect((await call(county, 'GET', `${paths.versions}/${open.id}/${base.version + 1}`, { token: desk.token })).status).toBe(
      200,
    )
  })
})
