import { Button, Modal } from 'antd'
import { useState } from 'react'
import type { CallOutput } from '../../src-shared/ipc/contract.ts'
import { hasErrors, isEmptyPlan } from '../../src-shared/organisation/model.ts'
import { call, codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { t } from '../ui/text.ts'
import { ta } from '../ui/text-admin.ts'
import { FindingList } from './FindingList.tsx'
import { PlanCounts } from './PlanCounts.tsx'
import { waitingIn } from './plan-counts.ts'

type Checked = NonNullable<CallOutput<'admin.check'>>

/** 导入机构人员: what would change and what is wrong are shown before anything is; then it is all done or none of it (AD-40). */
export function ImportDialog({ onApplied, onClose }: { onApplied: () => void; onClose: () => void }) {
  const [stage, setStage] = useState<'ask' | 'checking' | 'applying' | 'done'>('ask')
  const [shown, setShown] = useState<Checked | null>(null)
  const [code, setCode] = useState<string | null>(null)
  const busy = stage === 'checking' || stage === 'applying'

  const choose = async (): Promise<void> => {
    setCode(null)
    setStage('checking')
    try {
      setShown((await call('admin.check', undefined)) ?? shown)
    } catch (error) {
      setShown(null)
      setCode(codeOf(error))
    }
    setStage('ask')
  }
  const apply = async ({ checked }: Checked): Promise<void> => {
    setCode(null)
    setStage('applying')
    try {
      await call('admin.apply', { base: checked.base })
      setStage('done')
      onApplied()
    } catch (error) {
      // what was shown does not hold any more: it has to be looked at anew
      setShown(null)
      setCode(codeOf(error))
      setStage('ask')
    }
  }
  const wrong = shown !== null && hasErrors(shown.checked.findings)
  const same = shown !== null && isEmptyPlan(shown.checked.plan)
  const waits = shown ? waitingIn(shown.checked.plan) : 0
  return (
    <Modal
      open
      title={ta.importTitle}
      footer={null}
      width={shown ? 820 : 520}
      className="dialog admin-import"
      closable={!busy}
      mask={{ closable: false }}
      keyboard={!busy}
      onCancel={onClose}
    >
      {busy && <p role="status">{stage === 'checking' ? ta.checking : ta.applying}</p>}
      {stage === 'done' && (
        <div role="status">
          <p>{ta.applied}</p>
          {waits > 0 && <p>{ta.appliedWaits(waits)}</p>}
        </div>
      )}
      {stage === 'ask' && !shown && (
        <>
          <p>{ta.importLead}</p>
          <p className="muted">{ta.importRule}</p>
        </>
      )}
      {stage === 'ask' && shown && (
        <>
          <p className="muted ellipsis">{ta.files(shown.files)}</p>
          {same ? !wrong && <p>{ta.nothing}</p> : <PlanCounts plan={shown.checked.plan} />}
          {!wrong && waits > 0 && <p>{ta.waits(waits)}</p>}
          {shown.checked.findings.length > 0 && <FindingList findings={shown.checked.findings} />}
        </>
      )}
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
          {stage === 'ask' && shown && !wrong && !same && (
            <Button type="primary" size="small" autoFocus onClick={() => void apply(shown)}>
              {ta.apply}
            </Button>
          )}
          {stage === 'ask' && (
            <Button
              type={shown ? 'default' : 'primary'}
              size="small"
              autoFocus={!shown || wrong || same}
              onClick={() => void choose()}
            >
              {shown ? ta.chooseOther : ta.choose}
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
