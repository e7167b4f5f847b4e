/** What can be wrong with a document's record; each class of damage has its own (RV-54). */
export type FindingCode =
  | 'HOLE' // a version is missing
  | 'HASH' // a rebuilt version is not what its SM3 names
  | 'KEPT' // a whole document kept beside the steps is another
  | 'STEPS' // steps do not fit the version before, or are not those submitted
  | 'SCHEMA' // a version breaks the schema, or was written with a newer one
  | 'AUTHOR' // a change signed by somebody who did not save it, or dated into the future
  | 'STEP' // a change signed with a step its author did not hold
  | 'CHANGE' // an earlier change is gone or altered
  | 'BASE' // text altered without a change that says so
  | 'ROWS' // the table of changes or decisions is not what versions and events say
  | 'EVENT' // an event is missing, added or altered
  | 'STATE' // the document as it stands is not the fold of its events
  | 'DECISION' // a decision by somebody without the turn, or on a change that was not there
  | 'SIGNATURE' // a signature on another text or other open changes than those it names
  | 'BRANCH' // late edits: row, event and settled version do not agree, or the edits do not fit their base
  | 'CLEAN' // a clean copy is missing, altered, or not what the decisions give
  | 'NUMBER' // a 发文字号 that is not in the book as the document has it
  | 'LAYOUT' // 版式文件 missing, altered or of another text, or an electronic seal that does not hold
  | 'BASIS' // an opinion on a text that never was
  | 'AUDIT' // a line of the audit chain is missing or altered
  | 'ARGS' // a command's arguments are not those the audit line names

export type Finding = { code: FindingCode; version?: number | undefined; id?: string | undefined; words: string }

/** What is told at most: one page; the rest is counted. */
const SHOWN = 200

/** Gathers findings in the order they are met; keeps the first ones and counts all, however damaged a document is. */
export class Findings {
  readonly list: Finding[] = []
  count = 0

  add(code: FindingCode, words: string, more: { version?: number; id?: string } = {}): void {
    this.count++
    if (this.list.length < SHOWN) this.list.push({ code, words, ...more })
  }
}
