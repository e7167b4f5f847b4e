import { Form, Input } from 'antd'
import { useHalfWritten } from './half-written.ts'
import { t } from './text.ts'

type Props = {
  label: string
  phrases: readonly string[]
  hint?: string | undefined
  required?: string | undefined
  name?: string
  /** most letters */
  atMost?: number
  onPhrase: (phrase: string) => void
}

/** A text field for an opinion with the phrases one writes most; a click puts a phrase in. */
export function OpinionField({ label, phrases, hint, required, name = 'text', atMost = 2000, onPhrase }: Props) {
  const form = Form.useFormInstance<Record<string, string | undefined>>()
  useHalfWritten(
    label,
    () => form.getFieldValue(name) ?? '',
    (text) => form.setFieldValue(name, text),
  )
  return (
    <>
      <Form.Item
        name={name}
        label={label}
        rules={required ? [{ required: true, whitespace: true, message: required }] : []}
        className="opinion-item"
      >
        <Input.TextArea rows={3} className="grows" maxLength={atMost} placeholder={hint ?? ''} />
      </Form.Item>
      {phrases.length > 0 && (
        <div className="phrases" role="group" aria-label={t.phrasesLabel}>
          {phrases.map((phrase) => (
            <button key={phrase} type="button" className="plain phrase" onClick={() => onPhrase(phrase)}>
              {phrase}
            </button>
          ))}
        </div>
      )}
    </>
  )
}
