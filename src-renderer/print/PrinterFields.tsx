import { Checkbox, Form, InputNumber, Select } from 'antd'
import type { Printer, PrintSetup } from '../../src-shared/ipc/paper.ts'
import { tpr } from '../ui/text-print.ts'

type Props = {
  printers: readonly Printer[] | undefined
  setup: PrintSetup
  onSetup: (change: Partial<PrintSetup>) => void
  /** the field for copies is elsewhere: each document has its own */
  withoutCopies?: boolean
}

/** Which printer, how many copies, both sides or one, how large; or that there is no printer (PP-51). */
export function PrinterFields({ printers, setup, onSetup, withoutCopies = false }: Props) {
  if (printers === undefined) return <p className="print-note">{tpr.askingPrinters}</p>
  if (printers.length === 0)
    return (
      <p className="print-told" role="status">
        {tpr.noPrinter}
      </p>
    )
  return (
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
        {!withoutCopies && (
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
        )}
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
  )
}
