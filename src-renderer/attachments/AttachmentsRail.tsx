import FileOutlined from '@ant-design/icons/FileOutlined'
import PaperClipOutlined from '@ant-design/icons/PaperClipOutlined'
import { Button } from 'antd'
import type { FileWhere } from '../../src-shared/ipc/contract.ts'
import type { Attachment } from '../../src-shared/workflow/document-state.ts'
import { t } from '../ui/text.ts'
import { tf } from '../ui/text-files.ts'
import { sizeOf } from './sizes.ts'
import { TransferLine } from './TransferLine.tsx'
import type { Progress, Transfers } from './transfers.ts'
import './attachments.css'

type Props = {
  attachments: readonly Attachment[]
  /** files of the desk that are on their way, or did not arrive */
  transfers: Transfers
  /** files being taken in for this document: no attachments yet */
  taking: readonly Progress[]
  /** where each is, by its SM3, as far as it is known */
  where: ReadonlyMap<string, FileWhere>
  mayAdd: boolean
  mayRemove: boolean
  /** what is added is the scan of paper that came in */
  scans: boolean
  onAdd: () => void
  onOpen: (attachment: Attachment) => void
  onRemove: (attachment: Attachment) => void
  onCancel: (id: string) => void
  onAgain: (attachment: Attachment, direction: Progress['direction']) => void
}

/** 附件: those of one's own to-dos and drafts are kept on this desk; each tells how far it is on its way (SY-154). */
export function AttachmentsRail(props: Props) {
  const { attachments, transfers, taking, where, mayAdd, mayRemove, scans, onAdd, onOpen, onRemove, onCancel, onAgain } = props
  const add = mayAdd && (
    <Button size="small" icon={<PaperClipOutlined aria-hidden />} disabled={taking.length > 0} onClick={onAdd}>
      {scans ? t.addScan : t.addAttachment}
    </Button>
  )
  if (!attachments.length && !taking.length) {
    return (
      <div className="empty">
        <strong>{t.noAttachments}</strong>
        {scans ? mayAdd && t.noScansHint : t.noAttachmentsHint}
        <br />
        {add}
      </div>
    )
  }
  return (
    <>
      <ul className="attachments scroll-y">
        {attachments.map((one) => {
          const progress = transfers.get(one.sm3)
          return (
            <li key={one.sm3}>
              <FileOutlined aria-hidden />
              <button type="button" className="plain link ellipsis" title={one.name} onClick={() => onOpen(one)}>
                {one.name}
              </button>
              <span className="muted">{sizeOf(one.size)}</span>
              {!progress && <WhereMark where={where.get(one.sm3)} />}
              {mayRemove && (
                <button type="button" className="plain link" onClick={() => onRemove(one)}>
                  {t.removeAttachment}
                </button>
              )}
              {progress && (
                <TransferLine
                  name={one.name}
                  progress={progress}
                  onCancel={() => onCancel(one.sm3)}
                  onAgain={() => onAgain(one, progress.direction)}
                />
              )}
            </li>
          )
        })}
        {taking.map((one) => (
          <li key={one.id}>
            <FileOutlined aria-hidden />
            <span className="ellipsis" title={one.name}>
              {one.name}
            </span>
            <span className="muted">{sizeOf(one.total)}</span>
            <TransferLine name={one.name ?? ''} progress={one} onCancel={() => onCancel(one.id)} onAgain={onAdd} />
          </li>
        ))}
      </ul>
      {add && <div className="rail-foot">{add}</div>}
    </>
  )
}

/** That a file is not on this desk, or not at the server yet; nothing where all is well. */
function WhereMark({ where }: { where: FileWhere | undefined }) {
  if (where === undefined || where === 'here') return null
  return (
    <span className={`where ${where}`} title={where === 'unsent' ? tf.unsentHint : tf.absentHint}>
      {where === 'unsent' ? tf.unsent : tf.absent}
    </span>
  )
}
