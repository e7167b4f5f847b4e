import { Checkbox, Form, InputNumber, Radio, Select } from 'antd'
import type { PaperTrouble } from '../../src-shared/paper/model.ts'
import type { Printer, PrintSetup } from '../../src-shared/ipc/paper.ts'
import { explain } from '../ui/messages.ts'
import { tpr } from '../ui/text-print.ts'
import type { PrintChoice, Source } from './print-source.ts'

type Props = {
  source: Source | undefined
  tracked: boolean
  choice: PrintChoice
  watermark: string
  onChoice: (change: Partial<PrintChoice>) => void
  troubles: readonly PaperTrouble[]
  /** the faces that stand in, and characters they lack */
  notes: readonly string[]
  printers: readonly Printer[] | undefined
  setup: PrintSetup
  onSetup: (change: Partial<PrintSetup>) => void
}

/** What is on the pages, how it is printed, and what one ought to know of them. */
export function PrintPanel(props: Props) {
  const { source, choice, onChoice, printers, setup, onSetup } = props
  const here = source?.kind === 'here' ? source : undefined
  const troubles = listed(props.troubles)
  return (
    <Form layout="vertical" size="small" className="print-panel" requiredMark={false}>
      <Form.Item label={tpr.text}>
        {here?.present ? (
          <Radio.Group
            value={choice.which}
            onChange={({ target }) => onChoice({ which: target.value as PrintChoice['which'] })}
            options={[
              { value: 'stored', label: tpr.stored(here.version) },
              { value: 'present', label: tpr.present },
            ]}
          />
        ) : (
          <span>{here ? tpr.stored(here.version) : ''}</span>
        )}
        {here?.present && (
          <p className="print-note amber" role="note">
            {choice.which === 'stored' ? tpr.unsaved(here.version) : tpr.presentNote}
          </p>
        )}
      </Form.Item>
      {props.tracked && (
        <Form.Item label={tpr.copy}>
          <Radio.Group
            value={choice.copy}
            onChange={({ target }) => onChoice({ copy: target.value as PrintChoice['copy'] })}
            options={[
              { value: 'clean', label: tpr.clean },
              { value: 'marked', label: tpr.marked },
            ]}
          />
        </Form.Item>
      )}
      <Form.Item label={tpr.options}>
        <Checkbox checked={choice.preprinted} onChange={({ target }) => onChoice({ preprinted: target.checked })}>
          {tpr.preprinted}
        </Checkbox>
        <Checkbox
          checked={choice.watermark !== null}
          onChange={({ target }) => onChoice({ watermark: target.checked ? props.watermark : null })}
        >
          {tpr.watermark}
        </Checkbox>
      </Form.Item>
      {printers === undefined && <p className="print-note">{tpr.askingPrinters}</p>}
      {printers?.length === 0 && (
        <p className="print-told" role="status">
          {tpr.noPrinter}
        </p>
      )}
      {printers !== undefined && printers.length > 0 && (
        <>
          <Form.Item label={tpr.printer} htmlFor="print-printer">
            <Select
              id="print-printer"
              value={setup.printer}
              onChange={(printer) => onSetup({ printer })}
              options={printers.map(({ name, title }) => ({ value: name, label: title }))}
            />
          </Form.Item>
          <div className="print-two">
            <Form.Item label={tpr.copies} htmlFor="print-copies">
              <InputNumber
                id="print-copies"
                min={1}
                max={999}
                precision={0}
                value={setup.copies}
                onChange={(copies) => onSetup({ copies: copies ?? 1 })}
              />
            </Form.Item>
            <Form.Item label={tpr.scale} htmlFor="print-scale">
              <Select
                id="print-scale"
                value={setup.scale}
                onChange={(scale) => onSetup({ scale })}
                options={[100, 98, 96, 94].map((value) => ({ value, label: value === 100 ? tpr.trueSize : tpr.percent(value) }))}
              />
            </Form.Item>
          </div>
          <Form.Item>
            <Checkbox
              checked={setup.duplex === 'longEdge'}
              onChange={({ target }) => onSetup({ duplex: target.checked ? 'longEdge' : 'simplex' })}
            >
              {tpr.duplex}
            </Checkbox>
          </Form.Item>
        </>
      )}
      {troubles.length + props.notes.length > 0 && (
        <section className="print-notes" aria-label={tpr.notes}>
          <h3>{tpr.notes}</h3>
          <ul>
            {troubles.map(({ key, words, next }) => (
              <li key={key}>
                {words}
                <span className="muted">{next}</span>
              </li>
            ))}
            {props.notes.map((words) => (
              <li key={words} className="muted">
                {words}
              </li>
            ))}
          </ul>
        </section>
      )}
    </Form>
  )
}

/** Troubles in words, each once for a page. */
function listed(troubles: readonly PaperTrouble[]): { key: string; words: string; next: string }[] {
  const seen = new Map<string, { key: string; words: string; next: string }>()
  for (const { code, page } of troubles) {
    const key = `${code} ${page ?? ''}`
    const { what, next } = explain(code)
    seen.set(key, { key, words: `${page === null ? '' : tpr.onPage(page)}${what}`, next })
  }
  return [...seen.values()]
}
