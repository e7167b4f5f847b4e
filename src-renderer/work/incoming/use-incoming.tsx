import { App } from 'antd'
import { useState } from 'react'
import type { DocumentId } from '../../../src-shared/ids.ts'
import type { CommandArgs, CommandName } from '../../../src-shared/workflow/commands.ts'
import { issuingUnit } from '../../../src-shared/workflow/directory.ts'
import { codeOf } from '../../desk.ts'
import { sentence } from '../../ui/messages.ts'
import { tin } from '../../ui/text-incoming.ts'
import { noChapter, type Chapter, type ChapterProps } from '../chapter.ts'
import { offeredTo, type IncomingAct, type Offered } from './incoming-acts.ts'
import { IncomingBar } from './IncomingBar.tsx'
import { IncomingDialogs } from './IncomingDialogs.tsx'
import { Whereabouts } from './Whereabouts.tsx'

/** 收文办理 on a document's page: each step for whoever has the turn or the post; on a 发文, its links and the answers that came back. */
export function useIncoming({ data, session, state, directory, online, now, acts }: ChapterProps): Chapter {
  const { message } = App.useApp()
  const [open, setOpen] = useState<IncomingAct | null>(null)
  const bar = <IncomingBar state={state} now={now} onReaders={() => setOpen('whereabouts')} />
  if (state.kind !== 'incoming') return { ...noChapter, bar }
  if (!directory) return noChapter
  const { primary, menu, turn } = offeredTo(state, session.session.user.id, directory, online)

  const send = async <N extends CommandName>(name: N, args: Omit<CommandArgs<N>, 'docId'>): Promise<void> => {
    // only the dialog it came from: what has no dialog is on record a moment after the next button shows
    if (await acts.act(name, { docId: state.id, ...args } as CommandArgs<N>)) setOpen((now) => (now === open ? null : now))
  }
  /** a draft of one's own that answers it, linked once it is made */
  const draftReply = async (): Promise<void> => {
    const docType = state.header.docType === '请示' ? '批复' : '函'
    // in the name of the organ a draft of theirs is made in
    const [post] = session.session.posts
    const issuer = (post && issuingUnit(directory, post.unitId)?.name) ?? ''
    try {
      const about = state.header.title.replace(/^.*?关于/, '关于').replace(/的(请示|函|报告)$/, '')
      const replyDocId: DocumentId = await data.createDraft({
        codes: { docType },
        elements: { title: `${issuer}${about}的${docType}`, mainTo: `${state.incoming?.fromUnit ?? ''}：`, issuer },
      })
      await data.submitBody(replyDocId)
      if (await acts.act('LinkReply', { docId: state.id, replyDocId })) void message.success(tin.replyLinked, 6)
    } catch (error) {
      void message.error(sentence(codeOf(error)), 6)
    }
  }
  const run = ({ act }: Offered): void => {
    if (act === 'replyDraft') void draftReply()
    else if (act === 'resume') void send('ResumeClock', {})
    else if (act === 'accept' && turn) void send('AcceptHandling', { taskId: turn.id })
    else setOpen(act)
  }

  return {
    primary: primary && { label: primary.label, blocked: primary.blocked, run: () => run(primary) },
    menu: menu.map((one) => ({
      key: `incoming-${one.act}`,
      label: one.label,
      title: one.blocked ?? '',
      disabled: one.blocked !== undefined,
      onClick: () => run(one),
    })),
    bar,
    dialog:
      open === 'whereabouts' ? (
        <Whereabouts state={state} now={now} onClose={() => setOpen(null)} />
      ) : (
        open && (
          <IncomingDialogs
            open={open}
            state={state}
            turn={turn}
            directory={directory}
            today={data.today()}
            busy={acts.busy}
            onCancel={() => setOpen(null)}
            send={(name, args) => void send(name, args)}
          />
        )
      ),
  }
}
