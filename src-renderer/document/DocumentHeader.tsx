import DownOutlined from '@ant-design/icons/DownOutlined'
import { Button, Dropdown, Tag, Tooltip, type MenuProps } from 'antd'
import type { ReactNode } from 'react'
import { openTurn, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { StepId } from '../../src-shared/workflow/directory.ts'
import { stepNameOf } from '../../src-shared/workflow/step-names.ts'
import { signedDay } from '../ui/moments.ts'
import { t, urgent } from '../ui/text.ts'
import { tb } from '../ui/text-branches.ts'
import { tpr } from '../ui/text-print.ts'
import type { Elements } from './ElementForm.tsx'
import type { ChapterPrimary } from '../ui/chapter.ts'
import type { Turn } from './turn.ts'

type Props = {
  doc: DocumentState
  elements: Elements
  turn: Turn
  formOpen: boolean
  /** why the primary action is not possible now */
  blocked: string | undefined
  withdrawBlocked: string | undefined
  /** 生成清稿, where it is this person's to do */
  clean: ReactNode
  /** what a chapter of the work asks for, where the route asks for nothing */
  work: ChapterPrimary | undefined
  /** more entries of the menu, of parts of the page */
  menu: NonNullable<MenuProps['items']>
  onPrimary: () => void
  onReturn: (to: StepId) => void
  onWithdraw: () => void
  onDiscard: () => void
  onFold: () => void
  onAttach: () => void
  onSave: () => void
  onPrint: () => void
}

/** What the document is, where it is, and at most one primary button. */
export function DocumentHeader(props: Props) {
  const { doc, elements, turn, formOpen } = props
  const open = openTurn(doc)
  const primary = turn.primary ? { submit: t.submit, approve: t.approve, sign: t.sign }[turn.primary] : props.work?.label
  const blocked = turn.primary ? props.blocked : props.work?.blocked
  const where = doc.signed
    ? [t.signedBy(doc.signed.by.name, signedDay(doc.signed.signedOn)), doc.clean && tb.cleanDone].filter(Boolean).join(' · ')
    : doc.state === 'X2'
      ? t.discarded
      : !turn.task && open
        ? t.waitsAt(stepNameOf(doc, open.step), open.assignee.name)
        : undefined
  const more = [
    { key: 'fold', label: formOpen ? t.foldForm : t.unfoldForm, onClick: props.onFold },
    { key: 'save', label: `${t.saveNow}　Ctrl+S`, onClick: props.onSave },
    { key: 'print', label: `${tpr.preview}　Ctrl+P`, onClick: props.onPrint },
    ...(turn.attach ? [{ key: 'attach', label: doc.incoming ? t.addScan : t.addAttachment, onClick: props.onAttach }] : []),
    ...props.menu,
    ...(turn.discard
      ? [{ type: 'divider' as const }, { key: 'discard', label: t.discard, danger: true, onClick: props.onDiscard }]
      : []),
  ]
  return (
    <header className="doc-head">
      <div className="doc-what">
        <h1 className="ellipsis" title={elements.title || t.untitled}>
          {elements.title || t.untitled}
        </h1>
        <div className="ellipsis muted">
          {elements.urgency && <Tag className={elements.urgency === urgent ? 'urgent' : 'rushed'}>{elements.urgency}</Tag>}
          {[elements.docType, `${t.toWhom} ${elements.mainTo.replace(/[：:]$/, '') || t.notWritten}`, where]
            .filter(Boolean)
            .join(' · ')}
        </div>
      </div>
      <div className="doc-acts">
        {primary && (
          <Tooltip title={blocked ?? `${primary} Ctrl+Enter`} mouseEnterDelay={0.4}>
            <Button type="primary" size="small" disabled={blocked !== undefined} onClick={props.onPrimary}>
              {primary}
            </Button>
          </Tooltip>
        )}
        {props.clean}
        {turn.returnTo.length > 0 && (
          <Dropdown
            trigger={['click']}
            menu={{
              items: turn.returnTo.toReversed().map((one) => ({
                key: one.step.id,
                label: `${one.step.name}　${one.person.name}`,
                onClick: () => props.onReturn(one.step.id),
              })),
            }}
          >
            <Button size="small">
              {t.giveBack} <DownOutlined aria-hidden />
            </Button>
          </Dropdown>
        )}
        {turn.withdrawFrom && (
          <Tooltip title={props.withdrawBlocked ?? t.withdrawHint(turn.withdrawFrom.assignee.name)}>
            <Button size="small" disabled={props.withdrawBlocked !== undefined} onClick={props.onWithdraw}>
              {t.withdraw}
            </Button>
          </Tooltip>
        )}
        <Dropdown trigger={['click']} menu={{ items: more }}>
          <Button size="small">
            {t.more} <DownOutlined aria-hidden />
          </Button>
        </Dropdown>
      </div>
    </header>
  )
}
