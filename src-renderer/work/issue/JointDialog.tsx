import { ti } from '../../ui/text-issue.ts'
import { StanceDialog, type Said } from '../StanceDialog.tsx'
import type { DialogProps } from '../WorkDialog.tsx'

type Props = DialogProps & {
  unit: string
  /** who signed first, and when */
  lead: string
  offline: boolean
  onDone: (answer: Said<'agree' | 'disagree'>) => void
}

/** 会签签发 of a 联合行文 for one's organ: 同意, or 不同意 with its reason, which lifts every signature. */
export const JointDialog = ({ unit, lead, ...props }: Props) => (
  <StanceDialog
    {...props}
    title={ti.jointTitle(unit)}
    stances={['agree', 'disagree']}
    ok={(stance) => (stance === 'disagree' ? ti.jointRefuseOk : ti.jointOk)}
    tells={(stance) => (stance === 'disagree' ? ti.jointRefuseTells : ti.jointTells(lead))}
    atMost={500}
    className="joint-dialog"
  />
)
