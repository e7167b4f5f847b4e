import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { AnyPaper, PrintSetup } from '../../src-shared/ipc/paper.ts'
import { watermarkAsked, watermarkWords, type PaperPolicy } from '../../src-shared/paper/policy.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DeskData } from '../data/api.ts'
import { faceNote, facesInUse, missingGlyphs, missingNotes } from '../paper/faces.ts'
import type { PersonLook } from '../ui/persons.ts'
import { tpr } from '../ui/text-print.ts'
import { PaperDialog } from './PaperDialog.tsx'
import { PrintPanel } from './PrintPanel.tsx'
import { usePrintSource, useRequest, type PrintChoice, type Source } from './print-source.ts'
import type { ViewHandle } from '../paper/view/SheetsView.tsx'
import { usePaperWork, usePrinters, usualSetup } from './use-paper-work.ts'
import { useSheets } from '../paper/view/use-sheets.ts'

type Props = {
  data: DeskData
  state: DocumentState
  persons: ReadonlyMap<string, PersonLook>
  /** who sits here, for the watermark, and what the county asks of paper */
  who: { name: string; unit: string }
  policy: PaperPolicy
  onClose: () => void
}

const keyed: Readonly<Record<string, PrintChoice['part']>> = { '1': 'text', '2': 'sheet' }

/** 打印预览: the true pages of a version or its 发文稿纸, and from there the printer, PDF and OFD (PP-48, PP-133). */
export function PrintPreview({ data, state, persons, who, policy, onClose }: Props) {
  const source = usePrintSource(data, state.id)
  const [chosen, setChosen] = useState<Partial<PrintChoice>>({})
  const [setup, setSetup] = useState<Partial<PrintSetup>>({})
  const printers = usePrinters()
  const work = usePaperWork()
  const view = useRef<ViewHandle>(null)
  // the minute of the paper one looks at; a file or print bears the minute it is made in
  const [opened] = useState(() => watermarkWords(who, Date.now()))
  const given: PrintChoice = {
    part: 'text',
    which: usual(source, state),
    copy: 'clean',
    preprinted: false,
    watermark: null,
    inks: null,
    ...chosen,
  }
  const isSigned = given.part === 'text' && given.which === 'stored' && state.signed !== null
  const asked = watermarkAsked(policy, isSigned)
  const watermark = asked ? opened : given.watermark
  const choice = { ...given, watermark }
  const request = useRequest(source, choice, state, persons, data)
  const { sheets, root } = useSheets(request)
  const notes = useNotes(source)
  const missing = source && source.kind !== 'here' ? (source.kind === 'missing' ? tpr.noText : tpr.unreadable) : undefined
  const complete = { ...usualSetup(printers), ...setup }
  const keys = (event: KeyboardEvent): void => {
    const part = event.altKey && !event.ctrlKey ? keyed[event.key] : undefined
    if (part) setChosen((old) => ({ ...old, part }))
    else if (!event.ctrlKey || !view.current?.key(event.nativeEvent)) return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <PaperDialog
      title={tpr.preview}
      request={request}
      stamp={(one: AnyPaper) => (one.watermark === null ? one : { ...one, watermark: watermarkWords(who, Date.now()) })}
      sheets={sheets}
      root={root}
      view={view}
      shown={choice.part}
      missing={missing}
      work={work}
      setup={complete}
      onKeyDown={keys}
      onClose={onClose}
    >
      <PrintPanel
        source={source}
        incoming={state.kind === 'incoming'}
        tracked={state.tracked}
        drawn={state.inks.some((ink) => ink.struck === null)}
        choice={choice}
        watermark={opened}
        asked={asked ? (policy.watermark === 'always' ? tpr.watermarkAlways : tpr.watermarkDrafts) : null}
        onPage={(page) => view.current?.go(page)}
        onChoice={(change) => setChosen((old) => ({ ...old, ...change }))}
        troubles={sheets.troubles}
        notes={notes}
        printers={printers}
        setup={complete}
        onSetup={(change) => setSetup((old) => ({ ...old, ...change }))}
      />
    </PaperDialog>
  )
}

/** A draft nobody else has seen is printed as it is here; what has gone out, as its newest version. */
const usual = (source: Source | undefined, { tracked }: DocumentState): PrintChoice['which'] =>
  source?.kind === 'here' && source.present && !tracked ? 'present' : 'stored'

/** What is said of the faces, and of characters they lack. */
function useNotes(source: Source | undefined): readonly string[] {
  const text = source?.kind === 'here' ? (source.present ?? source.stored) : undefined
  return useMemo(() => {
    const note = faceNote(facesInUse())
    return [...(note === null ? [] : [note]), ...(text ? missingNotes(missingGlyphs(text.textContent)) : [])]
  }, [text])
}
