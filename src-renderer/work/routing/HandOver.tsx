import { App } from 'antd'
import { useState } from 'react'
import type { Directory } from '../../../src-shared/workflow/directory.ts'
import type { DeskData } from '../../data/api.ts'
import { codeOf } from '../../desk.ts'
import { sentence } from '../../ui/messages.ts'
import { tr } from '../../ui/text-routing.ts'
import { HandOverDialog } from './HandOverDialog.tsx'
import { handOverArgs, type HandedOver } from './hand-over-args.ts'

type Props = { data: DeskData; directory: Directory; unitId: string; now: number; onClose: () => void }

/** 交接 of whoever leaves an organ, from anywhere in the window: for its office. */
export function HandOver({ data, directory, unitId, now, onClose }: Props) {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const send = async (handed: HandedOver): Promise<void> => {
    const args = handOverArgs(handed)
    if (!args) return
    setBusy(true)
    try {
      const decided = await data.command('HandOver', args)
      if (!decided.ok) return void message.warning(sentence(decided.code, decided.article), 6)
      void message.success(tr.handedOver(args.turns.length, args.ahead?.length ?? 0))
      onClose()
    } catch (error) {
      void message.error(sentence(codeOf(error)), 6)
    } finally {
      setBusy(false)
    }
  }
  return (
    <HandOverDialog
      directory={directory}
      unitId={unitId}
      leaver={undefined}
      now={now}
      busy={busy}
      onCancel={onClose}
      onHandOver={(handed) => void send(handed)}
    />
  )
}
