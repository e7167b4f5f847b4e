import { App } from 'antd'
import type { Node as PmNode } from 'prosemirror-model'
import { useEffect, useMemo, useState } from 'react'
import { v7 } from 'uuid'
import { threadAnchors } from '../../src-shared/revision/anchors.ts'
import type { Command, CommandArgs } from '../../src-shared/workflow/commands.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Anchor } from '../comments/order.ts'
import { findQuote, quoteOf } from '../comments/quote.ts'
import type { DeskData } from '../data/api.ts'
import { codeOf } from '../desk.ts'
import type { OpenPage } from '../document/LivePage.tsx'
import { sentence } from '../ui/messages.ts'
import { tc } from '../ui/text-comments.ts'

type Options = {
  data: DeskData
  state: DocumentState | undefined
  page: OpenPage | undefined
  text: PmNode | undefined
  /** this person may set an anchor in the text */
  mayAnchor: boolean
  /** the rail shows the 批注 */
  onAsk: () => void
}
type ThreadCommand = Extract<Command['name'], 'OpenThread' | 'ReplyThread' | 'SettleThread'>
const nowhere: ReadonlyMap<string, Anchor> = new Map()

/** The 批注 of the open document: where they hang, and opening, answering and settling them (WF-16). */
export function useComments({ data, state, page, text, mayAnchor, onAsk }: Options) {
  const { message } = App.useApp()
  const [draft, setDraft] = useState<{ quote: string; from: number; to: number } | null>(null)
  const [current, setCurrent] = useState<string | null>(null)
  const threads = state?.threads
  const anchors = useMemo<ReadonlyMap<string, Anchor>>(() => {
    if (!text || !threads?.length) return nowhere
    const found = new Map<string, Anchor>(threadAnchors(text))
    for (const { id, quote } of threads) {
      const place = found.has(id) ? undefined : findQuote(text, quote)
      if (place) found.set(id, { ...place, struck: false })
    }
    return found
  }, [text, threads])

  useEffect(() => {
    const show = (event: MouseEvent): void => {
      const mark = event.target instanceof Element ? event.target.closest('.page-desk [data-comment]') : null
      const id = mark?.getAttribute('data-comment')
      if (!id) return
      setCurrent(id)
      onAsk()
    }
    document.addEventListener('click', show)
    return () => document.removeEventListener('click', show)
  }, [onAsk])

  /** Sends a command; answers whether it was taken, and tells why not. */
  const send = async <N extends ThreadCommand>(name: N, args: Omit<CommandArgs<N>, 'docId'>): Promise<boolean> => {
    if (!state) return false
    try {
      const decided = await data.command(name, { ...args, docId: state.id } as CommandArgs<N>)
      if (!decided.ok) void message.warning(sentence(decided.code, decided.article), 6)
      return decided.ok
    } catch (error) {
      void message.error(sentence(codeOf(error)))
      return false
    }
  }
  const begin = (): void => {
    const view = page?.editor.view
    if (!view) return
    const { from, to } = view.state.selection
    const quote = quoteOf(view.state.doc, from, to)
    if (quote === '') return void message.info(tc.selectFirst, 2)
    setDraft({ quote, from, to })
    onAsk()
  }
  const open = async (said: string): Promise<boolean> => {
    if (!draft) return false
    const threadId = v7()
    if (!(await send('OpenThread', { threadId, replyId: v7(), quote: draft.quote, text: said }))) return false
    // the words may have moved meanwhile: an anchor is set only where they still stand
    if (mayAnchor)
      page?.editor.edit((now) => {
        const { from, to } = draft
        const here = to <= now.doc.content.size && quoteOf(now.doc, from, to) === draft.quote
        return here ? now.tr.addMark(from, to, now.schema.mark('comment', { id: threadId })) : undefined
      })
    setDraft(null)
    setCurrent(threadId)
    return true
  }
  const jump = (threadId: string): void => {
    const place = anchors.get(threadId)
    setCurrent(threadId)
    if (place) page?.editor.jump(place.from, place.to)
  }
  return {
    draft,
    current,
    anchors,
    begin,
    cancel: () => setDraft(null),
    open,
    jump,
    reply: (threadId: string, said: string) => send('ReplyThread', { threadId, replyId: v7(), text: said }),
    settle: (threadId: string, settled: boolean) => void send('SettleThread', { threadId, settled }),
  }
}
