import { Button, Input } from 'antd'
import { useState } from 'react'
import { isComposing } from '../ui/composing.ts'
import { useHalfWritten } from '../ui/half-written.ts'
import { tc } from '../ui/text-comments.ts'

type Props = {
  label: string
  /** tells fields of the same label apart */
  place?: string
  autoFocus?: boolean
  onSend: (text: string) => Promise<boolean>
  onCancel?: () => void
}

/** Where a remark or an answer is written: Ctrl+Enter sends, Esc leaves; what could not be sent stays in the field. */
export function RemarkField({ label, place = '', autoFocus = false, onSend, onCancel }: Props) {
  const [text, setText] = useState('')
  const [sending, setSending] = useState(false)
  useHalfWritten(`${label} ${place}`, () => text, setText)
  const said = text.trim()
  const send = async (): Promise<void> => {
    if (!said || sending) return
    setSending(true)
    if (await onSend(said)) setText('')
    setSending(false)
  }
  return (
    <div className="remark-field">
      <Input.TextArea
        autoFocus={autoFocus}
        autoSize={{ minRows: 1, maxRows: 8 }}
        maxLength={2000}
        value={text}
        placeholder={label}
        aria-label={label}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (isComposing(event)) return
          if (event.key === 'Enter' && event.ctrlKey) {
            event.preventDefault()
            event.stopPropagation() // in the window it is the document's main action
            void send()
          } else if (event.key === 'Escape' && onCancel) {
            event.stopPropagation()
            onCancel()
          }
        }}
      />
      {(said || onCancel) && (
        <div className="remark-acts">
          {onCancel && (
            <Button size="small" type="text" onClick={onCancel}>
              {tc.cancel}
            </Button>
          )}
          <Button size="small" type="primary" disabled={!said} loading={sending} onClick={() => void send()}>
            {tc.send}
          </Button>
        </div>
      )}
    </div>
  )
}
