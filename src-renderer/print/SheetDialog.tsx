import { Checkbox, Form } from 'antd'
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { AnyPaper, PrintSetup, SheetRequest } from '../../src-shared/ipc/paper.ts'
import { watermarkAsked, watermarkWords, type PaperPolicy } from '../../src-shared/paper/policy.ts'
import type { PaperSheet } from '../../src-shared/paper/sheets/model.ts'
import { tpr } from '../ui/text-print.ts'
import { PaperDialog } from './PaperDialog.tsx'
import { PrinterFields } from './PrinterFields.tsx'
import type { ViewHandle } from '../paper/view/SheetsView.tsx'
import { usePaperWork, usePrinters, usualSetup } from './use-paper-work.ts'
import { useSheets } from '../paper/view/use-sheets.ts'

type Props = {
  /** what the dialog is called */
  name: string
  sheet: PaperSheet
  who: { name: string; unit: string }
  policy: PaperPolicy
  /** 'YYYY-MM-DD': the day of the file */
  today: string
  onClose: () => void
}

/** A sheet that belongs to no one document: an empty 文件处理单 (PP-134), a register (PP-143). */
export function SheetDialog({ name, sheet, who, policy, today, onClose }: Props) {
  const [setup, setSetup] = useState<Partial<PrintSetup>>({})
  const [marked, setMarked] = useState(false)
  const [opened] = useState(() => watermarkWords(who, Date.now()))
  const view = useRef<ViewHandle>(null)
  const printers = usePrinters()
  const work = usePaperWork()
  const asked = watermarkAsked(policy, false)
  const watermark = asked || marked ? opened : null
  const request = useMemo(
    (): SheetRequest => ({
      docId: null,
      version: 0,
      at: Date.parse(`${today}T00:00:00+08:00`),
      sheet,
      watermark,
    }),
    [sheet, today, watermark],
  )
  const { sheets, root } = useSheets(request)
  const complete = { ...usualSetup(printers), ...setup }
  const keys = (event: KeyboardEvent): void => {
    if (!event.ctrlKey || !view.current?.key(event.nativeEvent)) return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <PaperDialog
      title={name}
      request={request}
      stamp={(one: AnyPaper) => (one.watermark === null ? one : { ...one, watermark: watermarkWords(who, Date.now()) })}
      sheets={sheets}
      root={root}
      view={view}
      shown="sheet"
      work={work}
      setup={complete}
      onKeyDown={keys}
      onClose={onClose}
    >
      <Form layout="vertical" size="small" className="print-panel" requiredMark={false}>
        <Form.Item label={tpr.options}>
          <Checkbox checked={watermark !== null} disabled={asked} onChange={({ target }) => setMarked(target.checked)}>
            {tpr.watermark}
          </Checkbox>
          {asked && <p className="print-note">{policy.watermark === 'always' ? tpr.watermarkAlways : tpr.watermarkDrafts}</p>}
        </Form.Item>
        <PrinterFields printers={printers} setup={complete} onSetup={(change) => setSetup((old) => ({ ...old, ...change }))} />
      </Form>
    </PaperDialog>
  )
}
