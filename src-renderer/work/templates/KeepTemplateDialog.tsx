import { App, Button, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import { templateLimits, type UnitTemplate } from '../../../src-shared/templates/messages.ts'
import { codeOf } from '../../desk.ts'
import { sentence } from '../../ui/messages.ts'
import { day } from '../../ui/moments.ts'
import { t } from '../../ui/text.ts'
import { ttp } from '../../ui/text-templates.ts'
import { WorkDialog } from '../WorkDialog.tsx'
import './templates.css'

type Props = {
  /** of the document: what the name begins with */
  title: string
  held: readonly UnitTemplate[]
  now: number
  onKeep: (name: string, before: string | null) => Promise<void>
  onRemove: (id: string) => Promise<void>
  onClose: () => void
}

/** 存为本机关范本: a name, whom it replaces, and what the organ has already, which can be taken away here (AD-74). */
export function KeepTemplateDialog({ title, held, now, onKeep, onRemove, onClose }: Props) {
  const { message } = App.useApp()
  const [name, setName] = useState(title.slice(0, templateLimits.letters))
  const [busy, setBusy] = useState(false)
  const [code, setCode] = useState<string | null>(null)
  const given = name.trim()
  const former = held.find((one) => one.name === given)
  const act = async (work: () => Promise<void>, done: string): Promise<boolean> => {
    setBusy(true)
    setCode(null)
    try {
      await work()
      void message.success(done)
      return true
    } catch (error) {
      setCode(codeOf(error))
      return false
    } finally {
      setBusy(false)
    }
  }
  const keep = async (): Promise<void> => {
    if (await act(() => onKeep(given, former?.id ?? null), ttp.kept(given))) onClose()
  }
  return (
    <WorkDialog
      title={ttp.keepTitle}
      ok={former ? ttp.replaceOk : ttp.keepOk}
      tells={ttp.keepTells}
      disabled={given === ''}
      busy={busy}
      onCancel={onClose}
      onOk={() => void keep()}
    >
      <label className="template-name">
        {ttp.name}
        <Input
          size="small"
          value={name}
          maxLength={templateLimits.letters}
          placeholder={ttp.nameMissing}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      {former && <p className="red">{ttp.replaces(former.by, day(former.at, now))}</p>}
      {code !== null && (
        <p className="red" role="alert">
          {sentence(code)}
        </p>
      )}
      <p className="muted">{held.length === 0 ? ttp.none : ttp.has(held.length)}</p>
      <ul className="template-list scroll-y" aria-label={ttp.mine}>
        {held.map((one) => (
          <li key={one.id}>
            <span className="muted">{one.docType}</span>
            <span className="ellipsis" title={one.name}>
              {one.name}
            </span>
            <span className="muted">{ttp.of(one.by, day(one.at, now))}</span>
            <Popconfirm
              title={ttp.removeSure}
              okText={ttp.remove}
              cancelText={t.cancel}
              onConfirm={() => act(() => onRemove(one.id), ttp.removed(one.name))}
            >
              <Button size="small" type="text" disabled={busy} aria-label={ttp.removeOf(one.name)}>
                {ttp.remove}
              </Button>
            </Popconfirm>
          </li>
        ))}
      </ul>
    </WorkDialog>
  )
}
