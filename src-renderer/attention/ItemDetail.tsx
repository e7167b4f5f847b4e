import { App, Button, Tooltip } from 'antd'
import { useState } from 'react'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import type { Choice } from '../../src-shared/sync/choices.ts'
import type { SettledBy } from '../../src-shared/sync/store-port.ts'
import { parseCommand, type Command } from '../../src-shared/workflow/commands.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import type { AttentionItem, DeskData } from '../data/api.ts'
import { textOfBody } from '../data/body-text.ts'
import { useDocument } from '../data/queries.ts'
import { codeOf } from '../desk.ts'
import { InkThumb, type InkFigure } from '../ui/InkDrawing.tsx'
import { commandName } from '../ui/command-names.ts'
import { keepForSigning } from '../ui/kept-opinions.ts'
import { explain, sentence } from '../ui/messages.ts'
import { moment } from '../ui/moments.ts'
import { t } from '../ui/text.ts'
import { settledThere, settledWord, ta } from '../ui/text-attention.ts'
import { ti } from '../ui/text-ink.ts'
import { SidesView, standing } from './SidesView.tsx'
import { SupplementDialog } from './SupplementDialog.tsx'
import { useChoices } from './use-choices.ts'
import { useSides } from './use-sides.ts'

export type DetailProps = {
  item: AttentionItem
  /** how many more fell with it */
  group: number
  data: DeskData
  session: DeskSession
  directory: Directory | undefined
  now: number
  onOpen: (id: DocumentId) => void
  onDraft: (id: DocumentId) => void
}

/** The words a refused command carried, whichever it was. */
function opinionIn(args: unknown): string | undefined {
  if (typeof args !== 'object' || args === null || !('text' in args)) return undefined
  return typeof args.text === 'string' && args.text.trim() ? args.text : undefined
}

/** The strokes of a drawing that was refused. */
function drawingIn(item: AttentionItem): InkFigure | undefined {
  const command = item.commandName === 'AddInk' ? parseCommand('AddInk', item.args) : undefined
  return command?.name === 'AddInk' ? { ...command.args.ink, name: '', drawnAt: item.authoredAt } : undefined
}

const words: Record<Choice, { label: string; hint?: string }> = {
  bringIn: { label: ta.bringIn, hint: ta.bringInHint },
  signAnew: { label: ta.signAnew, hint: ta.signAnewHint },
  sendAgain: { label: ta.sendAgain, hint: ta.sendAgainHint },
  supplement: { label: ta.supplement, hint: ta.supplementHint },
  keepAsDraft: { label: t.keepAsDraft, hint: t.keepAsDraftHint },
  open: { label: t.openDocument },
  putAside: { label: t.putAside, hint: t.putAsideHint },
}

