import type { DocumentHeader } from '../document/header.ts'
import type { Calendar } from '../calendar/working-days.ts'
import type { Directory } from './directory.ts'
import type { IncomingFacts } from './incoming/server-facts.ts'
import type { IssueFacts } from './issue/server-facts.ts'
import type { Person } from './person.ts'
import { rejectionCodes, type BodyResult, type Rejection, type RejectionCode } from './events.ts'

/** What a decision rests on: who acts, when, the address book, and for body commands what became of the body. */
export type DecideContext = {
  actor: Person
  /** server's clock at the server, the desk's clock at the desk; epoch ms */
  now: number
  /** when the person acted, by the desk's clock; epoch ms */
  authoredAt: number
  directory: Directory
  /** notices of holidays limits are counted by; those this program ships where nothing is said */
  calendar?: Calendar | undefined
  /** the desk that acts: a lease is held by a person at one desk (WF-17) */
  device: string
  /** the command's own id: what a lease that it takes is called */
  commandId: string
  /** set for CreateDraft, SubmitBody and, at the server, BringInBranch: the body has been applied, verified and hashed */
  body?: BodyResult | undefined
  /** set for MakeCleanCopy at the server: what the decisions give on the text that was signed, proved (RV-36) */
  clean?: { sm3: string } | undefined
  /** for DecideChanges: the 要素 once the decisions are given; undefined where the caller has not the body at hand */
  header?: DocumentHeader | undefined
  /** ids of all tracked changes in the head version; undefined where the caller has not the body at hand */
  changeIds?: ReadonlySet<string> | undefined
  /** for AddInk: the version the drawing lies on; null: there never was such a version; undefined where the caller cannot know */
  drawnOn?: { version: number; sm3: string } | null | undefined
  /** for AddSupplement at the server: whether the command it stands for was refused to this person at this document */
  wasRefused?: boolean | undefined
  /** for 发文办理 at the server: the number, the ids of copies, the archive package */
  issue?: IssueFacts | undefined
  /** what the server alone knows of 收文: registers, files, drafts */
  incoming?: IncomingFacts | undefined
  /** at a restored server that waits for work of an earlier epoch: tasks arrive anew, on a later day than they did (SY-100) */
  recovering?: boolean | undefined
  /** E-level writing rules that stand against submitting, such as ['R-02'] */
  ruleErrors?: readonly string[] | undefined
}

/** A refusal by its code, with the rule it broke and the article of the 条例 where there is one. */
export const refuse = (code: RejectionCode, detail?: string, article?: string): Rejection => ({
  ok: false,
  code,
  rule: rejectionCodes[code],
  ...(article === undefined ? {} : { article }),
  ...(detail === undefined ? {} : { detail }),
})
