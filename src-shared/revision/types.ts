import type { AttrValue, Who } from '../document/schema.ts'

/** What tracking needs to know of the moment an edit happens. Shared code has no clock and no randomness. */
export type TrackContext = {
  /** user id of the person who edits */
  author: string
  /** id of the workflow step (环节) the person works at, such as 'review' */
  step: string
  /** epoch ms */
  now: number
  /** a fresh id (UUIDv7 in production) */
  newId: () => string
  /** true while a change is in no version on the server yet: its author may take it back without a trace (RV-01) */
  isUnsent: (changeId: string) => boolean
}

/** What a change does, as a reader is told it. */
export type ChangeKind =
  | 'insert' // 插入
  | 'delete' // 删除
  | 'replace' // a deletion and an insertion that share one id, 替换
  | 'format' // 格式
  | 'split' // 分段
  | 'join' // 并段
  | 'insertBlock' // 插入段落、表格、行、单元格
  | 'deleteBlock' // 删除段落、表格、行、单元格
  | 'attribute' // 段落样式、列表、要素代码 …
  | 'move' // one half of a move whose other half is open as well, 移动 (RV-23)

/** One change as a person sees it: all marks and entries of the document that share one change id. */
export type Change = Who & {
  kind: ChangeKind
  /** how many separate places it touches; more than one where it is a group, such as 全部替换 (RV-24) */
  places: number
  /** first and last position the change touches, in the document it was listed from */
  from: number
  to: number
  /** the element (要素) or block the change is in: an element name, or 'paragraph' | 'table' … */
  place: string
  /** struck text, up to 200 characters unless listed whole; '' where there is none; equal places of a group once */
  oldText: string
  /** inserted text, likewise */
  newText: string
  /** of a format or attribute change: which mark or attribute, and its values */
  attribute?: { name: string; old: AttrValue; new: AttrValue } | undefined
  /** shared by the deletion and the insertion of a move; of a lone half it means nothing (RV-23) */
  moveId?: string | undefined
  /** of kind 'move': whether the text went away from here or came here */
  moved?: 'away' | 'here' | undefined
}

export type Verdict = 'accept' | 'reject'

/** How a projection treats each change; 'keep' leaves it marked. */
export type Decide = (who: Who) => Verdict | 'keep'

/** Why a submitted body is refused. The server answers with the code, the desk shows the text that belongs to it. */
export type RevisionRefusal =
  | 'RV-STEP-INVALID' // a step is malformed or does not fit the base
  | 'RV-SCHEMA' // the result breaks the schema, or a tracking record is malformed
  | 'RV-BLOCK-ID' // a block has no id, or two blocks share one
  | 'RV-FOREIGN-AUTHOR' // a new change is signed by somebody else
  | 'RV-FOREIGN-STEP' // a new change is dated to another workflow step
  | 'RV-FUTURE' // a new change is dated more than a day ahead of the server
  | 'RV-CHANGE-REMOVED' // a change of somebody else, or a submitted one, is gone
  | 'RV-CHANGE-ALTERED' // an existing change was re-signed or re-dated
  | 'RV-BASE-ALTERED' // without the new changes the text is not the base any more
  | 'RV-COMMENT-REMOVED' // the anchor of another's comment is gone from text that is still there, or moved
  | 'RV-ID-REUSED' // a change id that was used in this document before
  | 'RV-NEWER-SCHEMA' // the text holds what this version does not know
  | 'RV-CHAIN' // the chain of versions is damaged
  | 'RV-UNEXPECTED-CHANGE' // an untracked draft brings tracking marks

/** An expected failure of the revision core; `code` is what crosses process borders. */
export class RevisionError extends Error {
  readonly code: RevisionRefusal

  constructor(code: RevisionRefusal, detail: string) {
    super(`${code}: ${detail}`)
    this.name = 'RevisionError'
    this.code = code
  }
}

/** What a log may say of a fault: a message of ProseMirror quotes the text (SE-29). */
export const faultCode = (fault: unknown): string =>
  fault instanceof RevisionError ? fault.code : fault instanceof Error ? fault.name : 'unknown'