/** One item: what happened, both sides, and the choices that make sense, the likeliest first; each can be taken back (UI-11). */
export function ItemDetail({ item, group, data, session, directory, now, onOpen, onDraft }: DetailProps) {
  const { message } = App.useApp()
  const doc = useDocument(item.docId)
  const sides = useSides(item, doc, data)
  const { choices, opinion, again } = useChoices(item, doc, directory, session, now, data.today())
  const [recording, setRecording] = useState(false)
  const told = explain(item.code)
  const said = opinionIn(item.args)
  const drawing = drawingIn(item)
  const { where, last } = standing(doc, now)

  /** does it, or says in words why not; the item stays until it is done */
  const tried = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      void message.error(sentence(codeOf(error)), 6)
    }
  }
  const settle = async (how: SettledBy, done: string, undo: boolean): Promise<void> => {
    await data.settleItem(item.id, how)
    const key = `settled ${item.id}`
    const takeBack = (): void => {
      message.destroy(key)
      void tried(() => data.takeUpItem(item.id))
    }
    const content = undo ? (
      <>
        {done}{' '}
        <button type="button" className="plain link" onClick={takeBack}>
          {ta.undo}
        </button>
      </>
    ) : (
      done
    )
    void message.success({ key, content, duration: undo ? 8 : 3 })
  }
  /** a refusal at the desk leaves the item as it is */
  const give = async (command: Command, how: SettledBy, done: string): Promise<boolean> => {
    const decided = await data.command(command.name, command.args)
    if (decided.ok) await settle(how, done, false)
    else void message.warning(sentence(decided.code, decided.article), 6)
    return decided.ok
  }
  const record = (text: string): Promise<void> =>
    tried(async () => {
      if (!opinion || item.cmdId === null) return
      const args = { docId: item.docId, refused: item.cmdId, ...opinion, text }
      const command = parseCommand('AddSupplement', args)
      if (command && (await give(command, 'supplement', ta.supplementDone))) setRecording(false)
    })
  const acts: Record<Choice, () => void> = {
    bringIn: () => onOpen(item.docId),
    signAnew: () => {
      if (said) keepForSigning(session.session.user.id, item.docId, said)
      onOpen(item.docId)
    },
    sendAgain: () => void tried(async () => void (again && (await give(again, 'sentAgain', ta.sentAgain)))),
    supplement: () => setRecording(true),
    keepAsDraft: () => void tried(async () => onDraft(await data.keepAsDraft(item.id))),
    open: () => onOpen(item.docId),
    putAside: () => void tried(() => settle('aside', t.putAsideDone, true)),
  }
  const copy = (text: string) => () => void navigator.clipboard.writeText(text).then(() => message.success(t.copied))

  return (
    <article className="att-detail scroll-y">
      <h2>{item.title || t.untitled}</h2>
      <p className="muted">
        {item.commandName === 'Sign' ? ta.notInForce : commandName(item.commandName)} · {t.authored(moment(item.authoredAt, now))}{' '}
        · {t.refusedAt(moment(item.at, now))}
      </p>
      <h3>{t.whatHappened}</h3>
      <p>
        {told.what}
        {item.article && t.article(item.article)}
      </p>
      {told.safe && <p>{told.safe}</p>}
      <p>{told.next}</p>
      {group > 0 && <p>{ta.alsoFell(group)}</p>}
      <h3>{ta.theirs}</h3>
      <p>{where}</p>
      {last && <p className="muted">{last}</p>}
      {said && (
        <>
          <h3>{t.yourOpinion}</h3>
          <blockquote>{said}</blockquote>
        </>
      )}
      {drawing && (
        <>
          <h3>{ti.yourInk}</h3>
          <InkThumb figure={drawing} className="large" />
        </>
      )}
      <SidesView sides={sides} doc={doc} />
      {item.body && (
        <details open={sides.kind !== 'differences'}>
          <summary>{t.yourText}</summary>
          <blockquote className="body-text">{textOfBody(item.body)}</blockquote>
        </details>
      )}
      {item.settled ? (
        <div className="att-acts">
          <span className="muted">
            {item.settled.by ? settledWord[item.settled.by] : settledThere} · {moment(item.settled.at, now)}
          </span>
          <Button
            size="small"
            onClick={() => void tried(() => data.takeUpItem(item.id).then(() => void message.success(ta.takenUp)))}
          >
            {ta.takeUp}
          </Button>
        </div>
      ) : (
        <div className="att-acts">
          {choices.map((choice, i) => (
            <Tooltip key={choice} title={words[choice].hint}>
              <Button size="small" type={i === 0 ? 'primary' : 'default'} onClick={acts[choice]}>
                {choice === 'keepAsDraft' && i === 0 ? ta.restoredDraft : words[choice].label}
              </Button>
            </Tooltip>
          ))}
          {said && (
            <Button size="small" onClick={copy(said)}>
              {t.copyOpinion}
            </Button>
          )}
        </div>
      )}
      <p className="muted att-code">{t.codeShown(item.code)}</p>
      {recording && opinion && (
        <SupplementDialog
          text={opinion.text}
          signedOn={opinion.signedOn}
          onCancel={() => setRecording(false)}
          onRecord={record}
        />
      )}
    </article>
  )
}
