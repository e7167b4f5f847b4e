import { App, Button, Tooltip } from 'antd'
import type { Node as PmNode } from 'prosemirror-model'
import { useEffect, useRef, useState } from 'react'
import { checkCleanCopy, cleanCopy } from '../../src-shared/revision/clean-copy.ts'
import type { Change, Verdict } from '../../src-shared/revision/types.ts'
import { mayMakeClean } from '../../src-shared/workflow/clean-right.ts'
import { datedOtherwise } from '../../src-shared/workflow/issue/warnings.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DeskData } from '../data/api.ts'
import { sentence } from '../ui/messages.ts'
import { tb } from '../ui/text-branches.ts'
import { CleanDialog } from './dialogs/CleanDialog.tsx'
import type { Acts } from '../data/acts.ts'

type Props = {
  data: DeskData
  state: DocumentState
  me: string
  directory: Directory | undefined
  online: boolean
  text: PmNode | undefined
  changes: readonly Change[]
  verdicts: ReadonlyMap<string, Verdict>
  acts: Acts
  onMade: () => void
}

/** 生成清稿 in the header, for the office once the document was signed: made here, checked again and stored by the server. */
export function MakeClean({ data, state, me, directory, online, text, changes, verdicts, acts, onMade }: Props) {
  const { message } = App.useApp()
  const [asking, setAsking] = useState(false)
  const sent = useRef(false)
  const isMade = state.clean !== null
  useEffect(() => {
    if (!sent.current || !isMade) return
    sent.current = false
    void message.success({ key: 'clean', content: tb.cleanMade })
    onMade()
  }, [isMade, message, onMade])
  if (!directory || !text || !mayMakeClean(state, me, directory)) return null
  const given = changes.map((change) => verdicts.get(change.id))
  const count = (verdict: Verdict | undefined): number => given.filter((one) => one === verdict).length
  const make = async (): Promise<void> => {
    const verdictOf = (id: string) => verdicts.get(id)
    const clean = cleanCopy(text, verdictOf)
    const bodySm3 = data.sm3Of(text)
    if (bodySm3 !== state.signed?.bodySm3 || !checkCleanCopy(text, clean, verdictOf).ok)
      return void message.error(sentence('WF-CLEAN'), 6)
    if (!(await acts.act('MakeCleanCopy', { docId: state.id, bodySm3, sm3: data.sm3Of(clean) }))) return
    setAsking(false)
    sent.current = true
    void message.info({ key: 'clean', content: tb.cleanSent })
  }
  return (
    <>
      <Tooltip title={online ? tb.makeCleanHint : tb.makeCleanOffline}>
        <Button type="primary" size="small" disabled={!online} onClick={() => setAsking(true)}>
          {tb.makeClean}
        </Button>
      </Tooltip>
      {asking && (
        <CleanDialog
          accepted={count('accept')}
          rejected={count('reject')}
          open={count(undefined)}
          dated={datedOtherwise(
            cleanCopy(text, (id) => verdicts.get(id)),
            state,
          )}
          busy={acts.busy}
          onCancel={() => setAsking(false)}
          onMake={() => void make()}
        />
      )}
    </>
  )
}
