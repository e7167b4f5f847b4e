import { useEffect, useMemo, useRef, useState } from 'react'
import { formatOfficialDate } from '../../../src-shared/document/official-date.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { datedOtherwise } from '../../../src-shared/workflow/issue/warnings.ts'
import type { DeskData } from '../../data/api.ts'
import type { Text } from '../../data/paper-request.ts'
import { codeOf } from '../../desk.ts'
import { SheetsView, type ViewHandle } from '../../paper/view/SheetsView.tsx'
import { useSheets } from '../../paper/view/use-sheets.ts'
import { sentence } from '../../ui/messages.ts'
import { t } from '../../ui/text.ts'
import { ti } from '../../ui/text-issue.ts'
import { boundRequest, cleanText, imageOf, paperSealsOf, type SealedBy } from './bound-text.ts'

type Props = { data: DeskData; state: DocumentState; by: SealedBy }

/** The pages as they will be bound, drawn by the program that draws the file, open at the one the seal stands on (UI-72). */
export function SealPreview({ data, state, by }: Props) {
  const text = useCleanText(data, state)
  const request = useMemo(
    () => (text === undefined || typeof text === 'string' ? undefined : boundRequest(text, state, by)),
    [text, state, by],
  )
  const pressed = useMemo(
    () => paperSealsOf(by).map((seal, i) => ({ seal, image: typeof by === 'string' || !by[i] ? '' : imageOf(by[i]) })),
    [by],
  )
  const { sheets, root } = useSheets(request, pressed)
  const view = useRef<ViewHandle>(null)
  useEffect(() => {
    if (sheets.drawing) return
    const end = root.current?.querySelector('.pp-seal, .pp-signature')?.closest<HTMLElement>('.paper-page')
    view.current?.go(Number(end?.dataset['page'] ?? sheets.pages))
  }, [sheets, root])
  const dated = text === undefined || typeof text === 'string' ? undefined : datedOtherwise(text.doc, state)
  const code = typeof text === 'string' ? text : (sheets.code ?? missing(sheets))
  return (
    <div className="seal-preview" role="group" aria-label={ti.layoutPages}>
      {code !== null && (
        <p role="alert" className="issue-told">
          {sentence(code)}
        </p>
      )}
      {dated && <p role="status">{t.datedOtherwise(dated.written, formatOfficialDate(dated.signedOn))}</p>}
      <SheetsView shown="layout" sheets={sheets} root={root} handle={view} />
    </div>
  )
}

/** A seal that would not stand on the pages is told before it is pressed. */
const missing = ({ troubles }: ReturnType<typeof useSheets>['sheets']): string | null =>
  troubles.find((one) => one.code === 'PP-SEAL-MISSING')?.code ?? null

/** The text to be bound; a code where it is not on this desk, undefined while it is read. */
function useCleanText(data: DeskData, { id, clean, bodyVersion }: DocumentState): Text | string | undefined {
  const [text, setText] = useState<Text | string>()
  useEffect(() => {
    let gone = false
    cleanText(data, { id, clean }).then(
      (found) => gone || setText(found),
      (error: unknown) => gone || setText(codeOf(error)),
    )
    return () => {
      gone = true
    }
    // by its parts: the state is another object with every word from the server
  }, [data, id, clean, bodyVersion])
  return text
}
