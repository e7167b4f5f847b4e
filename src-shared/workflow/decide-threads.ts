import type { Command } from './commands.ts'
import { refuse, type DecideContext } from './decide-context.ts'
import { openTaskOf, type DocumentState } from './document-state.ts'
import type { Decided } from './events.ts'
import { repliesAtMost, threadsAtMost, type Reply } from './threads.ts'

/** 批注: whoever reads the document may speak; settled by who opened it or whose turn it is. A draft thrown away is silent. */
export function decideThread(
  doc: DocumentState,
  command: Extract<Command, { name: 'OpenThread' | 'ReplyThread' | 'SettleThread' }>,
  ctx: DecideContext,
): Decided {
  if (doc.state === 'X2') return refuse('WF-STATE')
  const { threadId } = command.args
  const thread = doc.threads.find((one) => one.id === threadId)
  const by = ctx.actor
  const said = (id: string, text: string): Reply => ({ id, by, text, at: ctx.now })
  if (command.name === 'OpenThread') {
    const { quote, replyId, text } = command.args
    if (thread || doc.threads.length >= threadsAtMost) return refuse('WF-THREAD', threadId)
    const fresh = { id: threadId, quote, replies: [said(replyId, text)], settled: null }
    return { ok: true, events: [{ type: 'ThreadOpened', thread: fresh }] }
  }
  if (!thread) return refuse('WF-THREAD', threadId)
  if (command.name === 'ReplyThread') {
    const { replyId, text } = command.args
    if (thread.replies.length >= repliesAtMost) return refuse('WF-THREAD', threadId)
    return { ok: true, events: [{ type: 'ThreadReplied', threadId, reply: said(replyId, text) }] }
  }
  if (thread.replies[0]?.by.userId !== by.userId && !openTaskOf(doc, by.userId)) return refuse('WF-NOT-YOURS')
  const settled = command.args.settled ? { by, at: ctx.now } : null
  return { ok: true, events: [{ type: 'ThreadSettled', threadId, settled }] }
}
