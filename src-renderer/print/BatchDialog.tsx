import { Button, Checkbox, Form, Modal, Radio } from 'antd'
import { useState } from 'react'
import type { PrintSetup } from '../../src-shared/ipc/paper.ts'
import { watermarkAsked, type PaperPolicy } from '../../src-shared/paper/policy.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import type { DeskData } from '../data/api.ts'
import { tb } from '../ui/text-batch.ts'
import { tpr } from '../ui/text-print.ts'
import { BatchList } from './BatchList.tsx'
import { toRetry, type BatchItem } from '../ui/batch/run-batch.ts'
import { PrinterFields } from './PrinterFields.tsx'
import { useBatch, type BatchContent, type BatchGoal } from './use-batch.ts'
import { usePrinters, usualSetup } from './use-paper-work.ts'
import './preview.css'
import './batch.css'

type Props = {
  data: DeskData
  directory: Directory | undefined
  who: { name: string; unit: string }
  policy: PaperPolicy
  /** the documents that are marked in the list, in its order */
  documents: readonly { id: string; title: string }[]
  onClose: () => void
}

/** 批量打印: which documents in which order, copies of each, what of them; then each one's fate, and the failed again (PP-136). */
export function BatchDialog({ data, directory, who, policy, documents, onClose }: Props) {
  const [items, setItems] = useState<readonly BatchItem[]>(() => documents.map(({ id, title }) => ({ id, title, copies: 1 })))
  const [content, setContent] = useState<BatchContent>('text')
  const [marked, setMarked] = useState(false)
  const [setup, setSetup] = useState<Partial<PrintSetup>>({})
  const [goal, setGoal] = useState<BatchGoal>({ kind: 'pdf' })
  const printers = usePrinters()
  const batch = useBatch({ data, directory, who, policy })
  const complete = { ...usualSetup(printers), ...setup }
  const asked = watermarkAsked(policy, true)
  const left = batch.lines ? toRetry(batch.lines) : []
  const begin = (what: BatchGoal, which = items): void => {
    setGoal(what)
    batch.start(which, content, marked, what)
  }
  const isOver = batch.lines !== null && !batch.running
  const done = batch.lines?.filter(({ state }) => state === 'done').length ?? 0
  const at = batch.lines?.findIndex(({ state }) => state === 'working') ?? -1
  const empty = items.length === 0
  return (
    <Modal
      open
      title={tb.title(items.length)}
      width="min(880px, 96vw)"
      className="dialog batch"
      style={{ top: 40 }}
      mask={{ closable: false }}
      // what is under way is stopped first, by its own button
      keyboard={!batch.running}
      closable={!batch.running}
      onCancel={onClose}
      footer={
        batch.running ? (
          <div className="print-work" role="status">
            <span>{batch.lines ? tb.working(Math.max(0, at) + 1, batch.lines.length) : ''}</span>
            <Button size="small" autoFocus className="batch-stop" onClick={batch.cancel}>
              {tb.cancel}
            </Button>
          </div>
        ) : (
          <>
            <Button size="small" onClick={onClose}>
              {tb.close}
            </Button>
            {isOver && left.length > 0 && (
              <Button size="small" type="primary" onClick={() => begin(goal, left)}>
                {tb.retry(left.length)}
              </Button>
            )}
            {!isOver && (
              <>
                <Button size="small" disabled={empty} onClick={() => begin({ kind: 'ofd' })}>
                  {tb.exportOfd}
                </Button>
                <Button size="small" disabled={empty} onClick={() => begin({ kind: 'pdf' })}>
                  {tb.exportPdf}
                </Button>
                <Button
                  size="small"
                  type="primary"
                  disabled={empty || complete.printer === ''}
                  onClick={() => begin({ kind: 'print', setup: complete })}
                >
                  {tb.print}
                </Button>
              </>
            )}
          </>
        )
      }
    >
      <div className="batch-body">
        <BatchList items={items} lines={batch.lines} onItems={setItems} />
        <Form
          layout="vertical"
          size="small"
          className="batch-side print-panel"
          requiredMark={false}
          disabled={batch.lines !== null}
        >
          {isOver && (
            <p className={`print-told${left.length === 0 ? ' done' : ''}`} role="status">
              {tb.result(done, left.length)}
              {batch.folder !== null && tb.folder(batch.folder)}
            </p>
          )}
          <Form.Item label={tb.content}>
            <Radio.Group
              value={content}
              onChange={({ target }) => setContent(target.value as BatchContent)}
              options={(['text', 'both', 'sheet'] as const).map((value) => ({ value, label: tb.contents[value] }))}
            />
            <p className="print-note">{tb.version}</p>
          </Form.Item>
          <Form.Item label={tpr.options}>
            <Checkbox
              checked={asked || marked}
              disabled={asked || batch.lines !== null}
              onChange={({ target }) => setMarked(target.checked)}
            >
              {tpr.watermark}
            </Checkbox>
            {policy.watermark !== 'off' && <p className="print-note">{asked ? tpr.watermarkAlways : tpr.watermarkDrafts}</p>}
          </Form.Item>
          <PrinterFields
            printers={printers}
            setup={complete}
            onSetup={(change) => setSetup((old) => ({ ...old, ...change }))}
            withoutCopies
          />
        </Form>
      </div>
    </Modal>
  )
}
