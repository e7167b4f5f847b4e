import { Form } from 'antd'
import { holdersOf, type Directory } from '../../../src-shared/workflow/directory.ts'
import { incomingRoles } from '../../../src-shared/workflow/incoming/roles.ts'
import { ManySelect } from '../../ui/ManySelect.tsx'
import { ti } from '../../ui/text-issue.ts'

/** Units that may be sent a document: organs, found by any part of their names; one nobody receives for cannot be chosen, and says so. */
export function unitOptions(directory: Directory, may: (unitId: string) => boolean) {
  return directory.units
    .filter((unit) => !unit.inner && may(unit.id))
    .map((unit) => {
      const nobody = holdersOf(directory, unit.id, incomingRoles.receive).length === 0
      const title = nobody ? ti.nobody(unit.name) : ''
      return { value: unit.id, label: unit.name, names: `${unit.name} ${unit.shortName}`, disabled: nobody, title }
    })
}

/** A field of a form that picks units, or all of them at once. */
export function UnitsField(props: {
  name: string
  label: string
  options: ReturnType<typeof unitOptions>
  missing?: string
  autoFocus?: boolean
}) {
  const { name, label, options, missing, autoFocus = false } = props
  const form = Form.useFormInstance()
  const chosen: unknown = Form.useWatch(name, form)
  const all = options.flatMap(({ value, disabled }) => (disabled ? [] : [value]))
  const isAll = Array.isArray(chosen) && chosen.length === all.length
  // 普发 goes to a hundred: nobody picks them one by one
  const everyone = (
    <button type="button" className="plain link" onClick={() => form.setFieldValue(name, isAll ? [] : all)}>
      {isAll ? ti.unitsNone : ti.unitsAll(all.length)}
    </button>
  )
  const rules = missing === undefined ? [] : [{ required: true, type: 'array' as const, message: missing }]
  return (
    <Form.Item name={name} label={label} rules={rules} extra={all.length > 1 && everyone}>
      <ManySelect
        find="names"
        autoFocus={autoFocus}
        options={options}
        placeholder={ti.unitsFind}
        aria-label={label}
        maxTagCount={12}
      />
    </Form.Item>
  )
}
