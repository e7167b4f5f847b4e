import { Alert, Radio } from 'antd'
import { registerText, type Duplicate } from '../../../src-shared/workflow/incoming/part.ts'
import { tin } from '../../ui/text-incoming.ts'

type Props = { alike: Duplicate; same: boolean | null; onChange: (same: boolean) => void }

/** What the register has already, and the question whether it is the same (C-14): nobody's guess, the registrar's word. */
export function AlikeChoice({ alike, same, onChange }: Props) {
  return (
    <>
      <Alert type="warning" showIcon title={tin.alike(registerText(alike.register), alike.title)} />
      <Radio.Group
        className="incoming-choice"
        aria-label={tin.alikeChoose}
        value={same}
        onChange={({ target }) => onChange(target.value as boolean)}
        options={[
          { value: true, label: tin.alikeLink },
          { value: false, label: tin.alikeOther },
        ]}
      />
    </>
  )
}
