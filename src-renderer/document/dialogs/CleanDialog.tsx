import { Modal } from 'antd'
import { formatOfficialDate } from '../../../src-shared/document/official-date.ts'
import { t } from '../../ui/text.ts'
import { tb } from '../../ui/text-branches.ts'

type Props = {
  accepted: number
  rejected: number
  open: number
  /** the written 成文日期 where it is not the day of 签发 */
  dated: { written: string; signedOn: string } | undefined
  busy: boolean
  onCancel: () => void
  onMake: () => void
}

/** 生成清稿: what is applied, before it is done once and for all. */
export function CleanDialog({ accepted, rejected, open, dated, busy, onCancel, onMake }: Props) {
  return (
    <Modal
      open
      title={tb.cleanTitle}
      okText={tb.makeClean}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy }}
      onCancel={onCancel}
      onOk={onMake}
      width={440}
      className="dialog clean-dialog"
    >
      {accepted + rejected + open === 0 ? (
        <p>{tb.cleanNone}</p>
      ) : (
        <ul>
          {accepted > 0 && <li>{tb.cleanAccepted(accepted)}</li>}
          {rejected > 0 && <li>{tb.cleanRejected(rejected)}</li>}
          {open > 0 && <li>{tb.cleanOpen(open)}</li>}
        </ul>
      )}
      {dated && <p role="status">{t.datedOtherwise(dated.written, formatOfficialDate(dated.signedOn))}</p>}
      <p className="muted">{tb.cleanStays}</p>
    </Modal>
  )
}
