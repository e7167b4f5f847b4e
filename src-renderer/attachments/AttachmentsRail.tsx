import FileOutlined from '@ant-design/icons/FileOutlined'
import PaperClipOutlined from '@ant-design/icons/PaperClipOutlined'
import { Button } from 'antd'
import type { Attachment } from '../../src-shared/workflow/document-state.ts'
import { t } from '../ui/text.ts'
import './attachments.css'

type Props = {
  attachments: readonly Attachment[]
  mayAdd: boolean
  mayRemove: boolean
  onAdd: () => void
  onOpen: (attachment: Attachment) => void
  onRemove: (attachment: Attachment) => void
}

const size = (bytes: number): string =>
  bytes >= 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`

/** 附件: kept on this desk too, so they open without a line. */
export function AttachmentsRail({ attachments, mayAdd, mayRemove, onAdd, onOpen, onRemove }: Props) {
  const add = mayAdd && (
    <Button size="small" icon={<PaperClipOutlined />} onClick={onAdd}>
      {t.addAttachment}
    </Button>
  )
  if (!attachments.length) {
    return (
      <div className="empty">
        <strong>{t.noAttachments}</strong>
        {t.noAttachmentsHint}
        <br />
        {add}
      </div>
    )
  }
  return (
    <>
      <ul className="attachments scroll-y">
        {attachments.map((one) => (
          <li key={one.sm3}>
            <FileOutlined />
            <button type="button" className="plain link ellipsis" title={one.name} onClick={() => onOpen(one)}>
              {one.name}
            </button>
            <span className="muted">{size(one.size)}</span>
            {mayRemove && (
              <button type="button" className="plain link" onClick={() => onRemove(one)}>
                {t.removeAttachment}
              </button>
            )}
          </li>
        ))}
      </ul>
      {add && <div className="rail-foot">{add}</div>}
    </>
  )
}
