import { App, Button, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import type { CallOutput } from '../../src-shared/ipc/contract.ts'
import { holdersOf, type Directory } from '../../src-shared/workflow/directory.ts'
import { call, codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { t } from '../ui/text.ts'
import { tcy } from '../ui/text-county.ts'

type Props = { directory: Directory | undefined; onCut: () => void; onClose: () => void }
type Picture = NonNullable<CallOutput<'admin.sealPicture'>>

/** What the seal of a county organ is wide, in mm. */
const usualWidth = 42

/** 制章: an organ, a picture and how wide it stands on paper; the key is made at the server and stays there (AD-71). */
export function NewSealDialog({ directory, onCut, onClose }: Props) {
  const { message } = App.useApp()
  const [unitId, setUnitId] = useState<string | null>(null)
  const [picture, setPicture] = useState<Picture | null>(null)
  const [widthMm, setWidth] = useState<number | null>(usualWidth)
  const [code, setCode] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const keeperless = unitId !== null && directory !== undefined && holdersOf(directory, unitId, ['sealKeeper']).length === 0
  const organs = (directory?.units ?? []).filter(({ inner }) => !inner).map(({ id, name }) => ({ value: id, label: name }))
  const ready = unitId !== null && picture !== null && widthMm !== null

  const choose = async (): Promise<void> => {
    setCode(null)
    try {
      setPicture((await call('admin.sealPicture', undefined)) ?? picture)
    } catch (error) {
      setCode(codeOf(error))
    }
  }
  const cut = async (): Promise<void> => {
    if (!ready) return
    setBusy(true)
    setCode(null)
    try {
      await call('admin.newSeal', { unitId, image: picture.image, widthMm })
      void message.success(tcy.sealDone)
      onCut()
      onClose()
    } catch (error) {
      setCode(codeOf(error))
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      title={tcy.sealNewTitle}
      width={520}
      className="dialog admin-seal"
      closable={!busy}
      mask={{ closable: false }}
      keyboard={!busy}
      okText={tcy.sealCut}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy, disabled: !ready }}
      onOk={() => void cut()}
      onCancel={onClose}
    >
      <p className="muted">{tcy.sealNewLead}</p>
      <dl>
        <dt>{tcy.sealUnit}</dt>
        <dd>
          <Select
            size="small"
            aria-label={tcy.sealUnit}
            showSearch={{ optionFilterProp: 'label' }}
            value={unitId}
            options={organs}
            onChange={setUnitId}
          />
          {keeperless && <div className="none">{tcy.sealNoKeeper}</div>}
        </dd>
        <dt>{tcy.sealColumns.image}</dt>
        <dd>
          {picture && <img src={`data:image/png;base64,${picture.image}`} alt={picture.file} />}
          <Button size="small" onClick={() => void choose()}>
            {picture ? tcy.sealOther : tcy.sealPicture}
          </Button>
        </dd>
        <dt>{tcy.sealWidth}</dt>
        <dd>
          <InputNumber
            size="small"
            aria-label={tcy.sealWidth}
            value={widthMm}
            min={1}
            max={100}
            onChange={(width) => setWidth(width)}
          />
        </dd>
      </dl>
      {code !== null && (
        <p className="red" role="alert">
          {sentence(code)}
        </p>
      )}
    </Modal>
  )
}
