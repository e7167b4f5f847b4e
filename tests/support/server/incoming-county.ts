import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { v7 } from 'uuid'
import { sm3OfJson } from '../../../src-server/sm3.ts'
import { wholePath } from '../../../src-server/store/blob-files.ts'
import type { CountySeed, SeedDocument } from '../../../src-server/store/county-seed.ts'
import type { DocumentId } from '../../../src-shared/ids.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import type { LayoutFile } from '../../../src-shared/workflow/incoming/part.ts'
import { noIssue, type Receipt } from '../../../src-shared/workflow/issue/part.ts'
import { opened } from '../../../src-shared/workflow/turn.ts'
import {
  delivered,
  incomingDirectory,
  incomingJson,
  incomingPeople,
  incomingPerson,
  incomingUnits,
  REQUEST,
} from '../incoming.ts'
import { post } from '../small-county.ts'
import { smallCounty } from './county.ts'
import { must } from './must.ts'

/** So many more units, each with one registrar who signs in as `r1`, `r2` …. */
const generated = (n: number) => Array.from({ length: n }, (_, i) => `r${i + 1}`)

const body = incomingJson(REQUEST, ['现将有关情况请示如下。'])
const sm3 = sm3OfJson(body)
const seeded = (state: DocumentState): SeedDocument => ({
  state: { ...state, rev: 1, bodySm3: sm3 },
  versions: [{ version: 1, author: 'qian', step: 'draft', at: state.createdAt, body }],
})

/** A file as the sender's desk would have left it at the server: its name is its SM3. */
export function layoutOf(text: string): { file: LayoutFile; bytes: Buffer } {
  const bytes = Buffer.from(text)
  const hash = createHash('sm3').update(bytes).digest('hex')
  return { bytes, file: { sm3: hash, name: '版式文件.ofd', size: bytes.length, mime: 'application/ofd' } }
}

/** Puts a file in its place at the server, whole or tampered with. */
export async function place(dataDir: string, file: LayoutFile, bytes: Buffer): Promise<void> {
  const path = wholePath(dataDir, file.sm3)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
}

/** The 发文 of 柳河镇 and the copies it went out in, one of them at 县政府; `more`: to so many more units. */
export function incomingCounty(
  at: number,
  layout: LayoutFile,
  more = 0,
): { seed: CountySeed; sent: string; copies: DocumentState[] } {
  const extra = generated(more)
  const sentId = v7() as DocumentId
  const copies = ['xzf', ...extra].map((unitId) => copyAt(at, unitId, sentId, layout))
  const small = smallCounty()
  const hash = must(small.users[0]).passwordHash
  const people = [...incomingPeople, ...extra.map((id) => [id, `登记员${id}`, 'registrar', id] as const)]
  const units = [
    ...incomingUnits,
    ...extra.map((id) => ({ ...must(incomingUnits[2]), id, name: `单位${id}`, shortName: `单位${id}`, parentId: 'xzf' })),
  ]
  const receipts = copies.map((copy): Receipt => ({
    unitId: copy.unitId,
    unitName: copy.unitName,
    as: 'main',
    docId: copy.id,
    status: 'sent',
    sentBy: incomingPerson('qian'),
    sentAt: at,
    by: null,
    at: null,
    reason: '',
  }))
  const sent: DocumentState = {
    ...delivered(at),
    id: sentId,
    kind: 'outgoing',
    state: 'F10',
    step: 'close',
    unitId: 'liuhe',
    unitName: '柳河镇人民政府',
    tasks: [
      { ...opened(v7(), 'draft', incomingPerson('qian'), at), openedAt: at, doneAt: at, result: 'submitted' },
      opened(v7(), 'close', incomingPerson('qian'), at),
    ],
    issue: { ...noIssue, receipts },
  }
  delete sent.incoming
  return {
    sent: sentId,
    copies,
    seed: {
      ...small,
      units,
      users: people.map(([id, name]) => ({ id, login: id, name, passwordHash: hash })),
      posts: people.map(([id, name, role, unitId]) => post(id, name, '', role, unitId)),
      routes: incomingDirectory.routes,
      documents: [sent, ...copies].map(seeded),
      signIns: [],
    },
  }
}

function copyAt(at: number, unitId: string, fromDocId: DocumentId, layout: LayoutFile): DocumentState {
  const state = delivered(at, { fromDocId, layout: [layout], datedOn: '2026-07-14' })
  if (unitId === 'xzf') return state
  const person = { userId: unitId, name: `登记员${unitId}`, unitId, unitName: `单位${unitId}` }
  return { ...state, unitId, unitName: `单位${unitId}`, tasks: [opened(v7(), 'receive', person, at)] }
}

/** Arguments of RegisterPaper, as a registrar of 县政府 gives them. */
export const paper = (more: Record<string, unknown> = {}, title = REQUEST, words: string[] = []) => {
  const json = incomingJson(title, words)
  return {
    docId: v7(),
    unitId: 'xzf-mishu',
    body: json,
    bodySm3: sm3OfJson(json),
    fromUnit: '柳河镇人民政府',
    number: '柳政〔2026〕12号',
    secrecy: '',
    copies: 1,
    arrivedOn: '2026-07-15',
    datedOn: '2026-07-14',
    temporary: '',
    distinct: false,
    nextTaskId: v7(),
    ...more,
  }
}
