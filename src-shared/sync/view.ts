import { calendarWith } from '../calendar/calendars.ts'
import type { DocumentId } from '../ids.ts'
import { parseCommand, type Command, type CommandName } from '../workflow/commands.ts'
import { decide } from '../workflow/decide.ts'
import { personFor, type Directory } from '../workflow/directory.ts'
import { actingIn, type DocumentState } from '../workflow/document-state.ts'
import type { Person } from '../workflow/person.ts'
import { evolveAll } from '../workflow/evolve.ts'
import { incomingServersWord } from '../workflow/incoming/commands.ts'
import { issueServersWord } from '../workflow/issue/commands.ts'
import { argsOf } from './args-of.ts'
import { getMeta, type Env } from './env.ts'
import { listRow, type ListRow } from './rows.ts'
import type { AttentionRow, HistoryRow, OutboxRow, OverlayRow, TableName, Tx } from './store-port.ts'

/** Tables `loadView` and `refreshDoc` use: a transaction that changes a document names them. */
export const viewTables: readonly TableName[] = [
  'meta',
  'docs',
  'overlay',
  'rows',
  'outbox',
  'history',
  'attention',
  'directory',
  'working',
]

/** What every document's row and overlay rest on, read once per transaction. */
export type View = {
  directory: Directory | undefined
  /** this desk, as the server knows it */
  device: string
  outbox: readonly OutboxRow[]
  /** applied by the server, but not in what was pulled yet */
  applied: readonly HistoryRow[]
  attention: ReadonlySet<string>
}

/** This desk's device; none before the first sign-in, when there is nothing to hold either. */
export const deviceOf = async (tx: Tx): Promise<string> => (await getMeta(tx, 'device')) ?? ''

/** What a desk knows of the county before its first contact. */
export const noDirectory: Directory = { version: 0, county: '', units: [], posts: [], routes: [] }

export async function loadView(tx: Tx): Promise<View> {
  const attention = (await tx.all('attention')).filter((row: AttentionRow) => row.dismissedAt === null)
  return {
    directory: (await tx.get('directory', 'directory'))?.data,
    device: await deviceOf(tx),
    outbox: await tx.all('outbox'),
    applied: await tx.where('history', 'open', 1),
    attention: new Set(attention.map((row) => row.docId)),
  }
}

/** The person at this desk as the one who acts: with the unit of the turn held, else of the post that fits the organ. */
export function actorOf(
  env: Pick<Env, 'me'>,
  doc: DocumentState | undefined,
  unitId: string,
  directory: Directory | undefined,
): Person {
  return (doc && actingIn(doc, env.me.userId)) ?? personFor(directory, env.me, unitId)
}

/** Bodies are large and were checked when they were written; they are not parsed again at every replay. */
const checked = (row: OutboxRow): Command | undefined =>
  row.name === 'SubmitBody' || row.name === 'CreateDraft'
    ? ({ name: row.name, args: argsOf(row) } as Command)
    : parseCommand(row.name, argsOf(row))

/**
 * Whose lease it is only the server can say: who begins to write before its answer, and in the wrong mode, would have
 * to copy it all by hand where somebody else was first (WF-17). What the server proves is told once it has (RV-36).
 */
const serversWord: ReadonlySet<string> = new Set<CommandName>([
  'TakeLease',
  'BreakLease',
  'MakeCleanCopy',
  'OpenConsult',
  'CloseConsultOverdue',
  ...issueServersWord,
  ...incomingServersWord,
])

/** A document after one unsent command, or undefined where the command no longer fits: then it leaves no trace (SY-71). */
export function replay(
  env: Pick<Env, 'me'>,
  doc: DocumentState | undefined,
  row: OutboxRow,
  { directory, device }: Pick<View, 'directory' | 'device'>,
): DocumentState | undefined {
  const command = checked(row)
  if (!command || serversWord.has(command.name)) return undefined
  const begins = command.name === 'CreateDraft' || command.name === 'RegisterPaper'
  const unitId = doc?.unitId ?? (begins ? command.args.unitId : '')
  const decided = decide(doc, command, {
    actor: actorOf(env, doc, unitId, directory),
    now: row.authoredAt,
    authoredAt: row.authoredAt,
    directory: directory ?? noDirectory,
    calendar: calendarWith(directory?.holidays),
    device: doc?.lease && doc.lease.device === row.madeBy ? row.madeBy : (row.device ?? device),
    commandId: row.cmdId,
    ...(row.foreseen ? { header: row.foreseen.header, body: { ...row.foreseen, version: (doc?.bodyVersion ?? 0) + 1 } } : {}),
  })
  return decided.ok ? evolveAll(doc, decided.events, row.authoredAt) : undefined
}

/**
 * Works out the overlay and list row of documents anew: the server's word, then every command not contained in it, in
 * the order they were given (SY-70). `known`: bases just written in this transaction, which are not read back. Answers the
 * documents as this person sees them.
 */
export async function refreshDocs(
  env: Pick<Env, 'me' | 'dueAt'>,
  tx: Tx,
  view: View,
  docIds: readonly DocumentId[],
  known: ReadonlyMap<DocumentId, DocumentState> = new Map(),
): Promise<(DocumentState | undefined)[]> {
  const asked = docIds.filter((docId) => !known.has(docId))
  const read = new Map((await tx.getMany('docs', asked)).flatMap((row) => (row ? [[row.id, row.data] as const] : [])))
  const bases = docIds.map((docId) => known.get(docId) ?? read.get(docId))
  const working = await tx.getMany('working', docIds)
  const commands = [...view.applied, ...view.outbox]
  const seen = docIds.map((docId, i) => {
    const pending = commands.filter((row) => row.docId === docId && !row.covered).toSorted((a, b) => a.local - b.local)
    let doc = bases[i]
    for (const row of pending) doc = replay(env, doc, row, view) ?? doc
    return doc
  })
  const overlays: OverlayRow[] = []
  const plain: DocumentId[] = []
  const rows: ListRow[] = []
  const gone: DocumentId[] = []
  for (const [i, docId] of docIds.entries()) {
    const doc = seen[i]
    if (doc && doc !== bases[i]) overlays.push({ docId, data: doc })
    else plain.push(docId)
    const unsent = view.outbox.filter((row) => row.docId === docId).length
    // what is typed and not sent yet shows too (SY-72)
    if (doc) rows.push({ ...listRow(doc, env.me.userId, unsent, view.attention.has(docId), env.dueAt), ...working[i]?.heading })
    else gone.push(docId)
  }
  await tx.putMany('overlay', overlays)
  // a first sync has no overlays: thousands of deletes for nothing
  if ((await tx.count('overlay')) > overlays.length) await tx.removeMany('overlay', plain)
  await tx.putMany('rows', rows)
  await tx.removeMany('rows', gone)
  return seen
}

/** Like `refreshDocs`, for one. */
export async function refreshDoc(
  env: Pick<Env, 'me' | 'dueAt'>,
  tx: Tx,
  view: View,
  docId: DocumentId,
): Promise<DocumentState | undefined> {
  const [seen] = await refreshDocs(env, tx, view, [docId])
  return seen
}

/** A document as this person sees it. */
export async function seenDoc(tx: Tx, docId: DocumentId): Promise<DocumentState | undefined> {
  return (await tx.get('overlay', docId))?.data ?? (await tx.get('docs', docId))?.data
}
