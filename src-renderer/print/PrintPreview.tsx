import { Alert, Button, Modal, Progress } from 'antd'
import { useMemo, useState } from 'react'
import type { PrintSetup } from '../../src-shared/ipc/paper.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DeskData } from '../data/api.ts'
import { faceNote, facesInUse, missingGlyphs, missingNotes } from '../paper/faces.ts'
import { explain } from '../ui/messages.ts'
import { signedDay } from '../ui/moments.ts'
import type { PersonLook } from '../ui/persons.ts'
import { t } from '../ui/text.ts'
import { tpr } from '../ui/text-print.ts'
import { PrintPanel } from './PrintPanel.tsx'
import { usePrintSource, useRequest, type PrintChoice, type Source } from './print-source.ts'
import { SheetsView } from './SheetsView.tsx'
import { usePaperWork, usePrinters, type PaperWork } from './use-paper-work.ts'
import { useSheets } from './use-sheets.ts'
import './preview.css'

type Props = {
  data: DeskData
  state: DocumentState
  persons: ReadonlyMap<string, PersonLook>
  /** who sits here, for the watermark */
  userName: string
  onClose: () => void
}

/** 打印预览: the true pages of a version, and from there the printer, PDF and OFD (PP-48). */
export function PrintPreview({ data, state, persons, userName, onClose }: Props) {
  const source = usePrintSource(data, state.id)
  const [chosen, setChosen] = useState<Partial<PrintChoice>>({})
  const [setup, setSetup] = useState<Partial<PrintSetup>>({})
  const printers = usePrinters()
  const work = usePaperWork()
  const choice: PrintChoice = { which: usual(source, state), copy: 'clean', preprinted: false, watermark: null, ...chosen }
  const request = useRequest(source, choice, state, persons, data)
  const { sheets, root } = useSheets(request)
  const notes = useNotes(source)
  const complete: PrintSetup = {
    printer: printers?.[0]?.name ?? '',
    copies: 1,
    duplex: 'longEdge',
    scale: 100,
    ...setup,
  }
  const ready = request !== undefined && !sheets.drawing && sheets.code === null && work.busy === null
  const missing = source && source.kind !== 'here' ? (source.kind === 'missing' ? tpr.noText : tpr.unreadable) : undefined
  const code = work.told && 'code' in work.told ? work.told.code : sheets.code
  return (
    <Modal
      open
      title={tpr.preview}
      width="min(1280px, 96vw)"
      className="dialog print-preview"
      style={{ top: 20 }}
      mask={{ closable: false }}
      onCancel={onClose}
      afterOpenChange={(open) => open && document.querySelector<HTMLElement>('.print-room')?.focus()}
      footer={
        work.busy ? (
          <UnderWay busy={work.busy} onCancel={work.cancel} />
        ) : (
          <>
            <Button size="small" onClick={onClose}>
              {tpr.close}
            </Button>
            <Button size="small" disabled={!ready} onClick={() => request && work.toFile('ofd', request)}>
              {tpr.exportOfd}
            </Button>
            <Button size="small" disabled={!ready} onClick={() => request && work.toFile('pdf', request)}>
              {tpr.exportPdf}
            </Button>
            <Button
              size="small"
              type="primary"
              disabled={!ready || complete.printer === ''}
              onClick={() => request && work.print(request, complete)}
            >
              {tpr.print}
            </Button>
          </>
        )
      }
    >
      <div className="print-body">
        {missing === undefined ? (
          <SheetsView sheets={sheets} root={root} />
        ) : (
          <p className="print-view print-none" role="status">
            {missing}
          </p>
        )}
        <aside className="print-side">
          {code !== null && <Trouble code={code} />}
          {work.told && 'words' in work.told && (
            <p className="print-told done" role="status">
              {work.told.words}
            </p>
          )}
          <PrintPanel
            source={source}
            tracked={state.tracked}
            choice={choice}
            watermark={tpr.watermarkWords(userName, signedDay(data.today()))}
            onChoice={(change) => setChosen((old) => ({ ...old, ...change }))}
            troubles={sheets.troubles}
            notes={notes}
            printers={printers}
            setup={complete}
            onSetup={(change) => setSetup((old) => ({ ...old, ...change }))}
          />
        </aside>
      </div>
    </Modal>
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

function Trouble({ code }: { code: string }) {
  const { what, safe, next } = explain(code)
  return <Alert type="error" role="alert" title={what} description={[safe, next].filter(Boolean).join('')} />
}

function UnderWay({ busy, onCancel }: { busy: NonNullable<PaperWork['busy']>; onCancel: () => void }) {
  return (
    <div className="print-work" role="status">
      <span>{tpr[busy.step]}</span>
      <Progress
        percent={busy.total > 0 ? Math.floor((busy.done / busy.total) * 100) : 0}
        showInfo={busy.total > 0}
        size="small"
      />
      <Button size="small" autoFocus onClick={onCancel}>
        {t.cancel}
      </Button>
    </div>
  )
}
