import { Button, Modal } from 'antd'
import { useState } from 'react'
import type { CalendarYear } from '../../src-shared/calendar/working-days.ts'
import type { CallOutput } from '../../src-shared/ipc/contract.ts'
import { call, codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { t } from '../ui/text.ts'
import { noticeText, ta } from '../ui/text-admin.ts'
import { daysText } from './day-runs.ts'
import { isSameNotice, noticeChanges } from './notice-changes.ts'

type Checked = NonNullable<CallOutput<'admin.checkHolidays'>>
type Props = { onApplied: (year: CalendarYear) => void; onClose: () => void }

/** 导入节假日安排: the year, what is wrong with it and what would change are shown before anything is (AD-48). */
export function HolidayDialog({ onApplied, onClose }: Props) {
  const [stage, setStage] = useState<'ask' | 'checking' | 'applying' | 'done'>('ask')
  const [shown, setShown] = useState<Checked | null>(null)
  const [code, setCode] = useState<string | null>(null)
  const busy = stage === 'checking' || stage === 'applying'

  const choose = async (): Promise<void> => {
    setCode(null)
    setStage('checking')
    try {
      setShown((await call('admin.checkHolidays', undefined)) ?? shown)
    } catch (error) {
      setShown(null)
      setCode(codeOf(error))
    }
    setStage('ask')
  }
  const apply = async (base: string): Promise<void> => {
    setCode(null)
    setStage('applying')
    try {
      const { notice } = await call('admin.applyHolidays', { base })
      setStage('done')
      if (notice) onApplied(notice)
    } catch (error) {
      // what was shown does not hold any more: it has to be looked at anew
      setShown(null)
      setCode(codeOf(error))
      setStage('ask')
    }
  }
  const notice = shown?.checked.notice
  const same = shown !== null && isSameNotice(shown.checked)
  return (
    <Modal
      open
      title={ta.holidayTitle}
      footer={null}
      width={shown ? 640 : 520}
      className="dialog admin-import"
      closable={!busy}
      mask={{ closable: false }}
      keyboard={!busy}
      onCancel={onClose}
    >
      {busy && <p role="status">{stage === 'checking' ? ta.checking : ta.applying}</p>}
      {stage === 'done' && notice && <p role="status">{ta.holidayApplied(notice.year)}</p>}
      {stage === 'ask' && !shown && (
        <>
          <p>{ta.holidayLead}</p>
          <p className="muted">{ta.holidayRule}</p>
        </>
      )}
      {stage === 'ask' && shown && <Shown shown={shown} same={same} />}
      {code !== null && (
        <p className="red" role="alert">
          {sentence(code)}
        </p>
      )}
      {!busy && (
        <div className="acts">
          {stage === 'done' && (
            <Button type="primary" size="small" autoFocus onClick={onClose}>
              {ta.done}
            </Button>
          )}
          {stage === 'ask' && shown && notice && !same && (
            <Button type="primary" size="small" autoFocus onClick={() => void apply(shown.checked.base)}>
              {ta.apply}
            </Button>
          )}
          {stage === 'ask' && (
            <Button
              type={shown ? 'default' : 'primary'}
              size="small"
              autoFocus={!shown || !notice || same}
              onClick={() => void choose()}
            >
              {shown ? ta.chooseOther : ta.chooseOne}
            </Button>
          )}
          {stage === 'ask' && (
            <Button size="small" onClick={onClose}>
              {t.cancel}
            </Button>
          )}
        </div>
      )}
    </Modal>
  )
}

/** A checked file: its year, what is the matter with it, and what it changes. */
function Shown({ shown: { file, checked }, same }: { shown: Checked; same: boolean }) {
  const { notice, before, findings } = checked
  return (
    <>
      <p className="muted ellipsis">{file}</p>
      {findings.length > 0 && (
        <>
          <p>{notice ? ta.warnings(findings.length) : ta.errors(findings.length)}</p>
          <ul className="admin-notice-findings scroll-y">
            {findings.map((one, i) => (
              <li key={i} className={one.level === 'error' ? 'red' : undefined}>
                {noticeText(one)} <span className="muted">{one.code}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {notice && (
        <>
          <p>
            {ta.holidayCount(notice.year, notice.off.length, notice.work.length)}
            {same ? ta.holidaySame : before ? ta.holidayReplaces : ta.holidayFirst}
          </p>
          {!same && (
            <dl className="admin-notice">
              {noticeChanges(checked).map(({ what, days }) => (
                <div key={what}>
                  <dt>{ta.noticeChange[what]}</dt>
                  <dd>{daysText(days, notice.year)}</dd>
                </div>
              ))}
            </dl>
          )}
          {!same && <p className="muted">{ta.holidayKeeps}</p>}
        </>
      )}
    </>
  )
}
