import { App } from 'antd'
import type { LayoutFile } from '../../src-shared/workflow/incoming/part.ts'
import { call, codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { ti } from '../ui/text-issue.ts'

type Props = {
  files: readonly Pick<LayoutFile, 'sm3' | 'name'>[]
  /** the unit it comes from, told where the system's program is to open it */
  from: string
  /** whose seal stands on it; undefined: none */
  seal: string | undefined
  /** who pressed it, where that is known */
  by: string
}

/** 版式文件 of a document, each a press away, and whose electronic seal they bear. */
export function LayoutLinks({ files, from, seal, by }: Props) {
  const { message } = App.useApp()
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
      {seal !== undefined && <span className="layout-seal">{ti.sealedBy(seal, by)}</span>}
    </span>
  )
}
