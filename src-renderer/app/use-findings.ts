import { App } from 'antd'
import { useMemo, useState, type RefObject } from 'react'
import { togetherOf } from '../../src-shared/document/corrections.ts'
import type { Finding } from '../../src-shared/document/rules.ts'
import type { DocumentHandle } from '../document/DocumentPage.tsx'
import { closeHistory } from '../document/editor/history.ts'
import type { OpenPage } from '../document/LivePage.tsx'
import { corrected } from '../findings/correct.ts'
import { keysOf, rowBeside, rowsOf, type FindingRow, type LevelFilter } from '../findings/rows.ts'
import { tf } from '../ui/text-findings.ts'

type Asked = {
  findings: readonly Finding[]
  /** the findings of the text as it is at this moment */
  check: () => readonly Finding[] | undefined
  /** shows what `check` finds, at once */
  recheck: () => void
  page: OpenPage | undefined
  editing: boolean
  tracked: boolean
  handle: RefObject<DocumentHandle | null>
}

/** What the rules found, as the rail lists it and as what stands against 报送; walking (F8) and correcting it. */
export function useFindings({ findings, check, recheck, page, editing, tracked, handle }: Asked) {
  const { message } = App.useApp()
  const [level, setLevel] = useState<LevelFilter>(null)
  const [current, setCurrent] = useState<string | null>(null)
  const rows = useMemo(() => rowsOf(findings, editing), [findings, editing])
  const blockers = useMemo(
    () =>
      findings.flatMap((one, index) =>
        one.level === 'E' ? [{ key: `${one.rule} ${index}`, words: one.message, field: one.place as string | undefined }] : [],
      ),
    [findings],
  )
  const shown = rows.filter((one) => level === null || one.level === level)

  const jump = (row: FindingRow): void => {
    setCurrent(row.key)
    if (!row.at) return
    // it may be another reading that is on the desk
    handle.current?.setView('all')
    page?.editor.jump(row.at.from, row.at.to)
    // without the focus nobody sees what is selected
    page?.editor.view.focus()
  }
  const walk = (by: 1 | -1): void => {
    const next = rowBeside(shown, current, page?.editor.view.state.selection.from ?? 0, by)
    if (next) jump(next)
    else void message.info({ key: 'findings', content: tf.none, duration: 2 })
  }

  /** Mends what is wanted of the text as it is now: one edit, through the door, one undo; never while one composes (DR-17). */
  const mend = (wanted: (finding: Finding, key: string) => boolean, together: boolean): void => {
    const tell = (content: string): void => void message.info({ key: 'findings', content, duration: 3 })
    const editor = page?.editor
    if (!editor || !editing) return tell(tf.readOnly)
    editor.door.settle(editor.view)
    if (editor.door.busy(editor.view)) return tell(tf.composing)
    const fresh = check() ?? []
    const keys = keysOf(fresh)
    const { edits, count } = togetherOf(fresh.filter((one, index) => wanted(one, keys[index] ?? '')))
    const start = edits.at(-1)?.from
    if (start === undefined) {
      recheck()
      return tell(tf.gone)
    }
    handle.current?.setView('all')
    editor.edit((state) => closeHistory(corrected(state, edits, together)))
    editor.jump(start)
    recheck()
    const done = tracked ? tf.correctedTracked(count) : tf.corrected(count)
    void message.success({ key: 'findings', content: done, duration: 4 })
  }
  const correct = (row: FindingRow, alike: boolean): void =>
    mend((one, key) => (alike ? one.rule === row.rule : key === row.key), true)
  const correctCurrent = (): void => {
    const at = page?.editor.view.state.selection.from ?? 0
    const row = rows.find((one) => one.key === current) ?? rows.find((one) => one.at && one.at.from <= at && at <= one.at.to)
    if (!row) void message.info({ key: 'findings', content: tf.none, duration: 2 })
    else if (row.correction === undefined)
      void message.info({ key: 'findings', content: editing ? tf.notCorrectable : tf.readOnly, duration: 3 })
    else correct(row, false)
  }
  /** every one that is shown; each stays a change of its own, to be accepted or rejected for itself */
  const correctAll = (): void => mend((one) => level === null || one.level === level, false)

  return { rows, blockers, level, setLevel, current, jump, walk, correct, correctCurrent, correctAll }
}
