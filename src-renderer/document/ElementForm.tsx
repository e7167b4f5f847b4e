import { Input, Select } from 'antd'
import { memo, useEffect, useRef, useState } from 'react'
import type { ElementName, HeaderCode } from '../../src-shared/document/schema.ts'
import { saidOrgans } from '../../src-shared/document/said-facts.ts'
import { approvalOptions, docTypes, opennesses, t, urgencies, weightOptions } from '../ui/text.ts'

export type Elements = Readonly<Record<ElementName | HeaderCode, string>>

type Props = {
  values: Elements
  /** names the address book offers for organs */
  organs: readonly string[]
  disabled: boolean
  /** what is wrong with a field, said beside it */
  troubles: ReadonlyMap<string, string>
  /** 报送 has been tried: every trouble is said */
  insist: boolean
  onCode: (name: HeaderCode, value: string) => void
  onText: (name: ElementName, value: string) => void
}

/** The 要素 as a form over the same document the page shows: each keystroke is the smallest change of the element. */
export const ElementForm = memo(function ElementForm({ values, organs, disabled, troubles, insist, onCode, onText }: Props) {
  const code = (name: HeaderCode, label: string, options: { value: string; label: string }[], width: number) => (
    <label className="field code">
      <span>{label}</span>
      <Select
        size="small"
        style={{ width }}
        value={values[name]}
        options={options}
        disabled={disabled}
        onChange={(value: string) => onCode(name, value)}
        aria-label={label}
      />
    </label>
  )
  const said = (name: 'concerned' | 'otherSuperiors', label: string, hint: string) => (
    <label className="field">
      <span>{label}</span>
      <Select
        size="small"
        mode="tags"
        className="organs"
        value={saidOrgans(values[name])}
        options={organs.map((value) => ({ value, label: value }))}
        tokenSeparators={['、', '，', ',', ' ']}
        placeholder={hint}
        disabled={disabled}
        onChange={(names: string[]) => onCode(name, names.flatMap(saidOrgans).join('、'))}
        aria-label={label}
      />
    </label>
  )
  const text = (name: ElementName, label: string, hint: string, wide = false) => (
    <Field
      key={name}
      label={label}
      hint={hint}
      wide={wide}
      value={values[name]}
      disabled={disabled}
      trouble={troubles.get(name)}
      insist={insist}
      onText={(value) => onText(name, value)}
    />
  )
  return (
    <div className="elements" aria-label={t.unfoldForm}>
      <div className="codes">
        {code(
          'docType',
          t.docType,
          docTypes.map((value) => ({ value, label: value })),
          84,
        )}
        {code('urgency', t.urgency, [...urgencies], 78)}
        {code('openness', t.openness, [...opennesses], 104)}
      </div>
      {text('title', t.title, t.titleHint, true)}
      {text('mainTo', t.mainTo, t.mainToHint)}
      {text('copyTo', t.copyTo, t.copyToHint)}
      {text('attachmentNote', t.attachmentNote, t.attachmentNoteHint)}
      {text('issuer', t.issuer, t.issuerHint)}
      <fieldset className="grounds">
        <legend>{t.grounds}</legend>
        <div className="codes" title={t.approvalHint}>
          {code('approval', t.approval, approvalOptions, 176)}
          {code('weight', t.weight, weightOptions, 104)}
        </div>
        {said('concerned', t.concerned, t.concernedHint)}
        {said('otherSuperiors', t.otherSuperiors, t.otherSuperiorsHint)}
      </fieldset>
    </div>
  )
})

type FieldProps = {
  label: string
  hint: string
  wide: boolean
  value: string
  disabled: boolean
  trouble: string | undefined
  insist: boolean
  onText: (value: string) => void
}

function Field({ label, hint, wide, value, disabled, trouble, insist, onText }: FieldProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const composing = useRef(false)
  // what is missing is said once one has been at the field, or has tried 报送; never before a word is written
  const [visited, setVisited] = useState(false)
  const said = visited || insist ? trouble : undefined
  // while an input method composes the field keeps its own text; else the document is the truth
  useEffect(() => {
    if (!composing.current) setTyped(null)
  }, [value])
  const commit = (next: string): void => {
    if (composing.current) return
    onText(next)
    setTyped(null)
  }
  return (
    <label className={`field${wide ? ' wide' : ''}`}>
      <span>{label}</span>
      <div>
        <Input
          size="small"
          value={typed ?? value}
          placeholder={hint}
          disabled={disabled}
          status={said ? 'error' : ''}
          aria-invalid={said !== undefined}
          onBlur={() => setVisited(true)}
          onCompositionStart={() => {
            composing.current = true
          }}
          onCompositionEnd={(event) => {
            composing.current = false
            commit(event.currentTarget.value)
          }}
          onChange={(event) => {
            if (composing.current) setTyped(event.target.value)
            else commit(event.target.value)
          }}
        />
        {said && <small className="trouble">{said}</small>}
      </div>
    </label>
  )
}
