import { App } from 'antd'
import type { Node as PmNode } from 'prosemirror-model'
import { useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import { v7 } from 'uuid'
import type { DocumentId } from '../../src-shared/ids.ts'
import { turnToCircle } from '../../src-shared/workflow/circled.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Ink, Stroke } from '../../src-shared/workflow/inks.ts'
import { stepNameOf } from '../../src-shared/workflow/step-names.ts'
import type { DeskData } from '../data/api.ts'
import { sm3 } from '../data/sm3.ts'
import { codeOf } from '../desk.ts'
import type { DocumentHandle, InkSlots, OnDesk } from '../document/DocumentPage.tsx'
import type { OpenPage } from '../document/LivePage.tsx'
import { blockElement } from '../ink/block-place.ts'
import { drawn, emptyDrawing, erased, fits, undone, type Drawing } from '../ink/drawing.ts'
import { InkBar, InkButton, pens } from '../ink/InkBar.tsx'
import { InksOn } from '../ink/InkLayer.tsx'
import { InkList } from '../ink/InkList.tsx'
import { InkPad, type Over, type PadHandle } from '../ink/InkPad.tsx'
import { inksShown } from '../ink/shown.ts'
import { useInkKeys } from '../ink/use-ink-keys.ts'
import { blocksOf, quoteOf, wordsSm3 } from '../../src-shared/document/block-words.ts'
import { sentence } from '../ui/messages.ts'
import { useSend } from '../ui/use-send.ts'
import { unknownLook, type PersonLook } from '../ui/persons.ts'
import { ti } from '../ui/text-ink.ts'
import { useLatest } from '../ui/use-latest.ts'
import { InkVersion } from './InkVersion.tsx'

const UNDO_S = 10

/** What is being drawn: over which block and which text it was begun; nothing drawn yet where `over` is null. */
type Begun = { drawing: Drawing; over: { blockId: string; text: PmNode; bodyVersion: number; bodySm3: string } | null }
const nothing: Begun = { drawing: emptyDrawing, over: null }
/** Drawings that were neither kept nor thrown away when another document was opened: they wait for this reader to come back. */
const left = new Map<string, Begun>()

type Options = {
  data: DeskData
  docId: DocumentId
  state: DocumentState | undefined
  page: OpenPage | undefined
  text: PmNode | undefined
  me: { id: string; name: string }
  persons: ReadonlyMap<string, PersonLook>
  handle: RefObject<DocumentHandle | null>
  now: number
}

const noInks: readonly Ink[] = []

/** 圈阅 and handwriting on the open document: the tool, what is drawn, keeping and striking it (WF-21). */
export function useInk({ data, docId, state, page, text, me, persons, handle, now }: Options) {
  const { message, modal } = App.useApp()
  // the next person at this desk is another reader
  const place = `${me.id} ${docId}`
  const [mode, setMode] = useState<Ink['kind'] | null>(() => (left.has(place) ? 'note' : null))
  const [begun, setBegun] = useState<Begun>(() => left.get(place) ?? nothing)
  const [width, setWidth] = useState<number>(pens[1].width)
  const [eraser, setEraser] = useState(false)
  const { busy, send } = useSend(data)
  const [current, setCurrent] = useState<string | null>(null)
  const [withStruck, setWithStruck] = useState(false)
  const [opened, setOpened] = useState<Ink | null>(null)
  const pad = useRef<PadHandle>(null)
  const returnTo = useRef<HTMLElement | null>(null)
  const waiting = useLatest(begun)
  const modeNow = useLatest(mode)
  const inks = state?.inks ?? noInks
  const look = persons.get(me.id) ?? unknownLook
  const here = useMemo(
    () => new Set(inksShown(inks, { doc: text, kind: 'marks', at: Infinity }, sm3, true).map((ink) => ink.id)),
    [inks, text],
  )
  useEffect(() => {
    if (left.delete(place)) void message.info(ti.resumed, 5)
    const drawing = waiting
    return () => {
      if (drawing.current.drawing.strokes.length > 0) left.set(place, drawing.current)
    }
  }, [place, message, waiting])

  const strikeNow = async (inkId: string): Promise<void> => {
    if (await send('StrikeInk', { docId, inkId })) void message.open({ key: 'ink', type: 'success', content: ti.struckDone })
  }
  const close = (): void => {
    setMode(null)
    setBegun(nothing)
    setEraser(false)
    returnTo.current?.focus({ preventScroll: true })
  }
  /** puts the tool away after a drawing was kept; what was begun meanwhile, or before a ring, stays to go on with */
  const kept = (kind: Ink['kind'], strokes: readonly Stroke[]): void => {
    // another document may have been opened before this one's drawing was written down
    if (left.get(place)?.drawing.strokes.every((stroke) => strokes.includes(stroke))) left.delete(place)
    const { drawing, over } = waiting.current
    const rest = drawing.strokes.filter((stroke) => !strokes.includes(stroke))
    if (rest.length > 0) {
      if (rest.length < drawing.strokes.length) setBegun({ drawing: { strokes: rest, past: [] }, over })
      setMode('note')
    } else if (modeNow.current === kind) close()
    else setBegun(nothing)
  }
  /** what is under the pen now: the text on this desk, and the version it is or will be */
  const standing = (blockId: string): Begun['over'] =>
    page && state ? { blockId, text: page.editor.view.state.doc, bodyVersion: state.bodyVersion, bodySm3: state.bodySm3 } : null

  const add = async (
    kind: Ink['kind'],
    { blockId, strokes }: Over,
    over: Begun['over'],
    given: readonly Stroke[] = [],
  ): Promise<void> => {
    const block = over && blocksOf(over.text, new Set([blockId])).get(blockId)
    if (!over || !block) return void message.warning(ti.noBlock, 4)
    const { bodyVersion, bodySm3 } = over
    const id = v7()
    const about = { blockId, quote: quoteOf(block), wordsSm3: wordsSm3(block, sm3) }
    const ink = { id, kind, bodyVersion, bodySm3, ...about, strokes: [...strokes] }
    if (!(await send('AddInk', { docId, ink }))) return
    kept(kind, given)
    setCurrent(null)
    const turn = kind === 'circled' && state ? turnToCircle(state, me.id) : undefined
    void message.open({
      key: 'ink',
      type: 'success',
      duration: UNDO_S,
      content: (
        <>
          {kind === 'circled' ? ti.keptCircle : ti.keptNote}
          <button type="button" className="plain link undo-link" onClick={() => void strikeNow(id)}>
            {ti.takeBack}
          </button>
          {state && turn && (
            <button
              type="button"
              className="plain link undo-link"
              onClick={() => {
                message.destroy('ink')
                handle.current?.primary()
              }}
            >
              {ti.agrees(stepNameOf(state, turn.step))}
            </button>
          )}
        </>
      ),
    })
  }
  const keep = (): void => {
    if (busy) return
    const { drawing, over } = begun
    if (mode === 'circled') {
      const taken = (blockId: string): number =>
        inks.filter((ink) => ink.kind === 'circled' && !ink.struck && ink.blockId === blockId).length
      const ring = pad.current?.ringBeside(caretBlock(page), taken)
      return ring ? void add('circled', ring, standing(ring.blockId)) : void message.warning(ti.noBlock, 4)
    }
    if (!over || drawing.strokes.length === 0) return close()
    const settled = pad.current?.settled({ blockId: over.blockId, strokes: drawing.strokes })
    if (settled) void add('note', settled, over, drawing.strokes)
  }
  const count = begun.drawing.strokes.length
  const discard = (): void => {
    if (count <= 1) return close()
    modal.confirm({
      title: ti.askDiscard(count),
      content: ti.askDiscardHint,
      okText: ti.discard,
      cancelText: ti.goOn,
      icon: null,
      onOk: close,
      onCancel: () => pad.current?.focus(),
    })
  }
  const undo = (): void => setBegun((now) => ({ ...now, drawing: undone(now.drawing) }))
  const begin = (next: Ink['kind']): void => {
    if (state?.state === 'X2') return void message.info(ti.discarded, 3)
    if (!page || !state) return void message.info(ti.readOnly, 3)
    if (mode === null) returnTo.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
    handle.current?.setView('all')
    setMode(next)
    // what one draws over becomes a version before the drawing, so that the drawing lies on what was seen
    page.autosave
      .flush()
      .then(() => data.submitBody(docId))
      .catch((error: unknown) => message.error(sentence(codeOf(error))))
  }
  useInkKeys(mode !== null, {
    keep,
    discard,
    undo,
    primary: () => {
      if (count > 0) void message.info(ti.keepFirst, 4)
      return count > 0
    },
  })

  const jump = (ink: Ink): void => {
    setCurrent(ink.id)
    flushSync(() => handle.current?.setView('all'))
    const sheet = document.querySelector('.doc .sheet')
    const block = sheet && blockElement(sheet, ink.blockId)
    block?.scrollIntoView({ block: 'center', behavior: 'instant' })
  }
  const strike = (ink: Ink): void =>
    void modal.confirm({
      title: ink.kind === 'circled' ? ti.askStrike : ti.askStrikeNote,
      content: ti.askStrikeHint,
      okText: ti.strike,
      cancelText: ti.keepIt,
      icon: null,
      onOk: () => strikeNow(ink.id),
    })

  /** the parts of the tool in and over the page, for the reading that is on the desk */
  const slots = ({ doc, kind, at }: OnDesk): InkSlots => {
    const marks = kind === 'all' || kind === 'moment'
    const { over, drawing } = begun
    const figure = { kind: 'note' as const, strokes: [...drawing.strokes], name: me.name, drawnAt: now }
    return {
      button: <InkButton on={mode !== null} disabled={!page} onClick={() => (mode === null ? begin('circled') : discard())} />,
      bar: mode && (
        <InkBar
          mode={mode}
          width={width}
          eraser={eraser}
          strokes={count}
          mayUndo={begun.drawing.past.length > 0}
          elsewhere={kind !== 'all'}
          busy={busy}
          onMode={setMode}
          onWidth={(next) => {
            setWidth(next)
            setEraser(false)
          }}
          onEraser={setEraser}
          onUndo={undo}
          onKeep={keep}
          onDiscard={discard}
          onBack={() => handle.current?.setView('all')}
        />
      ),
      layer: state && (
        <>
          <InksOn
            inks={inks}
            read={{ doc, kind: marks ? 'marks' : 'other', at }}
            withStruck={withStruck}
            sm3={sm3}
            draft={over && count > 0 ? { blockId: over.blockId, figure, look } : null}
            persons={persons}
            turns={state}
            current={current}
            now={now}
          />
          {mode && kind === 'all' && (
            <InkPad
              handle={pad}
              mode={mode}
              eraser={eraser}
              width={width}
              begunOver={over?.blockId ?? null}
              name={me.name}
              now={now}
              look={look}
              onStroke={({ blockId, strokes: [stroke] }) => {
                if (!stroke) return
                if (!fits(begun.drawing, stroke)) return void message.warning(ti.full, 4)
                setBegun((now) => ({ drawing: drawn(now.drawing, stroke), over: now.over ?? standing(blockId) }))
              }}
              onErase={(x, y) => setBegun((now) => ({ ...now, drawing: erased(now.drawing, x, y) }))}
              onRing={(ring) => !busy && void add('circled', ring, standing(ring.blockId))}
              onNoBlock={() => void message.warning(ti.noBlock, 4)}
            />
          )}
        </>
      ),
    }
  }
  const list: ReactNode = state && (
    <InkList
      inks={inks}
      here={here}
      persons={persons}
      turns={state}
      me={me.id}
      current={current}
      withStruck={withStruck}
      now={now}
      onStruck={setWithStruck}
      onJump={jump}
      onVersion={setOpened}
      onStrike={strike}
    />
  )
  const version: ReactNode = state && opened && (
    <InkVersion data={data} state={state} ink={opened} persons={persons} now={now} onClose={() => setOpened(null)} />
  )
  return { slots, list, version, begin, live: inks.filter((ink) => !ink.struck).length }
}

/** The id of the block the caret stands in. */
function caretBlock(page: OpenPage | undefined): string | null {
  const $head = page?.editor.view.state.selection.$head
  for (let depth = $head?.depth ?? 0; $head && depth > 0; depth--) {
    const node = $head.node(depth)
    if (node.isTextblock) return String(node.attrs['id'] ?? '')
  }
  return null
}
