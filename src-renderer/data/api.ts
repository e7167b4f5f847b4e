import type { Node as PmNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import type { BodyJson } from '../../src-shared/document/body-json.ts'
import type { DocumentContent } from '../../src-shared/document/make.ts'
import type { CommandId, DocumentId } from '../../src-shared/ids.ts'
import type { CommandArgs, CommandName } from '../../src-shared/workflow/commands.ts'
import type { Decided } from '../../src-shared/workflow/events.ts'
import type { Flush } from '../../src-shared/sync/desk.ts'
import type { VersionRow } from '../../src-shared/sync/protocol.ts'
import type { ListRow } from '../../src-shared/sync/rows.ts'
import type { Copy, TakenCopy } from '../../src-shared/sync/safe-copy.ts'
import type { FirstSync } from './first-sync.ts'
import type { OwnPhraseStore } from './own-phrases.ts'
import type { UnitTemplateStore } from './unit-templates.ts'
import type { DeskSearch } from './search/desk-search.ts'
import type { SettledBy } from '../../src-shared/sync/store-port.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'

/** Places a user goes. Counts are shown only where a person must act: todo, drafts, outbox, attention. */
// 待办 草稿 在办 已办 待上报 需处理 收文登记簿
export const places = ['todo', 'drafts', 'active', 'done', 'outbox', 'attention', 'incoming'] as const
export type Place = (typeof places)[number]

/** One row of a list: all it shows, and nothing that changes while one types (style.md T9). */
export type DocumentRow = Omit<ListRow, 'places'>

/** One thing that needs a person (需处理): a refused or parked command with what it carried. */
export type AttentionItem = {
  id: string
  docId: DocumentId
  title: string
  code: string
  article: string | undefined
  detail: string | undefined
  commandName: CommandName
  args: unknown
  /** the command that was refused; null for text that belongs to none */
  cmdId: string | null
  /** the unsent text that was refused, if any */
  body: BodyJson | undefined
  /** the command this one fell with; undefined for the first of a group */
  parkedBy: string | undefined
  authoredAt: number
  at: number
  /** when and how it was settled; undefined while it waits */
  settled: { at: number; by: SettledBy | undefined } | undefined
}

/** One unsent command (待上报). */
export type OutboxItem = {
  cmdId: string
  docId: DocumentId
  title: string
  commandName: CommandName
  authoredAt: number
  status: 'queued' | 'inflight' | 'deferred'
}

/** For the status bar; always true. */
export type SyncStatus = {
  connection: 'online' | 'offline' | 'auth'
  /** epoch ms of the last complete pull; null before the first */
  lastSyncAt: number | null
  /** epoch ms of the last moment everything typed was on disk twice; null before the first save */
  savedAt: number | null
  saving: boolean
  pending: number
  attention: number
  /** first sync: how far it is; null when nothing is under way */
  progress: FirstSync | null
  disk: 'ok' | 'low' | 'full'
  /** the queue has stood still for 5 minutes though online */
  stalled: boolean
  /** code of something worth knowing that is no trouble (SY-RECOVERING); null where there is nothing */
  notice: string | null
}

/** What the editor opens. `base` is a version the server has (or the draft's first text); `working` is base plus unsent work. */
export type OpenBody = {
  docId: DocumentId
  base: PmNode
  baseVersion: number
  working: PmNode
}

/** A body that cannot be worked on: for reading only, with what is not known in it; damaged at the server; or not here yet. */
export type Unopened =
  | { kind: 'readOnly'; doc: PmNode; unknown: string[] }
  | { kind: 'damaged'; code: string }
  | { kind: 'missing' }

/** Everything the page does with data. Each write resolves when it is on disk twice (journal and Dexie). */
export type DeskData = {
  /** from its content, or from a text that is a draft already (`copyAsDraft`) */
  createDraft: (content: DocumentContent | PmNode) => Promise<DocumentId>
  /** undefined: the text is not on this desk yet and there is no line, or the server cannot give it */
  openBody: (docId: DocumentId) => Promise<OpenBody | undefined>
  /** Why a body does not open: a text that may only be read (RV-52), or the code of a damage at the server (RV-50). */
  unopened: (docId: DocumentId) => Promise<Unopened>
  /** Autosave: the editor's steps since the last call and the text they lead to. */
  saveTyping: (docId: DocumentId, steps: readonly Step[], working: PmNode) => Promise<void>
  /** Makes the unsent text a SubmitBody in the outbox (squashed with an unsent earlier one). No change: does nothing. */
  submitBody: (docId: DocumentId) => Promise<void>
  /**
   * Decides a command on the desk's own view, writes it to journal and outbox, shows its effect at once (overlay).
   * Saves the open body first where there is unsent text. A refusal is returned, nothing is written.
   */
  command: <N extends CommandName>(name: N, args: CommandArgs<N>) => Promise<Decided>
  /** A newer body arrived for an open document: the editor takes it over as a remote change. */
  onBodyMoved: (docId: DocumentId, listener: (next: OpenBody) => void) => () => void
  /**
   * While an editor is open it says here how to get what it holds unsaved: called without warning, must answer at once
   * (steps since its last save and the text they lead to, which it counts as saved until they are given back; undefined
   * for none or while composing).
   */
  onFlush: (docId: DocumentId, flush: Flush) => () => void
  isUnsent: (docId: DocumentId, changeId: string) => boolean
  /** 需处理: done with (kept 90 days), or taken up again */
  settleItem: (attentionId: string, how: SettledBy) => Promise<void>
  takeUpItem: (attentionId: string) => Promise<void>
  /** 需处理: the refused text as a new draft of the person's own */
  keepAsDraft: (attentionId: string) => Promise<DocumentId>
  /**
   * Makes ready for a safe copy: all text becomes commands, and what is unsent is not rewritten any more (SY-161). Answers how
   * many documents hold text that could not become a command yet; it goes along as text.
   */
  prepareCopy: (copyId: string) => Promise<number>
  /** Takes a safe copy in (SY-162): how much of it was new here. */
  takeCopy: (copy: Copy) => Promise<Omit<TakenCopy, 'docIds'>>
  /** a person asked to save and nothing is left to write down: the status bar says so, also where nothing had to be written */
  allSaved: () => void
  syncNow: () => void
  /** the step commands write into opinions: today's civil date in Asia/Shanghai */
  today: () => string
  directory: () => Promise<Directory | undefined>
  /** Every version the server has, oldest first. Rejects with NET-OFFLINE without a line. */
  versions: (docId: DocumentId) => Promise<VersionRow[]>
  /** One version's text. Rejects with NET-OFFLINE without a line, RV-HASH where it is not the text its name says (RV-20). */
  version: (docId: DocumentId, version: number) => Promise<PmNode>
  /** Late edits (未并入的修改): the version they were made on and the text they lead to. Rejects like `version`. */
  branch: (docId: DocumentId, branchId: CommandId) => Promise<{ base: PmNode; work: PmNode }>
  /** 查找 */
  search: DeskSearch
  /** 自己的常用语 */
  phrases: OwnPhraseStore
  /** 本机关范本, as this desk has them */
  templates: UnitTemplateStore
  /** SM3 of a text as versions and clean copies are named by (RV-20) */
  sm3Of: (text: PmNode) => string
}
