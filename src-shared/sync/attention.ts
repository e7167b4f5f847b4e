import type { BodyJson } from '../document/body-json.ts'
import type { CommandId, DocumentId } from '../ids.ts'
import type { CommandVerdict } from './protocol.ts'
import { getMeta, putMeta, type Env } from './env.ts'
import type { AttentionRow, OutboxRow, Tx } from './store-port.ts'
import { dropText, jsonOf, readText } from './text.ts'

/** What went wrong, as far as a verdict or the desk itself can tell. */
export type Trouble = Pick<CommandVerdict, 'code' | 'article' | 'detail'>

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

/** Puts a command that failed, with all it carried, before its author (需处理, SY-61). */
export async function raiseCommand(
  env: Pick<Env, 'now'>,
  tx: Tx,
  row: OutboxRow,
  trouble: Trouble,
  body: BodyJson | null,
): Promise<void> {
  const item: AttentionRow = {
    id: row.cmdId,
    docId: row.docId,
    cmdId: row.cmdId,
    title: await titleOf(tx, row.docId),
    code: trouble.code ?? 'SY-REFUSED',
    article: trouble.article ?? null,
    detail: trouble.detail ?? null,
    commandName: row.name,
    args: row.args,
    body,
    parkedBy: trouble.code === 'SY-PARKED' ? await headOfGroup(tx, row.dependsOn) : null,
    authoredAt: row.authoredAt,
    at: env.now(),
    dismissedAt: null,
  }
  await tx.put('attention', item)
  await keepLater(tx, item.id)
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
): Promise<void> {
  const id = env.newId()
  await keepLater(tx, id)
  await tx.put('attention', {
    id,
    docId,
    cmdId: null,
    title: await titleOf(tx, docId),
    code,
    article: null,
    detail: null,
    commandName: 'SubmitBody',
    args: {},
    body,
    parkedBy: null,
    authoredAt: env.now(),
    at: env.now(),
    dismissedAt: null,
  })
}

const keepLater = async (tx: Tx, id: string): Promise<void> => putMeta(tx, 'keep', [...((await getMeta(tx, 'keep')) ?? []), id])
