import { App } from 'antd'
import type { Directory } from '../../../src-shared/workflow/directory.ts'
import type { DeskData } from '../../data/api.ts'
import { tr } from '../../ui/text-routing.ts'
import { useSend } from '../../ui/use-send.ts'
import { HandOverDialog } from './HandOverDialog.tsx'
import { handOverArgs, type HandedOver } from './hand-over-args.ts'

type Props = { data: DeskData; directory: Directory; unitId: string; now: number; onClose: () => void }

/** 交接 of whoever leaves an organ, from anywhere in the window: for its office. */
export function HandOver({ data, directory, unitId, now, onClose }: Props) {
  const { message } = App.useApp()
  const { busy, send } = useSend(data)
  const handOver = async (handed: HandedOver): Promise<void> => {
    const args = handOverArgs(handed)
    if (!args || !(await send('HandOver', args))) return
    void message.success(tr.handedOver(args.turns.length, args.ahead?.length ?? 0))
    onClose()
  }
  return (
    <HandOverDialog
      directory={directory}
      unitId={unitId}
      leaver={undefined}
      now={now}
      busy={busy}
      onCancel={onClose}
      onHandOver={(handed) => void handOver(handed)}
    />
  )
}
