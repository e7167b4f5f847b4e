import { consultAtMost, consultStances, type ConsultStance } from '../../../src-shared/workflow/consult/part.ts'
import { tcs } from '../../ui/text-consult.ts'
import { StanceDialog, type Said } from '../StanceDialog.tsx'
import type { DialogProps } from '../WorkDialog.tsx'

export type Answer = Said<ConsultStance>
type Props = DialogProps & {
  unit: string
  /** places of the text this person changed; undefined while they are not counted yet */
  suggestions: number | undefined
  offline: boolean
  onAnswer: (answer: Answer) => void
}

/** A unit's answer: 同意, 不同意 with its reason, 无意见; what was changed in the text goes along (WF-73, WF-74). */
export const AnswerDialog = ({ unit, suggestions, onAnswer, ...props }: Props) => (
  <StanceDialog
    {...props}
    title={tcs.answerTitle(unit)}
    stances={consultStances}
    ok={() => tcs.answerOk}
    atMost={consultAtMost.words}
    className="consult-answer"
    onDone={onAnswer}
  >
    {suggestions !== undefined && (
      <p className="muted note">{suggestions > 0 ? tcs.suggestions(suggestions) : tcs.noSuggestions}</p>
    )}
  </StanceDialog>
)
