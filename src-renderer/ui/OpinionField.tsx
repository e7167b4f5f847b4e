import { Form, Input } from 'antd'
import { useRef, type KeyboardEvent } from 'react'
import { offeredPhrases } from '../../src-shared/organisation/phrases.ts'
import { isComposing } from './composing.ts'
import { useHalfWritten } from './half-written.ts'
import { usePhrases } from './phrases.ts'
import { t } from './text.ts'

type Props = {
  label: string
  /** the words usual at this very step */
  phrases: readonly string[]
  hint?: string | undefined
  required?: string | undefined
  name?: string
  /** most letters */
  atMost?: number
  onPhrase: (phrase: string) => void
}

/**
 * A text field for an opinion with the phrases one writes most: those of the step, one's own, the organ's. A click or Alt+1 to
 * Alt+9 puts one in: a usual one takes the place of what stands there, any other goes where one writes (AD-61).
 */
export function OpinionField({ label, phrases, hint, required, name = 'text', atMost = 2000, onPhrase }: Props) {
  const form = Form.useFormInstance<Record<string, string | undefined>>()
  const { own, unit } = usePhrases()
  const field = useRef<HTMLDivElement>(null)
  useHalfWritten(
    label,
    () => form.getFieldValue(name) ?? '',
    (text) => form.setFieldValue(name, text),
  )
  const all = offeredPhrases(own, unit, phrases)
  const put = (phrase: string): void => {
    if (phrases.includes(phrase)) return onPhrase(phrase)
    const text = form.getFieldValue(name) ?? ''
    const area = field.current?.querySelector('textarea')
    // a usual phrase nobody added to gives way; what a person wrote stays
    const [from, to] = phrases.includes(text)
      ? [0, text.length]
      : [area?.selectionStart ?? text.length, area?.selectionEnd ?? text.length]
    form.setFieldValue(name, `${text.slice(0, from)}${phrase}${text.slice(to)}`.slice(0, atMost))
    area?.focus()
  }
  const onKey = (event: KeyboardEvent): void => {
    const phrase =
      event.altKey && !event.ctrlKey && !event.metaKey ? all[Number(/^Digit([1-9])$/.exec(event.code)?.[1]) - 1] : undefined
    if (phrase === undefined || isComposing(event)) return
    event.preventDefault()
    put(phrase)
  }
  return (
    <div ref={field} onKeyDown={onKey}>
      <Form.Item
        name={name}
        label={label}
        rules={required ? [{ required: true, whitespace: true, message: required }] : []}
        className="opinion-item"
      >
        <Input.TextArea rows={3} className="grows" maxLength={atMost} placeholder={hint ?? ''} />
      </Form.Item>
      {all.length > 0 && (
        <div className="phrases" role="group" aria-label={t.phrasesLabel}>
          {all.map((phrase, i) => (
            <button
              key={phrase}
              type="button"
              className="plain phrase"
              {...(i < 9 ? { 'aria-keyshortcuts': `Alt+${i + 1}`, title: `Alt+${i + 1}` } : {})}
              onClick={() => put(phrase)}
            >
              {phrase}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
