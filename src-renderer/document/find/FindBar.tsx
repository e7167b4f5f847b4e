import ArrowDownOutlined from '@ant-design/icons/ArrowDownOutlined'
import ArrowUpOutlined from '@ant-design/icons/ArrowUpOutlined'
import CloseOutlined from '@ant-design/icons/CloseOutlined'
import { App, Button, Input, type InputRef } from 'antd'
import type { EditorView } from 'prosemirror-view'
import { useEffect, useImperativeHandle, useMemo, useRef, useState, type KeyboardEvent, type Ref } from 'react'
import { clearable } from '../../ui/clearable.tsx'
import { isComposing } from '../../ui/composing.ts'
import { r } from '../../ui/text-revisions.ts'
import type { PageEditor } from '../editor/page-editor.ts'
import { clearMatches, paintMatches } from './highlight.ts'
import { findAll, matchFrom, replaceMatches, type Match } from './search.ts'

/** The bar from outside: F3 and Shift+F3 while the focus is elsewhere, Ctrl+F once more. */
export type FindHandle = { step: (by: 1 | -1) => void; focus: () => void }

type Props = {
  handle: Ref<FindHandle>
  /** what is on the desk now: the page one writes on or a reading of it */
  view: EditorView
  /** counts up with every change of the page, so what was found is looked for again */
  tick: number
  /** undefined: replacing is not possible now */
  editor: PageEditor | undefined
  tracked: boolean
  withReplace: boolean
  onClose: () => void
}

/** 查找, 替换: every place with its number, one by one or all as one change with one undo (UI-48). */
export function FindBar({ handle, view, tick, editor, tracked, withReplace, onClose }: Props) {
  const { message } = App.useApp()
  const [typed, setTyped] = useState(() => selectedWords(view))
  const [query, setQuery] = useState(typed)
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const input = useRef<InputRef>(null)
  const doc = view.state.doc
  const matches = useMemo(() => findAll(doc, query), [doc, query])
  const index = matches.length ? Math.min(Math.max(at, 0), matches.length - 1) : -1

  useEffect(() => {
    paintMatches(view, matches, index)
    return clearMatches
  }, [view, matches, index, tick])
  useImperativeHandle(handle, () => ({ step, focus: () => input.current?.focus({ cursor: 'all' }) }))
  useEffect(() => input.current?.focus({ cursor: 'all' }), [])

  const go = (all: readonly Match[], next: number): void => {
    setAt(next)
    const match = all[next]
    if (!match) return
    if (editor?.view === view) editor.jump(match.from, match.to)
    else elementAt(view, match.from)?.scrollIntoView({ block: 'center', behavior: 'instant' })
  }
  const ask = (value: string): void => {
    setQuery(value)
    const found = findAll(doc, value)
    if (found.length) go(found, matchFrom(found, view.state.selection.from))
  }
  function step(by: 1 | -1): void {
    if (matches.length) go(matches, (index + by + matches.length) % matches.length)
  }
  const replace = (those: readonly Match[], group: boolean): void => {
    if (!editor || !those.length) return
    const rest = index
    editor.edit((state) => replaceMatches(state, those, words, group))
    if (group) {
      void message.success(tracked ? r.replacedSome(those.length) : r.replacedUntracked(those.length), 3)
      return
    }
    const left = findAll(editor.view.state.doc, query)
    const next = matchFrom(left, (those[0]?.from ?? 0) + words.length)
    if (left.length) go(left, left.length < matches.length ? Math.min(rest, left.length - 1) : next)
  }
  const close = (): void => {
    onClose()
    view.focus()
  }
  const keys = (event: KeyboardEvent): void => {
    if (isComposing(event)) return
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1)
    else if (event.key === 'Escape') close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const here = matches[index]
  return (
    <div className="find-bar" role="search" aria-label={withReplace ? r.cmdReplace : r.cmdFind}>
      <Input
        ref={input}
        size="small"
        allowClear={clearable}
        value={typed}
        placeholder={r.findHint}
        aria-label={r.findHint}
        onChange={(event) => {
          setTyped(event.target.value)
          // what an input method still composes is no question yet
          if (!(event.nativeEvent as InputEvent).isComposing) ask(event.target.value)
        }}
        onCompositionEnd={(event) => ask(event.currentTarget.value)}
        onKeyDown={keys}
      />
      <span className={`find-count${query && !matches.length ? ' none' : ''}`} aria-live="polite">
        {query ? (matches.length ? r.foundAt(index + 1, matches.length) : r.foundNone) : ''}
      </span>
      <FindTool
        title={`${r.findPrevious} Shift+F3`}
        icon={<ArrowUpOutlined />}
        disabled={!matches.length}
        onClick={() => step(-1)}
      />
      <FindTool title={`${r.findNext} F3`} icon={<ArrowDownOutlined />} disabled={!matches.length} onClick={() => step(1)} />
      <span className="grow" />
      <FindTool title={`${r.closeFind} Esc`} icon={<CloseOutlined />} disabled={false} onClick={close} />
      {withReplace && (
        <div className="find-row">
          <Input
            size="small"
            value={words}
            placeholder={r.replaceHint}
            aria-label={r.replaceHint}
            onChange={(event) => setWords(event.target.value)}
            onKeyDown={(event) => {
              if (isComposing(event)) return
              if (event.key === 'Enter' && here) replace([here], false)
              else if (event.key === 'Escape') close()
              else return
              event.preventDefault()
              event.stopPropagation()
            }}
          />
          <Button size="small" disabled={!editor || !here} onClick={() => here && replace([here], false)}>
            {r.replaceOne}
          </Button>
          <Button size="small" disabled={!editor || !matches.length} onClick={() => replace(matches, true)}>
            {r.replaceAll(matches.length)}
          </Button>
          {!editor && <span className="muted">{r.replaceReadOnly}</span>}
        </div>
      )}
    </div>
  )
}

function FindTool(props: { title: string; icon: React.ReactNode; disabled: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      className="plain icon"
      title={props.title}
      aria-label={props.title}
      disabled={props.disabled}
      onClick={props.onClick}
    >
      {props.icon}
    </button>
  )
}

/** Words selected in the page are what one looks for. */
function selectedWords(view: EditorView): string {
  const { from, to } = view.state.selection
  const text = to - from <= 60 ? view.state.doc.textBetween(from, to, '\n') : ''
  return text.includes('\n') ? '' : text
}

const elementAt = (view: EditorView, pos: number): Element | null => {
  const { node } = view.domAtPos(pos)
  return node instanceof Element ? node : node.parentElement
}
