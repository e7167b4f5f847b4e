import { canonicalJson } from '../../src-shared/document/canonical.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { counted, evolve } from '../../src-shared/workflow/evolve.ts'
import type { Packed } from '../../src-shared/workflow/issue/part.ts'
import { registerText } from '../../src-shared/workflow/incoming/part.ts'
import { eventRows } from '../admin/document-rows.ts'
import { metadataOf, slipOf } from '../commands/archive.ts'
import { readClean } from '../commands/clean-copies.ts'
import { ServerError } from '../errors.ts'
import { sm3 as sm3Of } from '../sm3.ts'
import { wholePath } from '../store/blob-files.ts'
import { readBody } from '../store/body-store.ts'
import type { Tx } from '../store/database.ts'

/** A file of the archive package: where it lies in it, its SM3, and its bytes or the file that has them. */
export type Content = { path: string; sm3: string } & ({ bytes: Uint8Array } | { file: string })

/**
 * What one 件 consists of, in its order: 正本 before 定稿, 正文 before 附件, with 发文稿纸 or 文件处理单 and the metadata (DA/T 22-2015
 * §5, 国家档案局令第8号第十条). ARCHIVE-NOT-YET before it was filed; ARCHIVE-CHANGED where what is here is not what was filed.
 * Throws BodyDamaged.
 */
export async function contentsOf(tx: Tx, dataDir: string, doc: DocumentState): Promise<Content[]> {
  const before = await beforeFiling(tx, doc.id)
  if (doc.issue?.archived && before) return outgoing(tx, dataDir, doc, before, doc.issue.archived.packed)
  if (doc.incoming?.archived && before) return incoming(tx, dataDir, doc, before)
  throw new ServerError('ARCHIVE-NOT-YET', `${doc.id} 还没有归档`)
}

/** The document as it stood when it was filed: what came later is no part of it. */
async function beforeFiling(tx: Tx, docId: string): Promise<DocumentState | undefined> {
  let state: DocumentState | undefined
  let filed: DocumentState | undefined
  for await (const { event, at, rev } of eventRows(tx, docId)) {
    if (event.type === 'IssueArchived' || event.type === 'IncomingArchived') filed = state
    const next = evolve(state, event, at)
    state = state?.rev === rev ? next : counted(next, rev, [event])
  }
  return filed
}

const folders: Record<Packed['kind'], string> = {
  original: '1 正本',
  attachment: '2 附件',
  slip: '3 发文稿纸',
  final: '4 定稿',
  marked: '5 花脸稿',
  metadata: '6 元数据',
}

/** A 发文: each part by the SM3 it was filed with. */
async function outgoing(
  tx: Tx,
  dataDir: string,
  doc: DocumentState,
  before: DocumentState,
  packed: readonly Packed[],
): Promise<Content[]> {
  const texts = new Map<string, Uint8Array>()
  const clean = await readClean(tx, doc)
  const marked = await readBody(tx, doc.id, before.bodyVersion)
  for (const json of [clean, marked?.json, slipOf(before), metadataOf(before)]) {
    const bytes = json && textOf(json)
    if (bytes) texts.set(sm3Of(bytes), bytes)
  }
  return packed
    .map(({ kind, name, sm3 }, i) => {
      const bytes = texts.get(sm3)
      // 附件 bear the order in which they are named in the text
      const place = `${folders[kind]}/${kind === 'attachment' ? `${nth(packed, i)} ` : ''}${plain(name)}`
      return bytes ? { path: `${place}.json`, sm3, bytes } : { path: place, sm3, file: wholePath(dataDir, sm3) }
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

const nth = (packed: readonly Packed[], i: number): string =>
  String(packed.slice(0, i + 1).filter(({ kind }) => kind === 'attachment').length).padStart(2, '0')

/** A 收文: 文件处理单 first, what came, and its 附件. */
async function incoming(tx: Tx, dataDir: string, doc: DocumentState, before: DocumentState): Promise<Content[]> {
  const body = await readBody(tx, doc.id, before.bodyVersion)
  const { register, fromUnit, number, datedOn, layout } = before.incoming ?? { layout: [] }
  const { id, tasks, opinions, header } = before
  const slip = textOf({ id, tasks, opinions, incoming: before.incoming })
  const about = { id, header, fromUnit, number, datedOn, register: register ? registerText(register) : '' }
  const text = (path: string, bytes: Uint8Array): Content => ({ path: `${path}.json`, sm3: sm3Of(bytes), bytes })
  const files = (folder: string, all: readonly { name: string; sm3: string }[]): Content[] =>
    all.map(({ name, sm3 }, i) => ({
      path: `${folder}/${String(i + 1).padStart(2, '0')} ${plain(name)}`,
      sm3,
      file: wholePath(dataDir, sm3),
    }))
  return [
    text('1 文件处理单/文件处理单', slip),
    ...files('2 来文', layout),
    ...(body ? [text('2 来文/正文', textOf(body.json))] : []),
    ...files('3 附件', before.attachments),
    text('4 元数据/元数据', textOf(about)),
  ]
}

/** The bytes an SM3 of the text stands for. */
const textOf = (json: unknown): Uint8Array => Buffer.from(canonicalJson(json))

/** A name that is a file's on any system. */
export const plain = (name: string): string =>
  name
    .replaceAll(/[\p{Cc}\\/:*?"<>|]/gu, '_')
    .replace(/[. ]+$/, '')
    .slice(0, 120) || '_'
