import { Button, Descriptions, Modal } from 'antd'
import type { CarriedSeal } from '../../src-shared/workflow/issue/layout.ts'
import type { SealedOn } from '../data/seal-proof.ts'
import { moment } from '../ui/moments.ts'
import { ti } from '../ui/text-issue.ts'
import { t } from '../ui/text.ts'

type Props = {
  on: SealedOn
  seal: CarriedSeal
  holds: boolean
  /** who pressed it; empty: the sender keeps that */
  by: string
  onClose: () => void
}

/** What an electronic seal states: whose it is, when it was pressed, on which bytes, and whether that holds (UI-73). */
export function SealRecord({ on, seal, holds, by, onClose }: Props) {
  const rows = [
    { label: ti.sealHow, children: sealUnits(seal) },
    ...(by === '' ? [] : [{ label: ti.sealPressedBy, children: by }]),
    // with its day also today: this is a record
    { label: ti.sealPressedAt, children: moment(seal.at, 0) },
    { label: ti.sealNumber, children: on.number },
    { label: ti.sealPages, children: on.layout.pages },
    ...(['pdf', 'ofd'] as const).map((kind) => ({
      label: ti.sealSum(kind.toUpperCase()),
      children: <code title={on.layout[kind].sm3}>{shortSum(on.layout[kind].sm3)}</code>,
    })),
    { label: ti.sealProof, children: <SealVerdict holds={holds} /> },
  ]
  return (
    <Modal
      open
      title={ti.sealRecord}
      onCancel={onClose}
      footer={
        <Button type="primary" autoFocus onClick={onClose}>
          {t.close}
        </Button>
      }
      width={480}
      className="dialog"
    >
      <Descriptions size="small" column={1} items={rows.map((row) => ({ key: row.label, ...row }))} />
      <p className="muted">{holds ? ti.sealHoldsTells : ti.sealBrokenTells}</p>
    </Modal>
  )
}

/** Whose seals stand on it, the lead's first. */
export const sealUnits = ({ seal, along }: CarriedSeal): string =>
  [seal, ...(along ?? []).map((one) => one.seal)].map(({ unitName }) => unitName).join('、')

/** Enough of a sum to compare by eye; the whole of it is its tooltip. */
const shortSum = (sm3: string): string => `${sm3.slice(0, 8)}…${sm3.slice(-8)}`

export const SealVerdict = ({ holds }: { holds: boolean }) => (
  <span className={holds ? 'seal-good' : 'seal-bad'}>{holds ? ti.sealGood : ti.sealBad}</span>
)
