import { App } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { CommandArgs, CommandName } from '../../../src-shared/workflow/commands.ts'
import { numberText, type Receipt } from '../../../src-shared/workflow/issue/part.ts'
import { newTaskId } from '../../data/acts.ts'
import { sentence } from '../../ui/messages.ts'
import { ti } from '../../ui/text-issue.ts'
import { noChapter, type Chapter, type ChapterProps } from '../chapter.ts'
import { offeredTo, type IssueAct } from './issue-acts.ts'
import { IssueBar } from './IssueBar.tsx'
import { IssueDialogs } from './IssueDialogs.tsx'
import { Ledger } from './Ledger.tsx'

/** 发文办理 on a document's page: from 复核 to 归档, each for whoever has the post; and what became of it afterwards, for all. */
export function useIssue({ data, session, state, directory, online, now, acts }: ChapterProps): Chapter {
  const { message } = App.useApp()
  const [open, setOpen] = useState<IssueAct | null>(null)
  const [recalled, setRecalled] = useState<Receipt | null>(null)
  const numbering = useRef(false)
  const number = state.issue?.number
  useEffect(() => {
    // the number is the server's word: it is told when it has come
    if (!numbering.current || !number) return
    numbering.current = false
    void message.success(ti.numbered(numberText(number)), 6)
  }, [message, number])
  if (!directory || (!state.signed && !state.issue)) return noChapter
  const { primary, menu } = offeredTo(state, session.session.user.id, directory, online)
  const isClerk = menu.some(({ act }) => act === 'again')

  const close = (): void => {
    setOpen(null)
    setRecalled(null)
  }
  const send = async <N extends CommandName>(name: N, args: Omit<CommandArgs<N>, 'docId'>): Promise<void> => {
    numbering.current = name === 'AllocateNumber'
    if (await acts.act(name, { docId: state.id, ...args } as CommandArgs<N>)) {
      if (name === 'SignJoint') void message.success('stance' in args && args.stance === 'agree' ? ti.jointDone : ti.jointRefused)
      if (name === 'SealJoint') void message.success(ti.sealJointDone)
      close()
    }
  }
  const next = () => ({ nextTaskId: newTaskId() })

  return {
    primary: primary && { label: primary.label, blocked: primary.blocked, run: () => setOpen(primary.act) },
    menu: menu.map(({ act, label, blocked }) => ({
      key: `issue-${act}`,
      label,
      title: blocked ?? '',
      disabled: blocked !== undefined,
      danger: act === 'revoke' || act === 'repeal',
      onClick: () => setOpen(act),
    })),
    bar: <IssueBar state={state} />,
    dialog: (
      <>
        {open === 'ledger' && (
          <Ledger
            receipts={state.issue?.receipts ?? []}
            now={now}
            recall={isClerk ? setRecalled : undefined}
            blocked={online ? undefined : sentence('NET-OFFLINE')}
            onClose={close}
          />
        )}
        <IssueDialogs
          me={session.session.user.id}
          offline={!online}
          open={open}
          recalled={recalled}
          data={data}
          state={state}
          directory={directory}
          today={data.today()}
          now={now}
          busy={acts.busy}
          onCancel={() => (recalled ? setRecalled(null) : close())}
          send={(name, args) => void send(name, args)}
          next={next}
        />
      </>
    ),
  }
}
