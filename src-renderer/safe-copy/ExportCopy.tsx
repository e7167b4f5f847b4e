import { Button, Modal } from 'antd'
import { useState } from 'react'
import type { DeskData, SyncStatus } from '../data/api.ts'
import { codeOf } from '../desk.ts'
import { t } from '../ui/text.ts'
import { tsc } from '../ui/text-safe-copy.ts'
import { CopyTrouble, CopyUnderWay, heldIn, sizeOf } from './parts.tsx'
import { cancelCopy, exportCopy, useCopyProgress, type WrittenCopy } from './work.ts'
import './safe-copy.css'

type Props = { data: Pick<DeskData, 'prepareCopy'>; status: Pick<SyncStatus, 'pending'>; onClose: () => void }

/** 导出安全副本: what it is for, where it goes, and afterwards what is in it and where it lies (SY-165). */
export function ExportCopy({ data, status, onClose }: Props) {
  const [stage, setStage] = useState<'ask' | 'preparing' | 'writing'>('ask')
  const [written, setWritten] = useState<WrittenCopy | null>(null)
  const [code, setCode] = useState<string | null>(null)
  const { share, begin } = useCopyProgress()
  const start = async (): Promise<void> => {
    setCode(null)
    begin()
    try {
      setWritten((await exportCopy(data, setStage)) ?? written)
    } catch (error) {
      const why = codeOf(error)
      setWritten(null)
      setCode(why === 'SC-CANCELLED' ? null : why)
    }
    setStage('ask')
  }
  const busy = stage !== 'ask'
  return (
    <Modal
      open
      title={tsc.exportTitle}
      footer={null}
      width={480}
      className="dialog safe-copy"
      closable={!busy}
      mask={{ closable: false }}
      keyboard={!busy}
      onCancel={onClose}
    >
      {stage === 'preparing' && <CopyUnderWay words={tsc.preparing} share={null} />}
      {stage === 'writing' && <CopyUnderWay words={tsc.writing} share={share} onCancel={cancelCopy} />}
      {!busy && written && <Written copy={written} onAgain={() => void start()} onClose={onClose} />}
      {!busy && !written && (
        <>
          <p>{tsc.exportLead}</p>
          <p>{tsc.pending(status.pending)}</p>
          <p className="muted">{tsc.exportPassword}</p>
          {code !== null && <CopyTrouble code={code} />}
          <div className="acts">
            <Button type="primary" size="small" autoFocus onClick={() => void start()}>
              {tsc.choosePlace}
            </Button>
            <Button size="small" onClick={onClose}>
              {t.cancel}
            </Button>
          </div>
        </>
      )}
    </Modal>
  )
}

function Written({ copy, onAgain, onClose }: { copy: WrittenCopy; onAgain: () => void; onClose: () => void }) {
  return (
    <div role="status">
      <p>{tsc.written}</p>
      <dl>
        <dt>{tsc.holds}</dt>
        <dd>{heldIn(copy.counts)}</dd>
        <dt>{tsc.writtenTo}</dt>
        <dd className="path">{copy.file}</dd>
        <dt>{tsc.size}</dt>
        <dd>{sizeOf(copy.bytes)}</dd>
      </dl>
      {copy.waiting > 0 && <p>{tsc.stillText(copy.waiting)}</p>}
      {!copy.prepared && <p className="amber">{tsc.unprepared}</p>}
      {copy.spoilt > 0 && <p className="amber">{tsc.spoilt(copy.spoilt)}</p>}
      <p className="muted">{tsc.afterExport}</p>
      <div className="acts">
        <Button type="primary" size="small" autoFocus onClick={onClose}>
          {tsc.done}
        </Button>
        <Button size="small" onClick={onAgain}>
          {tsc.exportAgain}
        </Button>
      </div>
    </div>
  )
}
