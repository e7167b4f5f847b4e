import { App } from 'antd'
import { useMemo, useState, type ReactNode, type RefObject } from 'react'
import type { Branch } from '../../src-shared/workflow/branches.ts'
import { mayBringIn, mayPutAside } from '../../src-shared/workflow/decide-branches.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { BranchCards } from '../branches/BranchCards.tsx'
import type { AttentionItem, DeskData } from '../data/api.ts'
import { useAttention } from '../data/queries.ts'
import { codeOf } from '../desk.ts'
import type { DocumentHandle } from '../document/DocumentPage.tsx'
import { sentence } from '../ui/messages.ts'
import type { PersonLook } from '../ui/persons.ts'
import { tb } from '../ui/text-branches.ts'

type Options = {
  data: DeskData
  state: DocumentState | undefined
  me: string
  persons: ReadonlyMap<string, PersonLook>
  online: boolean
  now: number
  handle: RefObject<DocumentHandle | null>
}

/** The newest refusal of bringing each branch of a document in: its code and when it came. */
function refusals(items: readonly AttentionItem[], docId: string): Map<string, { code: string; at: number }> {
  const found = new Map<string, { code: string; at: number }>()
  for (const { docId: of, commandName, args, code, at } of items.toReversed()) {
    if (of !== docId || commandName !== 'BringInBranch' || typeof args !== 'object' || args === null) continue
    if ('branchId' in args) found.set(String(args.branchId), { code, at })
  }
  return found
}

/** 未并入的修改 of the open document: its cards, and the commands behind their buttons. The server's word is waited for. */
export function useBranches({ data, state, me, persons, online, now, handle }: Options): ReactNode {
  const { message, modal } = App.useApp()
  const attention = useAttention()
  /** when each was asked for here */
  const [asked, setAsked] = useState<ReadonlyMap<string, number>>(new Map())
  const docId = state?.id
  const refused = useMemo(() => refusals(attention ?? [], docId ?? ''), [attention, docId])
  if (!state || state.branches.length === 0) return null

  const failed = (error: unknown): void => void message.error(sentence(codeOf(error)), 6)
  const ask = async (branch: Branch): Promise<void> => {
    try {
      const decided = await data.command('BringInBranch', { docId: state.id, branchId: branch.id })
      if (decided.ok) setAsked((before) => new Map(before).set(branch.id, Date.now()))
      else void message.warning(sentence(decided.code, decided.article), 6)
    } catch (error) {
      failed(error)
    }
  }
  const bringIn = (branch: Branch): void => {
    if (state.tracked) return void ask(branch)
    modal.confirm({
      title: tb.bringInTracks,
      content: tb.bringInTracksHint,
      okText: tb.bringIn,
      cancelText: tb.cancel,
      onOk: () => ask(branch),
    })
  }
  const putAside = async (branch: Branch, aside: boolean): Promise<void> => {
    try {
      const decided = await data.command('PutBranchAside', { docId: state.id, branchId: branch.id, aside })
      if (!decided.ok) void message.warning(sentence(decided.code, decided.article), 6)
    } catch (error) {
      failed(error)
    }
  }
  const isWaiting = ({ id, settled }: Branch): boolean => {
    const at = asked.get(id)
    return at !== undefined && settled === null && (refused.get(id)?.at ?? 0) < at
  }
  return (
    <BranchCards
      branches={state.branches}
      persons={persons}
      steps={state.route.steps}
      now={now}
      online={online}
      mayBringIn={mayBringIn(state, me)}
      mayPutAside={(branch) => mayPutAside(state, branch, me)}
      waiting={new Set(state.branches.filter(isWaiting).map((branch) => branch.id))}
      refused={new Map([...refused].map(([id, { code }]) => [id, code]))}
      onShow={(branch) => handle.current?.showBranch(branch.id)}
      onBringIn={bringIn}
      onPutAside={(branch, aside) => void putAside(branch, aside)}
    />
  )
}
