import { App, type MenuProps } from 'antd'
import { useMemo, useState, type ReactNode } from 'react'
import { v7 } from 'uuid'
import type { Directory } from '../../../src-shared/workflow/directory.ts'
import { heldElsewhere, type AtDesk } from '../../../src-shared/workflow/decide-leases.ts'
import { wasSubmitted, type DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { leaseHours } from '../../../src-shared/workflow/leases.ts'
import { sentence } from '../../ui/messages.ts'
import { moment } from '../../ui/moments.ts'
import { tl } from '../../ui/text-lease.ts'
import type { Acts } from '../../data/acts.ts'
import { BreakLeaseDialog } from './BreakLeaseDialog.tsx'
import { CodraftersDialog } from './CodraftersDialog.tsx'
import { HolderBar } from './HolderBar.tsx'
import { holdingOf } from './holding.ts'
import { TakeAlongDialog } from './TakeAlongDialog.tsx'

export type LeaseDialog = 'break' | 'along' | 'codrafters'

export type LeaseParts = {
  bar: ReactNode
  dialog: ReactNode
  /** what the header's menu offers beside its own */
  menu: NonNullable<MenuProps['items']>
  /** why the draft cannot be handed on now */
  submitBlocked: string | undefined
  /** opens one of the dialogs, where it has something to say */
  ask: (what: LeaseDialog) => void
  release: () => void
}

type Given = {
  state: DocumentState
  who: AtDesk
  directory: Directory | undefined
  online: boolean
  now: number
  acts: Acts
}

/** 占用 and 合拟 of the open draft: the line above the page, the entries of the menu, the dialogs. */
export function useLease({ state, who, directory, online, now, acts }: Given): LeaseParts {
  const { message } = App.useApp()
  const [open, setOpen] = useState<LeaseDialog | null>(null)
  const holding = useMemo(() => holdingOf(state, who, now), [state, who, now])
  const docId = state.id
  const blocked = online ? undefined : sentence('NET-OFFLINE')
  const drafts = state.state === 'F0' && !wasSubmitted(state) && state.drafter.userId === who.userId
  const held = heldElsewhere(state, who, now)
  const mayTake = holding.kind === 'mine' || holding.kind === 'free'

  const take = async (hours: number): Promise<void> => {
    const done = await acts.act('TakeLease', { docId, leaseId: v7(), hours })
    if (done) void message.success(tl.taken)
    if (done) setOpen(null)
  }
  const release = async (): Promise<void> => {
    if (holding.kind !== 'mine') return void message.info(tl.notNow.release, 5)
    if (await acts.act('ReleaseLease', { docId, leaseId: holding.lease.id })) void message.success(tl.released)
  }
  const breakIt = async (reason: string): Promise<void> => {
    if (holding.kind !== 'other') return setOpen(null)
    const done = await acts.act('BreakLease', { docId, leaseId: holding.lease.id, nextLeaseId: v7(), reason })
    if (done) void message.success(tl.broke)
    setOpen(null)
  }
  const ask = (what: LeaseDialog): void => {
    const fits = { break: holding.kind === 'other', along: mayTake, codrafters: drafts }[what]
    if (!fits) return void message.info(tl.notNow[what], 5)
    if (what !== 'codrafters' && blocked !== undefined) return void message.info(blocked, 5)
    setOpen(what)
  }

  const menu: LeaseParts['menu'] = [
    ...(drafts ? [{ key: 'codrafters', label: tl.codrafters, onClick: () => ask('codrafters') }] : []),
    ...(holding.kind === 'mine'
      ? [
          { key: 'along', label: tl.takeAlong, title: blocked ?? '', disabled: !online, onClick: () => ask('along') },
          {
            key: 'release',
            label: tl.release,
            title: tl.releaseHint(moment(holding.lease.until, now)),
            onClick: () => void release(),
          },
        ]
      : []),
  ]
  return {
    bar: (
      <HolderBar
        holding={holding}
        me={who.userId}
        now={now}
        blocked={blocked}
        busy={acts.busy}
        onTake={() => void take(leaseHours.usual)}
        onTakeAlong={() => ask('along')}
        onBreak={() => ask('break')}
      />
    ),
    dialog: (
      <>
        {open === 'break' && holding.kind === 'other' && (
          <BreakLeaseDialog
            holder={holding.lease.by.name}
            own={holding.own}
            busy={acts.busy}
            onCancel={() => setOpen(null)}
            onBreak={(reason) => void breakIt(reason)}
          />
        )}
        {open === 'along' && (
          <TakeAlongDialog busy={acts.busy} onCancel={() => setOpen(null)} onTake={(hours) => void take(hours)} />
        )}
        {open === 'codrafters' && (
          <CodraftersDialog
            doc={state}
            directory={directory}
            holder={held?.by.userId}
            busy={acts.busy}
            onAdd={(userId) => void acts.act('AddCodrafter', { docId, userId })}
            onRemove={(userId) => void acts.act('RemoveCodrafter', { docId, userId })}
            onClose={() => setOpen(null)}
          />
        )}
      </>
    ),
    menu,
    submitBlocked: held && (held.by.userId === who.userId ? tl.submitHeldElsewhere : tl.submitHeld(held.by.name)),
    ask,
    release: () => void release(),
  }
}
