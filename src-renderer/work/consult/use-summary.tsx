import { App } from 'antd'
import { useState, type ReactNode } from 'react'
import type { CommandArgs, CommandName } from '../../../src-shared/workflow/commands.ts'
import { disagreedBefore } from '../../../src-shared/workflow/consult/decide-lead.ts'
import { asksOf } from '../../../src-shared/workflow/consult/standing.ts'
import { summaryOf, type SummaryRow } from '../../../src-shared/workflow/consult/summary.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import type { Acts } from '../../data/acts.ts'
import { tcs } from '../../ui/text-consult.ts'
import { AdoptionDialog, CancelAskDialog, CloseOverdueDialog, RulingDialog } from './LeadDialogs.tsx'
import { SummaryDrawer, type LineAct } from './SummaryDrawer.tsx'

type Props = {
  state: DocumentState
  leads: boolean
  mayOpen: boolean
  /** why what needs a line cannot be done now */
  blocked: string | undefined
  now: number
  acts: Acts
  /** asks a unit once more: the second round */
  onAgain: (unitId: string) => void
}

type Asked = 'cancel' | 'close' | 'rule' | 'adopt'

/** The 意见汇总表 of the open document, with what its leader may do in each line. */
export function useSummary({ state, leads, mayOpen, blocked, now, acts, onAgain }: Props): {
  show: () => void
  drawer: ReactNode
} {
  const { message } = App.useApp()
  const [shown, setShown] = useState(false)
  const [asking, setAsking] = useState<{ what: Asked; row: SummaryRow } | null>(null)
  const docId = state.id
  const rows = shown || asking ? summaryOf(state) : []

  const act = async <N extends CommandName>(name: N, args: CommandArgs<N>): Promise<void> => {
    if (!(await acts.act(name, args))) return
    if (name === 'RemindConsult') void message.success(tcs.reminded)
    setAsking(null)
  }
  const entry = (key: string, label: string, off: string | undefined, onClick: () => void): LineAct => ({
    key,
    label,
    title: off ?? '',
    disabled: off !== undefined,
    onClick,
  })
  /** Why a unit cannot be closed as overdue now (WF-75). */
  const notOverdue = (row: SummaryRow): string | undefined => {
    const found = asksOf(state).find(({ ask }) => ask.taskId === row.taskId)
    if (!found || now <= found.round.dueAt) return tcs.notLate
    if (disagreedBefore(state, found.ask)) return tcs.saidNo
    return found.ask.reminded.length === 0 ? tcs.notReminded : blocked
  }
  const actsOf = (row: SummaryRow): LineAct[] => {
    if (!leads) return []
    const ask = (what: Asked) => () => setAsking({ what, row })
    const isLast = rows.findLast((one) => one.unitId === row.unitId) === row
    if (row.standing === 'waiting')
      return [
        entry('remind', tcs.remind, blocked, () => void act('RemindConsult', { docId, units: [row.unitId] })),
        entry('close', tcs.closeOverdue, notOverdue(row), ask('close')),
        entry('cancel', tcs.cancel, blocked, ask('cancel')),
      ]
    const settling =
      row.standing === 'disagree' && isLast
        ? [
            ...(mayOpen ? [entry('again', tcs.again, blocked, () => onAgain(row.unitId))] : []),
            entry('rule', tcs.rule, blocked, ask('rule')),
          ]
        : []
    return row.by === '' ? settling : [...settling, entry('adopt', tcs.adopt, undefined, ask('adopt'))]
  }
  const waiting = rows.filter((row) => row.standing === 'waiting').map((row) => row.unitId)
  const dialog = asking && {
    row: asking.row,
    busy: acts.busy,
    onCancel: () => setAsking(null),
  }
  const { unitId, roundId } = asking?.row ?? { unitId: '', roundId: '' }
  return {
    show: () => setShown(true),
    drawer: (
      <>
        {shown && (
          <SummaryDrawer
            title={state.header.title}
            rows={rows}
            actsOf={actsOf}
            remindAll={
              leads && waiting.length > 0
                ? { blocked, run: () => void act('RemindConsult', { docId, units: waiting }) }
                : undefined
            }
            onClose={() => setShown(false)}
          />
        )}
        {dialog && asking.what === 'cancel' && (
          <CancelAskDialog {...dialog} onDone={(reason) => void act('CancelConsult', { docId, units: [unitId], reason })} />
        )}
        {dialog && asking.what === 'close' && (
          <CloseOverdueDialog {...dialog} onDone={() => void act('CloseConsultOverdue', { docId, units: [unitId] })} />
        )}
        {dialog && asking.what === 'rule' && (
          <RulingDialog {...dialog} onDone={(ruling) => void act('RuleDisagreement', { docId, unitId, ...ruling })} />
        )}
        {dialog && asking.what === 'adopt' && (
          <AdoptionDialog {...dialog} onDone={(given) => void act('RecordAdoption', { docId, roundId, unitId, ...given })} />
        )}
      </>
    ),
  }
}
