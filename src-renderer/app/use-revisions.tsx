import { App } from 'antd'
import type { Node as PmNode } from 'prosemirror-model'
import { useCallback, useMemo, useState, type RefObject } from 'react'
import { withPartners } from '../../src-shared/revision/moves.ts'
import type { Change, Verdict } from '../../src-shared/revision/types.ts'
import { decisionsInForce, verdicts as verdictsOf, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DeskData } from '../data/api.ts'
import { codeOf } from '../desk.ts'
import type { DocumentHandle } from '../document/DocumentPage.tsx'
import { applyFilter, changesWithin, noFilter, tablesOf, type Filter } from '../revisions/filter.ts'
import { sentence } from '../ui/messages.ts'
import { t } from '../ui/text.ts'
import { r } from '../ui/text-revisions.ts'

const UNDO_S = 10
/** More decisions than these at once are asked about first. */
const ASK_FROM = 100

type Act = Verdict | 'undo'
const words: Record<Act, string> = { accept: r.accept, reject: r.reject, undo: r.takeBack }
const nobody: ReadonlyMap<string, Verdict> = new Map()
const noneSelected: readonly Change[] = []

type Options = {
  data: DeskData
  state: DocumentState | undefined
  text: PmNode | undefined
  changes: readonly Change[]
  mayDecide: boolean
  handle: RefObject<DocumentHandle | null>
}

/** The changes of the open document: which the filter leaves, which one stands at, and deciding on them. */
export function useRevisions({ data, state, text, changes, mayDecide, handle }: Options) {
  const { message, modal } = App.useApp()
  const [filter, setFilter] = useState<Filter>(noFilter)
  const [current, setCurrent] = useState<string | null>(null)
  const [selected, setSelected] = useState<readonly Change[]>(noneSelected)
  const given = state?.decisions
  const verdicts = useMemo(() => (given ? verdictsOf({ decisions: given }) : nobody), [given])
  const decisions = useMemo(() => decisionsInForce(given ?? []), [given])
  const tables = useMemo(() => (text ? tablesOf(text) : []), [text])
  const shown = useMemo(() => applyFilter(changes, filter, verdicts, tables), [changes, filter, verdicts, tables])

  /** the changes under the selection in the page; the same list while it means the same ones */
  const onSelect = useCallback(
    (from: number, to: number) => {
      const next = from < to ? changesWithin(changes, from, to) : noneSelected
      setSelected((now) => (now.length === next.length && now.every((one, i) => one.id === next[i]?.id) ? now : next))
    },
    [changes],
  )

  const jump = (change: Change): void => {
    setCurrent(change.id)
    handle.current?.jump(change)
  }
  /** walks within the filter; coming round is told (UI-43) */
  const walk = (by: 1 | -1): void => {
    if (!shown.length) return void message.info(changes.length ? r.filterNone : r.noChanges, 2)
    const at = shown.findIndex((change) => change.id === current)
    const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : at + by
    const round = shown[(next + shown.length) % shown.length]
    if (next !== (next + shown.length) % shown.length)
      void message.open({ key: 'walk', type: 'info', duration: 2, content: by > 0 ? r.walkedToFirst : r.walkedToLast })
    if (round) jump(round)
  }

  const send = async (ids: readonly string[], verdict: Act): Promise<void> => {
    try {
      await handle.current?.flush()
      const docId = state?.id
      if (!docId) return
      const decided = await data.command('DecideChanges', { docId, decisions: ids.map((changeId) => ({ changeId, verdict })) })
      if (!decided.ok) return void message.warning(sentence(decided.code, decided.article), 6)
    } catch (error) {
      return void message.error(sentence(codeOf(error)))
    }
    message.destroy('decided')
    if (verdict === 'undo') {
      void message.open({ key: 'decided', type: 'success', duration: 3, content: r.undoneSome(ids.length) })
      return
    }
    const told = verdict === 'accept' ? r.acceptedSome(ids.length) : r.rejectedSome(ids.length)
    void message.open({
      key: 'decided',
      type: 'success',
      duration: UNDO_S,
      content: (
        <>
          {told}
          <button type="button" className="plain link undo-link" onClick={() => void send(ids, 'undo')}>
            {r.takeBack}
          </button>
        </>
      ),
    })
  }
  /** decides with the other halves of moves; many at once only after asking (UI-43) */
  const decide = (ids: readonly string[], verdict: Act): void => {
    if (!mayDecide) return
    const all = withPartners(changes, ids).filter((id) => (verdict === 'undo' ? verdicts.has(id) : verdicts.get(id) !== verdict))
    if (!all.length) return
    if (all.length <= ASK_FROM) return void send(all, verdict)
    modal.confirm({
      title: r.confirmMany(words[verdict], all.length),
      content: r.confirmManyHint,
      okText: r.withCount(words[verdict], all.length),
      cancelText: t.cancel,
      icon: null,
      onOk: () => send(all, verdict),
    })
  }
  /** decides on the change one stands at and goes to the next open one */
  const decideCurrent = (verdict: Act): void => {
    const at = shown.findIndex((change) => change.id === current)
    if (at < 0 || !current) return
    decide([current], verdict)
    if (verdict === 'undo') return
    const next = [...shown.slice(at + 1), ...shown.slice(0, at)].find((change) => !verdicts.has(change.id))
    if (next) jump(next)
  }
  return { filter, setFilter, tables, shown, current, selected, verdicts, decisions, onSelect, jump, walk, decide, decideCurrent }
}
