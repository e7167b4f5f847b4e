import { Button, Form, Input, Modal } from 'antd'
import { useEffect, useState } from 'react'
import type { CallOutput } from '../../src-shared/ipc/contract.ts'
import type { DeskData } from '../data/api.ts'
import { call, codeOf } from '../desk.ts'
import { moment } from '../ui/moments.ts'
import { t } from '../ui/text.ts'
import { tsc } from '../ui/text-safe-copy.ts'
import { CopyTrouble, CopyUnderWay, heldIn } from './parts.tsx'
import { cancelCopy, importCopy, useCopyProgress, type TakenIn } from './work.ts'
import './safe-copy.css'

type Props = { data: Pick<DeskData, 'takeCopy'>; now: number; onClose: () => void }
type Chosen = NonNullable<CallOutput<'safeCopy.open'>>

/** 导入安全副本: choose the file, see whose it is and what is in it, give its password; afterwards what was new (SY-165). */
export function ImportCopy({ data, now, onClose }: Props) {
  const [stage, setStage] = useState<'ask' | 'reading' | 'taking'>('ask')
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [taken, setTaken] = useState<TakenIn | null>(null)
  const [code, setCode] = useState<string | null>(null)
  const { share, begin } = useCopyProgress()
  const busy = stage !== 'ask'

  const choose = async (): Promise<void> => {
    setCode(null)
    try {
      setChosen((await call('safeCopy.open', undefined)) ?? chosen)
    } catch (error) {
      setChosen(null)
      setCode(codeOf(error))
    }
  }
  useEffect(() => {
    // one that was given to the desk from outside is looked at without being asked for
    call('safeCopy.handed', undefined).then(
      (waits) => waits && void choose(),
      () => undefined,
    )
  }, [])
  const take = async (password: string): Promise<void> => {
    setCode(null)
    begin()
    try {
      setTaken(await importCopy(data, password, setStage))
    } catch (error) {
      const why = codeOf(error)
      setCode(why === 'SC-CANCELLED' ? null : why)
    }
    setStage('ask')
  }
  return (
    <Modal
      open
      title={tsc.importTitle}
      footer={null}
      width={480}
      className="dialog safe-copy"
      closable={!busy}
      mask={{ closable: false }}
      keyboard={!busy}
      onCancel={onClose}
    >
      {stage === 'reading' && <CopyUnderWay words={tsc.reading} share={share} onCancel={cancelCopy} />}
      {stage === 'taking' && <CopyUnderWay words={tsc.taking} share={1} />}
      {!busy && taken && <Taken taken={taken} onClose={onClose} />}
      {!busy && !taken && !chosen && (
        <>
          <p>{tsc.importLead}</p>
          {code !== null && <CopyTrouble code={code} />}
          <div className="acts">
            <Button type="primary" size="small" autoFocus onClick={() => void choose()}>
              {tsc.chooseCopy}
            </Button>
            <Button size="small" onClick={onClose}>
              {t.cancel}
            </Button>
          </div>
        </>
      )}
      {!busy && !taken && chosen && (
        <>
          <dl>
            <dt>{tsc.copy}</dt>
            <dd className="path">{chosen.name}</dd>
            <dt>{tsc.madeAt}</dt>
            <dd>
              {moment(chosen.madeAt, now)} {chosen.here && <span className="muted">{tsc.madeHere}</span>}
            </dd>
            <dt>{tsc.holds}</dt>
            <dd>{heldIn(chosen.counts)}</dd>
          </dl>
          <Form<{ password: string }>
            layout="vertical"
            size="small"
            requiredMark={false}
            onFinish={({ password }) => void take(password)}
          >
            <Form.Item name="password" label={tsc.password} rules={[{ required: true, message: tsc.passwordMissing }]}>
              <Input.Password autoFocus autoComplete="off" maxLength={256} visibilityToggle={false} />
            </Form.Item>
            {code !== null && <CopyTrouble code={code} />}
            <div className="acts">
              <Button type="primary" htmlType="submit">
                {tsc.take}
              </Button>
              <Button onClick={() => void choose()}>{tsc.chooseOther}</Button>
              <Button onClick={onClose}>{t.cancel}</Button>
            </div>
          </Form>
        </>
      )}
    </Modal>
  )
}

function Taken({ taken: { commands, texts, items, files }, onClose }: { taken: TakenIn; onClose: () => void }) {
  const came = [
    commands > 0 && tsc.newCommands(commands),
    texts > 0 && tsc.newTexts(texts),
    items > 0 && tsc.newItems(items),
    files > 0 && tsc.newFiles(files),
  ].filter((one) => one !== false)
  return (
    <div role="status">
      <p>{came.length > 0 ? tsc.taken : tsc.nothingNew}</p>
      {came.length > 0 && <p>{came.join('，')}</p>}
      {items > 0 && <p className="muted">{tsc.itemsHint}</p>}
      <div className="acts">
        <Button type="primary" size="small" autoFocus onClick={onClose}>
          {tsc.done}
        </Button>
      </div>
    </div>
  )
}
