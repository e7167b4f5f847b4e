import type { BodyJson } from '../document/body-json.ts'
import type { CommandId, DocumentId } from '../ids.ts'
import { argsOf } from './args-of.ts'
import type { CommandName } from '../workflow/commands.ts'
import type { CommandVerdict } from './protocol.ts'
import { getMeta, putMeta, type Env } from './env.ts'
import type { AttentionKind, AttentionRow, LeftBecause, OutboxRow, Tx } from './store-port.ts'
import { dropText, jsonOf, readText, settleLater } from './text.ts'

/** A document left this desk: why, and the item of the same document it is shown under. */
export type Left = { reason: LeftBecause; head: string | null }

/** What went wrong, as far as a verdict or the desk itself can tell. */
export type Trouble = Pick<CommandVerdict, 'code' | 'article' | 'detail'>

const kinds: Readonly<Record<string, AttentionKind>> = {
  'SY-PARKED': 'parked',
  'SY-QUARANTINED': 'quarantined',
  'SY-LEFT': 'quarantined',
  'SY-REBASE': 'conflict',
  'SY-UNTRACKED': 'conflict',
  'SY-JOURNAL': 'recovered',
  'SY-COPY-TEXT': 'recovered',
  'SY-COPY-CONFLICT': 'conflict',
  'SY-TOO-LARGE': 'notSendable',
  'SY-NO-TEXT': 'notSendable',
}
const kindOf = (code: string | undefined): AttentionKind => kinds[code ?? ''] ?? 'rejected'

/** Title a person knows the document by. */
async function titleOf(tx: Tx, docId: DocumentId): Promise<string> {
  const seen = (await tx.get('overlay', docId)) ?? (await tx.get('docs', docId))
  return seen?.data.header.title ?? (await tx.get('rows', docId))?.title ?? ''
}

/** Takes a document's unsent text out of the desk and answers it, so it can stand in an attention item (SY-58). */
export async function takeText(tx: Tx, docId: DocumentId): Promise<BodyJson | null> {
  const text = await readText(tx, docId)
  if (!text) return null
  await dropText(tx, docId)
  return text.text === text.base ? null : jsonOf(text.text)
}

/** Commands that hold nothing a person wrote and whose refusal changes nothing for anybody: no question is asked about them. */
const asksNothing: ReadonlySet<string> = new Set<CommandName>(['OpenTask', 'ReleaseLease'])

/** Puts a command that failed, with all it carried, before its author (需处理, SY-61). Answers whether there is anything to ask. */
export async function raiseCommand(
  env: Pick<Env, 'now'>,
  tx: Tx,
  row: OutboxRow,
  trouble: Trouble,
  body: BodyJson | null,
  left: Left | null = null,
): Promise<boolean> {
  if (asksNothing.has(row.name)) {
    await settleLater(tx, [row.cmdId], [])
    return false
  }
  const item: AttentionRow = {
    id: row.cmdId,
    kind: kindOf(trouble.code),
    reason: left?.reason ?? null,
    docId: row.docId,
    cmdId: row.cmdId,
    title: await titleOf(tx, row.docId),
    code: trouble.code ?? 'SY-REFUSED',
    article: trouble.article ?? null,
    detail: trouble.detail ?? null,
    commandName: row.name,
    args: argsOf(row),
    body,
    parkedBy: left?.head ?? (trouble.code === 'SY-PARKED' ? await headOfGroup(tx, row.dependsOn) : null),
    authoredAt: row.authoredAt,
    at: env.now(),
    dismissedAt: null,
  }
  await tx.put('attention', item)
  await keepLater(tx, item.id)
  return true
}

/** The first refused command a parked one hangs on. */
async function headOfGroup(tx: Tx, dependsOn: readonly CommandId[]): Promise<string | null> {
  for (const id of dependsOn) {
    const found = await tx.get('attention', id)
    if (found) return found.parkedBy ?? found.id
  }
  return null
}

/** Puts text that belongs to no refused command before its author. */
export async function raiseText(
  env: Pick<Env, 'now' | 'newId'>,
  tx: Tx,
  docId: DocumentId,
  code: string,
  body: BodyJson,
  left: Left | null = null,
): Promise<void> {
  const id = env.newId()
  await keepLater(tx, id)
  await tx.put('attention', {
    id,
    kind: kindOf(code),
    reason: left?.reason ?? null,
    docId,
    cmdId: null,
    title: await titleOf(tx, docId),
    code,
    article: null,
    detail: null,
    commandName: 'SubmitBody',
    args: {},
    body,
    parkedBy: left?.head ?? null,
    authoredAt: env.now(),
    at: env.now(),
    dismissedAt: null,
  })
}

/** The journal gets its copy of an item with the next settling (SY-58). */
export const keepLater = async (tx: Tx, id: string): Promise<void> =>
  putMeta(tx, 'keep', [...((await getMeta(tx, 'keep')) ?? []), id])
