import { App, Button, Tooltip } from 'antd'
import { useState } from 'react'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { AttentionItem } from '../data/api.ts'
import { parseCommand } from '../../src-shared/workflow/commands.ts'
import { InkThumb, type InkFigure } from '../ui/InkDrawing.tsx'
import { commandName } from '../ui/command-names.ts'
import { explain } from '../ui/messages.ts'
import { moment } from '../ui/moments.ts'
import { t } from '../ui/text.ts'
import { ti } from '../ui/text-ink.ts'
import './attention.css'

type Props = {
  items: readonly AttentionItem[] | undefined
  now: number
  onOpen: (id: DocumentId) => void
  /** true where it was done */
  onKeep: (id: string) => Promise<boolean>
  onDismiss: (id: string) => Promise<boolean>
}

/** 需处理: each refused or parked piece of work with what happened, what was written, and what one can do (UI-11). */
export function AttentionPlace({ items, now, onOpen, onKeep, onDismiss }: Props) {
  const [chosen, setChosen] = useState<string | null>(null)
  const item = items?.find((one) => one.id === chosen) ?? items?.[0]
  if (!items || !item) {
    return (
      <div className="plain-place">
        <div className="list-head">
          <b>{t.attention}</b>
        </div>
        <div className="empty">
          <strong>{items ? t.emptyAttention : t.notLoadedYet}</strong>
          {items && t.emptyAttentionHint}
        </div>
      </div>
    )
  }
  return (
    <div className="attention">
      <div className="plain-place">
        <div className="list-head">
          <b>{t.attention}</b>
        </div>
        <div className="scroll-y" role="listbox" aria-label={t.attention}>
          {items.map((one) => (
            <button
              key={one.id}
              type="button"
              role="option"
              aria-selected={one.id === item.id}
              className={`plain att-row${one.id === item.id ? ' selected' : ''}`}
              onClick={() => setChosen(one.id)}
            >
              <span className="ellipsis">{one.title || t.untitled}</span>
              <span className="muted ellipsis">
                {commandName(one.commandName)} · {t.refusedAt(moment(one.at, now))}
              </span>
            </button>
          ))}
        </div>
      </div>
      <Detail item={item} now={now} onOpen={onOpen} onKeep={onKeep} onDismiss={onDismiss} />
    </div>
  )
}

/** The opinion a refused command carried, if it had one. */
function opinionIn(args: unknown): string | undefined {
  if (typeof args !== 'object' || args === null || !('text' in args)) return undefined
  return typeof args.text === 'string' && args.text.trim() ? args.text : undefined
}

/** The strokes of a drawing that was refused. */
function drawingIn(item: AttentionItem): InkFigure | undefined {
  const command = item.commandName === 'AddInk' ? parseCommand('AddInk', item.args) : undefined
  return command?.name === 'AddInk' ? { ...command.args.ink, name: '', drawnAt: item.authoredAt } : undefined
}

function Detail({ item, now, onOpen, onKeep, onDismiss }: Omit<Props, 'items'> & { item: AttentionItem }) {
  const { message } = App.useApp()
  const words = explain(item.code)
  const opinion = opinionIn(item.args)
  const drawing = drawingIn(item)
  const copy = (text: string) => () => void navigator.clipboard.writeText(text).then(() => message.success(t.copied))
  return (
    <article className="att-detail scroll-y">
      <h2>{item.title || t.untitled}</h2>
      <p className="muted">
        {commandName(item.commandName)} · {t.authored(moment(item.authoredAt, now))} · {t.refusedAt(moment(item.at, now))}
      </p>
      <h3>{t.whatHappened}</h3>
      <p>
        {words.what}
        {item.article && t.article(item.article)}
      </p>
      {words.safe && <p>{words.safe}</p>}
      <p>{words.next}</p>
      {opinion && (
        <>
          <h3>{t.yourOpinion}</h3>
          <blockquote>{opinion}</blockquote>
        </>
      )}
      {drawing && (
        <>
          <h3>{ti.yourInk}</h3>
          <InkThumb figure={drawing} className="large" />
        </>
      )}
      {item.bodyText && (
        <>
          <h3>{t.yourText}</h3>
          <blockquote className="body-text">{item.bodyText}</blockquote>
        </>
      )}
      <div className="att-acts">
        <Button size="small" type="primary" onClick={() => onOpen(item.docId)}>
          {t.openDocument}
        </Button>
        {item.bodyText && (
          <Tooltip title={t.keepAsDraftHint}>
            <Button size="small" onClick={() => void onKeep(item.id)}>
              {t.keepAsDraft}
            </Button>
          </Tooltip>
        )}
        {opinion && (
          <Button size="small" onClick={copy(opinion)}>
            {t.copyOpinion}
          </Button>
        )}
        <Tooltip title={t.putAsideHint}>
          <Button size="small" onClick={() => void onDismiss(item.id).then((done) => done && message.success(t.putAsideDone))}>
            {t.putAside}
          </Button>
        </Tooltip>
      </div>
      <p className="muted att-code">{t.codeShown(item.code)}</p>
    </article>
  )
}
