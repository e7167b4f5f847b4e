import { Button, Checkbox, Form, Radio } from 'antd'
import type { PaperTrouble } from '../../src-shared/paper/model.ts'
import type { Printer, PrintSetup } from '../../src-shared/ipc/paper.ts'
import { explain } from '../ui/messages.ts'
import { tpr } from '../ui/text-print.ts'
import { PrinterFields } from './PrinterFields.tsx'
import { withInks, type PrintChoice, type Source } from './print-source.ts'

type Props = {
  source: Source | undefined
  /** 文件处理单 stands in the place of 发文稿纸 */
  incoming: boolean
  tracked: boolean
  /** there is 圈阅 or handwriting on the document */
  drawn: boolean
  choice: PrintChoice
  /** the watermark's words, and why the county asks for it; null: as one likes (SE-89) */
  watermark: string
  asked: string | null
  /** to the page of a trouble */
  onPage: (page: number) => void
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
  const isText = choice.part === 'text'
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
      <Form.Item label={tpr.part}>
        <Radio.Group
          value={choice.part}
          onChange={({ target }) => onChoice({ part: target.value as PrintChoice['part'] })}
          options={(['text', 'sheet'] as const).map((value, i) => ({
            value,
            label: tpr.parts(props.incoming)[value],
            title: `${tpr.parts(props.incoming)[value]}　Alt+${i + 1}`,
          }))}
        />
      </Form.Item>
      {isText && props.tracked && (
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
        {isText && (
          <Checkbox checked={choice.preprinted} onChange={({ target }) => onChoice({ preprinted: target.checked })}>
            {tpr.preprinted}
          </Checkbox>
        )}
        <Checkbox
          checked={choice.watermark !== null}
          disabled={props.asked !== null}
          onChange={({ target }) => onChoice({ watermark: target.checked ? props.watermark : null })}
        >
          {tpr.watermark}
        </Checkbox>
        {props.asked !== null && <p className="print-note">{props.asked}</p>}
        {isText && props.drawn && (
          <Checkbox checked={withInks(choice)} onChange={({ target }) => onChoice({ inks: target.checked })}>
            {tpr.inks}
          </Checkbox>
        )}
      </Form.Item>
      <PrinterFields printers={printers} setup={setup} onSetup={onSetup} />
      {troubles.length + props.notes.length > 0 && (
        <section className="print-notes" aria-label={tpr.notes}>
          <h3>{tpr.notes}</h3>
          <ul>
            {troubles.map(({ key, words, next, page }) => (
              <li key={key}>
                {page === null ? (
                  words
                ) : (
                  <Button
                    type="link"
                    size="small"
                    className="print-jump"
                    title={tpr.toPage(page)}
                    onClick={() => props.onPage(page)}
                  >
                    {words}
                  </Button>
                )}
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

type Listed = { key: string; words: string; next: string; page: number | null }

/** Troubles in words, each once for a page. */
function listed(troubles: readonly PaperTrouble[]): Listed[] {
  const seen = new Map<string, Listed>()
  for (const { code, page } of troubles) {
    const key = `${code} ${page ?? ''}`
    const { what, next } = explain(code)
    seen.set(key, { key, words: `${page === null ? '' : tpr.onPage(page)}${what}`, next, page })
  }
  return [...seen.values()]
}
