import type { Duplicate, RegisterNumber } from './part.ts'

/** What only the server knows of 收文, and hands to `decide` inside the command's transaction; nothing at a desk. */
export type IncomingFacts = {
  /** for SignFor: the layout file that is not what it was, by its name; null: all are whole (WF-51) */
  damaged?: string | null | undefined
  /** the 收文 of the unit this one looks like; null: none */
  duplicate?: Duplicate | null | undefined
  /** the number the book gives; taken for good only when the transaction is committed */
  number?: RegisterNumber | undefined
  /** for LinkReply: the draft as it is called, where the sender may link it; null: no such draft */
  replyDraft?: { title: string; number: string } | null | undefined
  /** for SignFor: the document of this unit that what came answers */
  answered?: { docId: string; title: string; number: string } | null | undefined
}
