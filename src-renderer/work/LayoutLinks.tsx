import { App } from 'antd'
import { useMemo, useState } from 'react'
import type { LayoutFile } from '../../src-shared/workflow/incoming/part.ts'
import type { CarriedSeal } from '../../src-shared/workflow/issue/layout.ts'
import { sealHolds, type SealedOn } from '../data/seal-proof.ts'
import { call, codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { ti } from '../ui/text-issue.ts'
import { SealRecord, SealVerdict, sealUnits } from './SealRecord.tsx'

type Props = {
  files: readonly Pick<LayoutFile, 'sm3' | 'name'>[]
  /** the unit it comes from, told where the system's program is to open it */
  from: string
  /** the electronic seal on it and what it was pressed on; undefined: none */
  sealed: { on: SealedOn; seal: CarriedSeal } | undefined
  /** who pressed it, where that is known */
  by: string
}

/** 版式文件 of a document, each a press away, and whose electronic seal they bear, with its record. */
export function LayoutLinks({ files, from, sealed, by }: Props) {
  const { message } = App.useApp()
  const [record, setRecord] = useState(false)
  // looked at again whenever a word of it changes, and not with every other change of the document
  const stated = JSON.stringify(sealed)
  const holds = useMemo(() => {
    const { on, seal } = JSON.parse(stated ?? '{}') as Partial<NonNullable<Props['sealed']>>
    return on !== undefined && seal !== undefined && sealHolds(on, seal)
  }, [stated])
  const open = ({ sm3, name }: Props['files'][number]): void =>
    void call('attachment.open', { sm3, name, from }).catch((error: unknown) => message.error(sentence(codeOf(error)), 6))
  return (
    <span className="layout-links">
      {ti.layout}
      {files.map((one) => (
        <button key={one.sm3} type="button" className="plain link" title={one.name} onClick={() => open(one)}>
          {one.name.split('.').at(-1)?.toUpperCase()}
        </button>
      ))}
      {sealed && (
        <span role={holds ? undefined : 'alert'}>
          <button type="button" className="plain link" onClick={() => setRecord(true)}>
            {ti.sealedBy(sealUnits(sealed.seal), by)}
          </button>{' '}
          <SealVerdict holds={holds} />
        </span>
      )}
      {record && sealed && <SealRecord {...sealed} holds={holds} by={by} onClose={() => setRecord(false)} />}
    </span>
  )
}
