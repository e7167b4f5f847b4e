import { Modal } from 'antd'
import type { ReactNode } from 'react'
import { focusWriting } from '../ui/focus-writing.ts'
import { t } from '../ui/text.ts'

/** What every dialog of the work on a document is told. */
export type DialogProps = { busy: boolean; onCancel: () => void }

/** A dialog of the work on a document: what it does is said first; `onOk` is asked for when its button is pressed. */
export function WorkDialog(
  props: DialogProps & {
    title: string
    ok: string
    tells?: string
    disabled?: boolean
    danger?: boolean
    width?: number
    onOk: () => void
    children: ReactNode
  },
) {
  const { title, ok, tells, disabled = false, danger = false, width = 520, busy, onCancel, onOk, children } = props
  return (
    <Modal
      open
      title={title}
      okText={ok}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy, disabled, danger }}
      onCancel={onCancel}
      onOk={onOk}
      width={width}
      afterOpenChange={focusWriting}
      className="dialog work-dialog"
    >
      {tells !== undefined && <p>{tells}</p>}
      {children}
    </Modal>
  )
}
