import { Button } from 'antd'
import type { Ink } from '../../src-shared/workflow/inks.ts'
import { ti } from '../ui/text-ink.ts'

/** The pens: greatest width in tenths of a millimetre. */
export const pens = [
  { width: 5, name: ti.thin },
  { width: 9, name: ti.middle },
  { width: 15, name: ti.thick },
] as const

type Props = {
  mode: Ink['kind']
  width: number
  eraser: boolean
  strokes: number
  mayUndo: boolean
  /** another reading is on the desk: one cannot draw on it */
  elsewhere: boolean
  busy: boolean
  onMode: (mode: Ink['kind']) => void
  onWidth: (width: number) => void
  onEraser: (eraser: boolean) => void
  onUndo: () => void
  onKeep: () => void
  onDiscard: () => void
  onBack: () => void
}

/** Under the tools while one draws: 圈阅 or 手写, the pen, and what becomes of the strokes. */
export function InkBar(props: Props) {
  const { mode, width, eraser, strokes } = props
  // the pad keeps the focus, so the keys go on working
  const still = (event: React.MouseEvent): void => event.preventDefault()
  return (
    <div className="ink-bar-place">
      <div className="ink-bar" role="toolbar" aria-label={ti.ink} onMouseDown={still}>
        <span className="ink-modes" role="radiogroup" aria-label={ti.mode}>
          {(['circled', 'note'] as const).map((one) => (
            <button
              key={one}
              type="button"
              role="radio"
              aria-checked={mode === one}
              className={`plain choice${mode === one ? ' on' : ''}`}
              onClick={() => props.onMode(one)}
            >
              {one === 'circled' ? ti.circled : ti.note}
            </button>
          ))}
        </span>
        {props.elsewhere ? (
          <button type="button" className="plain link" onClick={props.onBack}>
            {ti.backToAll}
          </button>
        ) : mode === 'circled' ? (
          <>
            <span className="ink-hint">{ti.circleHint}</span>
            <Button size="small" loading={props.busy} onClick={props.onKeep}>
              {ti.circleHere} Enter
            </Button>
          </>
        ) : (
          <>
            <span className="ink-pens" role="radiogroup" aria-label={ti.pen}>
              {pens.map((pen) => (
                <button
                  key={pen.width}
                  type="button"
                  role="radio"
                  aria-checked={!eraser && width === pen.width}
                  className={`plain icon${!eraser && width === pen.width ? ' on' : ''}`}
                  title={pen.name}
                  aria-label={pen.name}
                  onClick={() => props.onWidth(pen.width)}
                >
                  <i style={{ height: `${Math.max(2, pen.width / 2.6)}px` }} />
                </button>
              ))}
            </span>
            <button
              type="button"
              className={`plain choice${eraser ? ' on' : ''}`}
              aria-pressed={eraser}
              title={ti.eraserHint}
              onClick={() => props.onEraser(!eraser)}
            >
              {ti.eraser}
            </button>
            <button
              type="button"
              className="plain choice"
              disabled={!props.mayUndo}
              title={`${ti.undo} Ctrl+Z`}
              onClick={props.onUndo}
            >
              {ti.undo}
            </button>
            <span className="ink-hint" aria-live="polite">
              {strokes > 0 ? ti.strokes(strokes) : ti.writeHint}
            </span>
          </>
        )}
        <span className="grow" />
        {mode === 'note' && !props.elsewhere && strokes > 0 && (
          <Button size="small" type="primary" loading={props.busy} onClick={props.onKeep}>
            {ti.keep} Enter
          </Button>
        )}
        <Button size="small" type="text" onClick={props.onDiscard}>
          {strokes > 0 ? ti.discard : ti.close} Esc
        </Button>
      </div>
    </div>
  )
}

/** The button in the row over the page. */
export function InkButton({ on, disabled, onClick }: { on: boolean; disabled: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      className={`plain ink-button${on ? ' on' : ''}`}
      disabled={disabled}
      aria-pressed={on}
      aria-label={ti.open}
      title={disabled ? ti.readOnly : `${ti.circled} Alt+O，${ti.note} Alt+I`}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      <svg viewBox="0 0 24 24" aria-hidden>
        <path d="M4.2 14.6C2.6 9 7.2 4.2 12.4 4.2c5.4 0 8.6 3.6 8.4 7.8-.2 4.6-4.2 7.8-9 7.8-3.4 0-6-1.6-7.2-4" />
        <path d="m9 15.4.5-2.4 5.6-5.6 1.9 1.9-5.6 5.6z" />
      </svg>
    </button>
  )
}
