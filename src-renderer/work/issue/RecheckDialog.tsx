import { Checkbox } from 'antd'
import { useState } from 'react'
import { recheckQuestions } from '../../../src-shared/workflow/issue/commands.ts'
import { ti } from '../../ui/text-issue.ts'
import { WorkDialog, type DialogProps } from '../WorkDialog.tsx'

type Question = (typeof recheckQuestions)[number]

/** 复核: every question of 条例第二十五条（一） is answered by hand; none is ticked beforehand. */
export function RecheckDialog({ onDone, ...props }: DialogProps & { onDone: (ticked: Question[]) => void }) {
  const [ticked, setTicked] = useState<Question[]>([])
  const options = recheckQuestions.map((value) => ({ value, label: ti.questions[value] }))
  return (
    <WorkDialog
      {...props}
      title={ti.recheckTitle}
      ok={ti.recheckOk}
      tells={ti.recheckTells}
      disabled={ticked.length < recheckQuestions.length}
      onOk={() => onDone(ticked)}
    >
      <Checkbox.Group className="issue-ticks" options={options} value={ticked} onChange={setTicked} />
    </WorkDialog>
  )
}
