import { App } from 'antd'
import { useMemo, useState } from 'react'
import { v7 } from 'uuid'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { consultTaskOf, leadsConsult, mayOpenConsult } from '../../../src-shared/workflow/consult/rights.ts'
import { asksOf, disagreeing, waitingUnits } from '../../../src-shared/workflow/consult/standing.ts'
import { newTaskId } from '../../data/acts.ts'
import type { DeskData } from '../../data/api.ts'
import { sentence } from '../../ui/messages.ts'
import { tcs } from '../../ui/text-consult.ts'
import { noChapter, type Chapter, type ChapterProps } from '../chapter.ts'
import { AnswerDialog, type Answer } from './AnswerDialog.tsx'
import { AskedBar, LeadBar } from './ConsultBar.tsx'
import { OpenConsultDialog, type Asking } from './OpenConsultDialog.tsx'
import { useSummary } from './use-summary.tsx'

type Open = { what: 'ask'; units: readonly string[] } | { what: 'answer'; suggestions: number | undefined }

/** 征求意见、会签 on a document's page: asking and leading for who may, answering for who is asked. */
export function useConsult({ data, session, state, directory, online, now, acts }: ChapterProps): Chapter {
  const { message } = App.useApp()
  const [open, setOpen] = useState<Open | null>(null)
  const me = session.session.user.id
  const docId = state.id
  const leads = directory !== undefined && leadsConsult(state, me, directory)
  const mayOpen = directory !== undefined && mayOpenConsult(state, me, directory)
  const blocked = online ? undefined : sentence('NET-OFFLINE')
  const task = consultTaskOf(state, me)
  const mine = useMemo(() => asksOf(state).find(({ ask }) => ask.taskId === task?.id), [state, task])
  const asked = asksOf(state).length > 0
  const ask = (units: readonly string[]): void => setOpen({ what: 'ask', units })
  const summary = useSummary({ state, leads, mayOpen, blocked, now, acts, onAgain: (unitId) => ask([unitId]) })
  if (!asked && !mayOpen) return noChapter

  const send = async ({ units, days, text }: Asking): Promise<void> => {
    const asks = units.map((unitId) => ({ unitId, taskId: newTaskId() }))
    if (!(await acts.act('OpenConsult', { docId, roundId: v7(), asks, days, text }))) return
    void message.success(tcs.opened(units.length))
    setOpen(null)
  }
  const begin = async (): Promise<void> => {
    // what is being typed counts too
    if (!(await acts.prepare())) return
    setOpen({ what: 'answer', suggestions: await suggestionsIn(data, docId) })
  }
  const answer = async ({ stance, text }: Answer): Promise<void> => {
    if (!task) return setOpen(null)
    const args = { docId, taskId: task.id, stance, text, signedOn: data.today(), basisSm3: state.bodySm3 }
    if (!(await acts.act('GiveConsultOpinion', args))) return
    void message.success(tcs.answered)
    setOpen(null)
  }
  const waiting = waitingUnits(state)
  const against = disagreeing(state)
  return {
    primary: task && mine ? { label: tcs.answer, blocked: undefined, run: () => void begin() } : undefined,
    menu: [
      // who has the turn as well has another primary button
      ...(mine ? [{ key: 'consult-answer', label: tcs.answerEntry, onClick: () => void begin() }] : []),
      ...(mayOpen ? [{ key: 'consult', label: tcs.open, title: blocked ?? '', disabled: !online, onClick: () => ask([]) }] : []),
      ...(asked ? [{ key: 'consult-summary', label: tcs.summary, onClick: summary.show }] : []),
    ],
    bar: (
      <>
        {leads && state.state === 'F2' && <LeadBar state={state} now={now} onSummary={summary.show} />}
        {mine && <AskedBar asked={mine} state={state} now={now} />}
      </>
    ),
    dialog: (
      <>
        {summary.drawer}
        {open?.what === 'ask' && directory && (
          <OpenConsultDialog
            directory={directory}
            chosen={open.units}
            without={new Set([state.unitId, ...waiting.map(({ ask: one }) => one.unitId)])}
            now={now}
            busy={acts.busy}
            onCancel={() => setOpen(null)}
            onOpen={(asking) => void send(asking)}
          />
        )}
        {open?.what === 'answer' && mine && (
          <AnswerDialog
            unit={mine.ask.unitName}
            suggestions={open.suggestions}
            offline={!online}
            busy={acts.busy}
            onCancel={() => setOpen(null)}
            onAnswer={(given) => void answer(given)}
          />
        )}
      </>
    ),
    blocked:
      waiting.length > 0
        ? tcs.waitingFor(waiting.map(({ ask: one }) => one.unitName).join('、'))
        : against.length > 0
          ? tcs.against(against.map(({ ask: one }) => one.unitName).join('、'))
          : undefined,
  }
}

/** How many places this person changed in their own copy of the text; undefined where it cannot be told. */
async function suggestionsIn(data: DeskData, docId: ChapterProps['state']['id']): Promise<number | undefined> {
  const body = await data.openBody(docId).catch(() => undefined)
  if (!body) return undefined
  const known = new Set(listChanges(body.base).map((change) => change.id))
  return listChanges(body.working).filter((change) => !known.has(change.id)).length
}
