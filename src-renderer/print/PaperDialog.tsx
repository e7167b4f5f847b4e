import { Alert, Button, Modal, Progress } from 'antd'
import type { KeyboardEvent, ReactNode, Ref, RefObject } from 'react'
import type { AnyPaper, PrintSetup } from '../../src-shared/ipc/paper.ts'
import { explain } from '../ui/messages.ts'
import { t } from '../ui/text.ts'
import { tpr } from '../ui/text-print.ts'
import { SheetsView, type ViewHandle } from '../paper/view/SheetsView.tsx'
import type { PaperWork } from './use-paper-work.ts'
import type { Sheets } from '../paper/view/use-sheets.ts'
import './preview.css'

type Props = {
  title: string
  /** what is asked of main; undefined while it is read. It is asked anew at each press: its watermark has the minute */
  request: AnyPaper | undefined
  stamp: (request: AnyPaper) => AnyPaper
  sheets: Sheets
  root: RefObject<HTMLDivElement | null>
  view: Ref<ViewHandle>
  /** names what is looked at: another one begins at its first page */
  shown: string
  /** why there are no pages */
  missing?: string | undefined
  work: PaperWork
  setup: PrintSetup
  onKeyDown: (event: KeyboardEvent) => void
  onClose: () => void
  /** the panel beside the pages */
  children: ReactNode
}

/** The true pages with what can be done with them: printer, PDF, OFD (PP-48). */
export function PaperDialog(props: Props) {
  const { request, stamp, sheets, work, setup, missing, onClose } = props
  const ready = request !== undefined && !sheets.drawing && sheets.code === null && work.busy === null
  const code = work.told && 'code' in work.told ? work.told.code : sheets.code
  return (
    <Modal
      open
      title={props.title}
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
            <Button size="small" disabled={!ready} onClick={() => request && work.toFile('ofd', stamp(request))}>
              {tpr.exportOfd}
            </Button>
            <Button size="small" disabled={!ready} onClick={() => request && work.toFile('pdf', stamp(request))}>
              {tpr.exportPdf}
            </Button>
            <Button
              size="small"
              type="primary"
              disabled={!ready || setup.printer === ''}
              onClick={() => request && work.print(stamp(request), setup)}
            >
              {tpr.print}
            </Button>
          </>
        )
      }
    >
      <div className="print-body" onKeyDown={props.onKeyDown}>
        {missing === undefined ? (
          <SheetsView shown={props.shown} sheets={sheets} root={props.root} handle={props.view} />
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
          {props.children}
        </aside>
      </div>
    </Modal>
  )
}

/** What went wrong, that nothing is lost, what to do. */
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
