import { App, Button } from 'antd'
import { useEffect, useState } from 'react'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import type { ListedSeal } from '../../src-shared/organisation/messages.ts'
import { holdersOf, type Directory } from '../../src-shared/workflow/directory.ts'
import { call, codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { ta } from '../ui/text-admin.ts'
import { tcy } from '../ui/text-county.ts'
import { NewSealDialog } from './NewSealDialog.tsx'

type Props = { directory: Directory | undefined; mayCut: boolean; now: number }

/** 印章: every organ's electronic seals with picture, state and who presses them; 安全保密员 has them cut and withdrawn (AD-70). */
export function SealsPane({ directory, mayCut, now }: Props) {
  const { message, modal } = App.useApp()
  const [seals, setSeals] = useState<readonly ListedSeal[]>()
  const [code, setCode] = useState<string | null>(null)
  const [asked, setAsked] = useState(0)
  const [cutting, setCutting] = useState(false)
  useEffect(() => {
    let gone = false
    call('admin.seals', undefined).then(
      (answer) => {
        if (gone) return
        setSeals(answer.seals)
        setCode(null)
      },
      (error: unknown) => !gone && setCode(codeOf(error)),
    )
    return () => {
      gone = true
    }
  }, [asked])
  const again = (): void => setAsked((n) => n + 1)
  const withdraw = async ({ id }: ListedSeal): Promise<void> => {
    try {
      await call('admin.withdrawSeal', { id })
      void message.success(tcy.sealGone)
    } catch (error) {
      void message.error(sentence(codeOf(error)), 8)
    }
    again()
  }
  const ask = (seal: ListedSeal): void =>
    void modal.confirm({
      title: tcy.sealWithdrawAsk(seal.name),
      content: tcy.sealWithdrawText,
      okText: tcy.sealWithdraw,
      okButtonProps: { danger: true },
      onOk: () => withdraw(seal),
    })
  return (
    <div className="admin-seals scroll-y">
      <div className="head">
        <p className="muted">{tcy.sealsLead}</p>
        {mayCut && (
          <Button size="small" onClick={() => setCutting(true)}>
            {tcy.sealNew}
          </Button>
        )}
      </div>
      {code !== null && (
        <div className="empty">
          <strong>{sentence(code)}</strong>
          <div>
            <Button size="small" onClick={again}>
              {ta.again}
            </Button>
          </div>
        </div>
      )}
      {code === null && !seals && <p role="status">{tcy.sealsLoading}</p>}
      {seals?.length === 0 && (
        <div className="empty">
          <strong>{tcy.sealsNone}</strong>
          {tcy.sealsNoneHint}
        </div>
      )}
      {seals && seals.length > 0 && (
        <table aria-label={tcy.tabs.seals}>
          <thead>
            <tr>
              {Object.values(tcy.sealColumns).map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
              {mayCut && <th aria-label={tcy.sealWithdraw} />}
            </tr>
          </thead>
          <tbody>
            {seals.map((seal) => (
              <Row key={seal.id} seal={seal} directory={directory} now={now} onWithdraw={mayCut ? () => ask(seal) : undefined} />
            ))}
          </tbody>
        </table>
      )}
      {cutting && <NewSealDialog directory={directory} onCut={again} onClose={() => setCutting(false)} />}
    </div>
  )
}

type RowProps = { seal: ListedSeal; directory: Directory | undefined; now: number; onWithdraw: (() => void) | undefined }

function Row({ seal, directory, now, onWithdraw }: RowProps) {
  const keepers = directory ? holdersOf(directory, seal.unitId, ['sealKeeper']) : []
  const state = stateOf(seal, now)
  return (
    <tr className={state}>
      <td>
        <img src={`data:image/png;base64,${seal.image}`} alt={tcy.sealOf(seal.name)} />
      </td>
      <td>{directory?.units.find(({ id }) => id === seal.unitId)?.name ?? seal.name}</td>
      <td>{`${round(seal.widthMm)} × ${round(seal.heightMm)}`}</td>
      <td>{`${dateOf(seal.from)} 至 ${dateOf(seal.to)}`}</td>
      <td className={keepers.length === 0 ? 'none' : undefined}>
        {keepers.length > 0 ? keepers.map(({ name }) => name).join('、') : tcy.sealNoKeeper}
      </td>
      <td>{seal.withdrawnAt === null ? tcy.sealStates[state] : tcy.sealWithdrawnOn(dateOf(seal.withdrawnAt))}</td>
      {onWithdraw && (
        <td>
          {seal.withdrawnAt === null && (
            <Button size="small" onClick={onWithdraw}>
              {tcy.sealWithdraw}
            </Button>
          )}
        </td>
      )}
    </tr>
  )
}

const stateOf = ({ withdrawnAt, from, to }: ListedSeal, now: number): keyof typeof tcy.sealStates =>
  withdrawnAt !== null ? 'withdrawn' : now < from ? 'later' : now >= to ? 'expired' : 'inForce'
const round = (mm: number): number => Math.round(mm * 10) / 10
