import { App, Button, Empty, Input, Select } from 'antd'
import { useMemo, useState } from 'react'
import type { DocumentId } from '../../../src-shared/ids.ts'
import { issuingUnit, type Directory } from '../../../src-shared/workflow/directory.ts'
import type { CommandArgs } from '../../../src-shared/workflow/commands.ts'
import type { DeskSession } from '../../../src-shared/ipc/contract.ts'
import type { DeskData } from '../../data/api.ts'
import { usePlace } from '../../data/queries.ts'
import { clearable } from '../../ui/clearable.tsx'
import { usePrintTable } from '../../ui/print-sheet.ts'
import { tin } from '../../ui/text-incoming.ts'
import { useSend } from '../../ui/use-send.ts'
import { PaperDialog } from './PaperDialog.tsx'
import { columnNames, columns, linesOf, registerCells, registerTable } from './register-lines.ts'
import { registersFor } from './registers-for.ts'
import './incoming.css'

type Props = {
  data: DeskData
  session: DeskSession
  directory: Directory
  online: boolean
  /** asked for from elsewhere: the dialog for paper is open from the start */
  paper: boolean
  onPaper: (open: boolean) => void
  onOpen: (id: DocumentId) => void
}

/** 收文登记簿: every 收文 of the unit, by number; and where paper is registered. */
export function RegisterPlace({ data, session, directory, online, paper, onPaper, onOpen }: Props) {
  const { message } = App.useApp()
  const print = usePrintTable()
  const [filter, setFilter] = useState('')
  const [state, setState] = useState('')
  const rows = usePlace('incoming')
  const unitIds = useMemo(() => registersFor(directory, session.session.user.id), [directory, session])
  const organs = useMemo(() => new Set(unitIds.map((id) => issuingUnit(directory, id)?.id ?? id)), [directory, unitIds])
  const organ = (unitIds[0] !== undefined && issuingUnit(directory, unitIds[0])?.name) || ''
  const lines = useMemo(() => linesOf(rows ?? [], organs, filter, state), [rows, organs, filter, state])
  const registered = (rows ?? []).flatMap((row) =>
    row.incoming && organs.has(row.incoming.unitId) ? [{ ...row.incoming, id: row.id, title: row.title }] : [],
  )
  const temporary = `临-${registered.filter((one) => one.temporary !== '' && one.register === null).length + 1}`
  const { busy, send } = useSend(data)
  const registerPaper = async (args: CommandArgs<'RegisterPaper'>): Promise<void> => {
    if (!(await send('RegisterPaper', args))) return
    onPaper(false)
    void message.success(<Registered isSecret={args.secrecy !== ''} onOpen={() => onOpen(args.docId)} />, 8)
  }
  const copy = (): void =>
    void navigator.clipboard.writeText(registerCells(lines)).then(() => message.success(tin.copied(lines.length)))
  return (
    <section className="register-place" aria-label={tin.registerPlace}>
      <div className="register-tools">
        <h1>{tin.registerPlace}</h1>
        <Input
          size="small"
          allowClear={clearable}
          placeholder={tin.filterHint}
          aria-label={tin.filter}
          value={filter}
          onChange={({ target }) => setFilter(target.value)}
          style={{ width: 260 }}
        />
        <Select
          size="small"
          value={state}
          onChange={setState}
          aria-label={tin.state}
          style={{ width: 110 }}
          options={[
            { value: '', label: tin.allStates },
            ...Object.entries(tin.states).map(([value, label]) => ({ value, label })),
          ]}
        />
        <span className="muted grow">{tin.registerCount(lines.length)}</span>
        <Button size="small" onClick={copy}>
          {tin.copyCells}
        </Button>
        <Button size="small" disabled={lines.length === 0} onClick={() => print(registerTable(lines, organ))}>
          {tin.printRegister}
        </Button>
        <Button size="small" type="primary" onClick={() => onPaper(true)}>
          {tin.paper}
        </Button>
      </div>
      <div className="register-lines" tabIndex={0}>
        {lines.length === 0 ? (
          <Empty description={tin.registerEmpty} />
        ) : (
          <table>
            <thead>
              <tr>
                {columns.map((one) => (
                  <th key={one}>{columnNames[one]}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line.id}>
                  {columns.map((one) => (
                    <td key={one} className={one === 'number' ? 'register-number' : undefined}>
                      {one === 'title' ? (
                        <button type="button" className="plain link" onClick={() => onOpen(line.id)}>
                          {line.title}
                        </button>
                      ) : (
                        line[one]
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {paper && unitIds[0] !== undefined && (
        <PaperDialog
          unitId={unitIds[0]}
          online={online}
          today={data.today()}
          temporary={temporary}
          registered={registered}
          sm3Of={data.sm3Of}
          busy={busy}
          onCancel={() => onPaper(false)}
          onDone={(args) => void registerPaper(args)}
        />
      )}
    </section>
  )
}

/** What follows: the next paper at once, or this one, whose scan is still missing (WF-103). */
function Registered({ isSecret, onOpen }: { isSecret: boolean; onOpen: () => void }) {
  return (
    <>
      {tin.paperDone}
      {!isSecret && (
        <Button type="link" size="small" onClick={onOpen}>
          {tin.paperOpen}
        </Button>
      )}
    </>
  )
}
