import { z } from 'zod'
import { person } from './person.ts'

/*
 * 批注: what people say to each other about a place in the text. A thread hangs on an anchor in the body (the mark
 * `comment` with its id, RV-18) but does not live from it: where the text is gone, the quote is still there.
 */

export const reply = z.object({ id: z.uuid(), by: person, text: z.string().min(1).max(2000), at: z.number() })
export type Reply = z.infer<typeof reply>

export const thread = z.object({
  id: z.uuid(),
  /** the words it was opened on, as they stood then */
  quote: z.string().max(200),
  /** the first is what it was opened with */
  replies: z.array(reply).min(1),
  settled: z.object({ by: person, at: z.number() }).nullable(),
})
export type Thread = z.infer<typeof thread>

/** More than this in one thread belongs into a talk, not into a document. */
export const repliesAtMost = 500
export const threadsAtMost = 2000

export type ThreadEvent =
  | { type: 'ThreadOpened'; thread: Thread }
  | { type: 'ThreadReplied'; threadId: string; reply: Reply }
  | { type: 'ThreadSettled'; threadId: string; settled: Thread['settled'] }

/** Applies one event to the threads of a document. A reply to a settled thread opens it again. */
export function evolveThreads(threads: readonly Thread[], event: ThreadEvent): Thread[] {
  switch (event.type) {
    case 'ThreadOpened':
      return [...threads, event.thread]
    case 'ThreadReplied':
      return threads.map((one) =>
        one.id === event.threadId ? { ...one, replies: [...one.replies, event.reply], settled: null } : one,
      )
    case 'ThreadSettled':
      return threads.map((one) => (one.id === event.threadId ? { ...one, settled: event.settled } : one))
  }
}
