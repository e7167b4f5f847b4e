import ArrowDownOutlined from '@ant-design/icons/ArrowDownOutlined'
import ArrowUpOutlined from '@ant-design/icons/ArrowUpOutlined'
import CloseOutlined from '@ant-design/icons/CloseOutlined'
import { Button, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import type { CheckedRoute } from '../../src-shared/organisation/messages.ts'
import { isAdminRole, roleNames } from '../../src-shared/organisation/tables.ts'
import { roleCodes, type RouteStep, type RouteTemplate } from '../../src-shared/workflow/directory.ts'
import { usualStepName } from '../../src-shared/workflow/step-names.ts'
import { call, codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { t } from '../ui/text.ts'
import { joinWords } from '../ui/join-words.ts'
import { ta } from '../ui/text-admin.ts'
import { routeText, tcy } from '../ui/text-county.ts'
import { missingKinds, moved, shared, sharingOf, sharings, withStep, type Sharing } from './route-edits.ts'

type Props = { route: RouteTemplate; onPublished: (route: RouteTemplate) => void; onClose: () => void }

const roles = roleCodes.filter((role) => !isAdminRole(role)).map((value) => ({ value, label: roleNames[value] }))
const sharingName = (how: Sharing): string =>
  how === 'alone' ? tcy.routeAlone : `${ta.parallel}，${joinWords({ join: how === 'all' || how === 'any' ? how : Number(how) })}`

/** 修改流转模板: steps are edited, the server checks them, and only what was checked is published as the next version (AD-63). */
export function RouteDialog({ route, onPublished, onClose }: Props) {
  const [name, setName] = useState(route.name)
  const [steps, setSteps] = useState<readonly RouteStep[]>(route.steps)
  const [checked, setChecked] = useState<CheckedRoute | null>(null)
  const [code, setCode] = useState<string | null>(null)
  const [busy, setBusy] = useState<'check' | 'publish' | null>(null)
  const [done, setDone] = useState<number | null>(null)
  const draft = { name: name.trim(), steps: [...steps] }
  const same = JSON.stringify(draft) === JSON.stringify({ name: route.name, steps: route.steps })
  const errors = checked?.findings.filter(({ level }) => level === 'error').length ?? 0

  // what was checked is what is published: the least change asks for another check
  const change = (next: readonly RouteStep[]): void => {
    setSteps(next)
    setChecked(null)
  }
  const put = (i: number, step: RouteStep): void => change(steps.map((one, n) => (n === i ? step : one)))
  const ask = async (what: 'check' | 'publish', work: () => Promise<void>): Promise<void> => {
    setBusy(what)
    setCode(null)
    try {
      await work()
    } catch (error) {
      setChecked(null)
      setCode(codeOf(error))
    }
    setBusy(null)
  }
  const check = () =>
    ask('check', async () => {
      const answer = await call('admin.checkRoute', { id: route.id, draft })
      // somebody published since: what is edited here began with an older version and would undo theirs
      if (answer.version === route.version + 1) setChecked(answer)
      else setCode('ORG-STALE')
    })
  const publish = (base: string) =>
    ask('publish', async () => {
      const { version } = await call('admin.publishRoute', { id: route.id, draft, base })
      setDone(version)
      onPublished({ id: route.id, version, ...draft })
    })
  return (
    <Modal
      open
      title={tcy.routeTitle(route.name)}
      footer={null}
      width={960}
      className="dialog admin-route"
      closable={busy === null}
      mask={{ closable: false }}
      keyboard={busy === null}
      onCancel={onClose}
    >
      {done === null ? (
        <>
          <label className="name">
            {tcy.routeName}
            <Input
              size="small"
              value={name}
              maxLength={40}
              onChange={(event) => {
                setName(event.target.value)
                setChecked(null)
              }}
            />
          </label>
          <table aria-label={tcy.routeSteps}>
            <thead>
              <tr>
                {Object.values(tcy.routeColumns).map((column) => (
                  <th key={column}>{column}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {steps.map((step, i) => (
                <Row
                  key={step.id}
                  step={step}
                  isFirst={i === 0}
                  isLast={i === steps.length - 1}
                  onChange={(next) => put(i, next)}
                  onMove={(by) => change(moved(steps, i, by))}
                  onRemove={() => change(steps.filter((_, n) => n !== i))}
                />
              ))}
            </tbody>
          </table>
          {missingKinds(steps).length > 0 && (
            <div className="add">
              {missingKinds(steps).map((kind) => (
                <Button key={kind} size="small" onClick={() => change(withStep(steps, kind))}>
                  {`${tcy.routeAdd}：${usualStepName(kind) ?? kind}`}
                </Button>
              ))}
            </div>
          )}
          {checked && (
            <div role="status">
              <p>{errors > 0 ? tcy.routeErrors(errors) : tcy.routeBecomes(checked.version)}</p>
              <ul>
                {checked.findings.map((one, i) => (
                  <li key={i} className={one.level === 'error' ? 'red' : undefined}>
                    {routeText(one)} <span className="muted">{one.code}</span>
                  </li>
                ))}
              </ul>
              {errors === 0 && <p className="muted">{tcy.routeRunning(checked.running)}</p>}
            </div>
          )}
          {same && <p className="muted">{tcy.routeSame}</p>}
        </>
      ) : (
        <p role="status">{tcy.routePublished(done)}</p>
      )}
      {code !== null && (
        <p className="red" role="alert">
          {sentence(code)}
        </p>
      )}
      <div className="acts">
        {/* a key each: one button that became the next would keep the leaving mark of its loading, and be read aloud so */}
        {done !== null ? (
          <Button key="done" type="primary" size="small" autoFocus onClick={onClose}>
            {ta.done}
          </Button>
        ) : (
          <>
            {checked && errors === 0 ? (
              <Button
                key="publish"
                type="primary"
                size="small"
                loading={busy === 'publish'}
                onClick={() => void publish(checked.base)}
              >
                {tcy.routePublish(checked.version)}
              </Button>
            ) : (
              <Button
                key="check"
                type="primary"
                size="small"
                loading={busy === 'check'}
                disabled={same || draft.name === '' || steps.length === 0}
                onClick={() => void check()}
              >
                {tcy.routeCheck}
              </Button>
            )}
            <Button size="small" disabled={busy !== null} onClick={onClose}>
              {t.cancel}
            </Button>
          </>
        )}
      </div>
    </Modal>
  )
}

type RowProps = {
  step: RouteStep
  isFirst: boolean
  isLast: boolean
  onChange: (step: RouteStep) => void
  onMove: (by: 1 | -1) => void
  onRemove: () => void
}

/** One step: what it is called, who takes it, how long it may take, and whether by several at once. */
function Row({ step, isFirst, isLast, onChange, onMove, onRemove }: RowProps) {
  const kind = usualStepName(step.id) ?? step.id
  const label = (what: string): string => tcy.routeField(what, kind)
  const columns = tcy.routeColumns
  return (
    <tr>
      <td>{kind}</td>
      <td>
        <Input
          size="small"
          aria-label={label(columns.name)}
          value={step.name}
          maxLength={20}
          onChange={(event) => onChange({ ...step, name: event.target.value })}
        />
      </td>
      <td>
        <Select
          size="small"
          aria-label={label(columns.role)}
          value={step.role}
          options={roles}
          onChange={(role) => onChange({ ...step, role })}
        />
      </td>
      <td>
        <InputNumber
          size="small"
          aria-label={label(columns.limit)}
          value={step.limitHours}
          min={1}
          max={2000}
          precision={0}
          placeholder={tcy.noLimit}
          onChange={(hours) => onChange({ ...step, limitHours: hours })}
        />
      </td>
      <td>
        <Select
          size="small"
          aria-label={label(columns.mode)}
          value={sharingOf(step)}
          options={sharings.map((value) => ({ value, label: sharingName(value) }))}
          onChange={(how: Sharing) => onChange(shared(step, how))}
        />
      </td>
      <td className="row-acts">
        <Button
          size="small"
          type="text"
          disabled={isFirst}
          icon={<ArrowUpOutlined />}
          aria-label={tcy.routeUp(kind)}
          onClick={() => onMove(-1)}
        />
        <Button
          size="small"
          type="text"
          disabled={isLast}
          icon={<ArrowDownOutlined />}
          aria-label={tcy.routeDown(kind)}
          onClick={() => onMove(1)}
        />
        <Button size="small" type="text" icon={<CloseOutlined />} aria-label={tcy.routeRemove(kind)} onClick={onRemove} />
      </td>
    </tr>
  )
}
