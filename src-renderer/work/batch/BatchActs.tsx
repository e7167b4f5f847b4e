import { Button, Modal, Radio } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { DeskError } from '../../../src-shared/ipc/desk-error.ts'
import type { DocumentId } from '../../../src-shared/ids.ts'
import type { Directory } from '../../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import type { DeskData } from '../../data/api.ts'
import { documentNow } from '../../data/queries.ts'
import { codeOf } from '../../desk.ts'
import { BatchLines } from '../../ui/batch/BatchLines.tsx'
import { runBatch, toRetry, type BatchItem, type BatchLine } from '../../ui/batch/run-batch.ts'
import { sentence } from '../../ui/messages.ts'
import { tb } from '../../ui/text-batch.ts'
import { batchActs, batchCommand, needsLine, type BatchAct } from './batch-acts.ts'

type Props = {
  data: DeskData
  me: string
  directory: Directory
  online: boolean
  now: number
  /** the documents that are marked in the list, in its order */
  documents: readonly { id: DocumentId; title: string }[]
  onClose: () => void
}
type Known = BatchItem & { state: DocumentState | undefined }

/** 批量办理: 阅知, 签收 or 催办 of what is marked: which of them it is possible for is shown before, and each one's fate after (UI-98). */
export function BatchActs({ data, me, directory, online, now, documents, onClose }: Props) {
  const [known, setKnown] = useState<readonly Known[]>()
  const [chosen, setChosen] = useState<BatchAct>()
  const [lines, setLines] = useState<readonly BatchLine[] | null>(null)
  const [running, setRunning] = useState(false)
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])
  // what was marked when it was opened
  const [marked] = useState(documents)
  useEffect(() => {
    let gone = false
    void Promise.all(marked.map(async (one) => ({ ...one, copies: 1, state: await documentNow(one.id) }))).then(
      (all) => gone || setKnown(all),
    )
    return () => {
      gone = true
    }
  }, [marked])

  const who = { me, directory, now, today: data.today() }
  const able = (act: BatchAct): Known[] => (known ?? []).filter(({ state }) => state && batchCommand(act, state, who))
  const act = chosen ?? batchActs.find((one) => able(one).length > 0)
  const taken = act ? able(act) : []
  const blocked = act && needsLine.has(act) && !online ? sentence('NET-OFFLINE') : undefined
  const begin = async (what: BatchAct, items: readonly BatchItem[]): Promise<void> => {
    stop.current = new AbortController()
    setRunning(true)
    const requests = async ({ id }: BatchItem) => {
      // as it stands now, and not when the dialog was opened
      const state = await documentNow(id as DocumentId)
      const command = state && batchCommand(what, state, who)
      if (!command) throw new DeskError('WF-TASK-CLOSED')
      return [command]
    }
    const make = async ({ name, args }: NonNullable<ReturnType<typeof batchCommand>>): Promise<string> => {
      const decided = await data.command(name, args)
      if (!decided.ok) throw new DeskError(decided.code)
      return ''
    }
    await runBatch(items, { requests, make, codeOf }, stop.current.signal, setLines)
    setRunning(false)
  }
  const left = lines && !running ? toRetry(lines) : []
  const at = lines?.findIndex(({ state }) => state === 'working') ?? -1
  return (
    <Modal
      open
      title={tb.acts}
      width={640}
      className="dialog batch"
      mask={{ closable: false }}
      keyboard={!running}
      closable={!running}
      onCancel={onClose}
      footer={
        running ? (
          <div className="print-work" role="status">
            <span>{lines ? tb.working(Math.max(0, at) + 1, lines.length) : ''}</span>
            <Button size="small" autoFocus className="batch-stop" onClick={() => stop.current?.abort()}>
              {tb.cancel}
            </Button>
          </div>
        ) : (
          <>
            <Button size="small" onClick={onClose}>
              {tb.close}
            </Button>
            {act && (lines === null || left.length > 0) && (
              <Button
                size="small"
                type="primary"
                autoFocus
                disabled={blocked !== undefined || (lines === null && taken.length === 0)}
                onClick={() => void begin(act, lines === null ? taken : left)}
              >
                {lines === null ? tb.actOn(tb.actNames[act], taken.length) : tb.retry(left.length)}
              </Button>
            )}
          </>
        )
      }
    >
      {lines === null ? (
        <>
          <Radio.Group
            aria-label={tb.acts}
            value={act}
            onChange={({ target }) => setChosen(target.value as BatchAct)}
            options={batchActs.map((value) => ({
              value,
              label: tb.actCount(tb.actNames[value], able(value).length),
              disabled: able(value).length === 0,
            }))}
          />
          <p className="muted">{known && !act ? tb.noAct : (blocked ?? (act ? tb.actTells[act] : ''))}</p>
          <BatchLines lines={taken.map((one) => ({ ...one, state: 'waiting', code: null, detail: '' }))} />
          {known && act && taken.length < known.length && <p className="muted">{tb.notTaken(known.length - taken.length)}</p>}
        </>
      ) : (
        <>
          {!running && <p role="status">{tb.result(lines.length - left.length, left.length)}</p>}
          <BatchLines lines={lines} />
        </>
      )}
    </Modal>
  )
}
