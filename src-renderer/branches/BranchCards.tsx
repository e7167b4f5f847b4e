import { Button, Tooltip } from 'antd'
import { useState } from 'react'
import type { Branch } from '../../src-shared/workflow/branches.ts'
import type { RouteStep } from '../../src-shared/workflow/directory.ts'
import { Badge } from '../ui/Badge.tsx'
import { explain, sentence } from '../ui/messages.ts'
import { moment } from '../ui/moments.ts'
import { unknownLook, type PersonLook } from '../ui/persons.ts'
import { tb, whyKept } from '../ui/text-branches.ts'
import './branches.css'
import { stepWords } from '../ui/step-words.ts'

type Props = {
  branches: readonly Branch[]
  persons: ReadonlyMap<string, PersonLook>
  steps: readonly RouteStep[]
  now: number
  online: boolean
  mayBringIn: boolean
  mayPutAside: (branch: Branch) => boolean
  /** brought in here, the server has not answered yet */
  waiting: ReadonlySet<string>
  /** the code each was refused with last */
  refused: ReadonlyMap<string, string>
  onShow: (branch: Branch) => void
  onBringIn: (branch: Branch) => void
  onPutAside: (branch: Branch, aside: boolean) => void
}

/** 未并入的修改: who wrote what when, why it did not get in, and what can be done; nothing where there are none (C-01). */
export function BranchCards(props: Props) {
  const { branches } = props
  const [unfolded, setUnfolded] = useState(false)
  const open = branches.filter((branch) => branch.settled === null)
  const settled = branches.filter((branch) => branch.settled !== null)
  // what has just been settled stays in sight; older ones fold away where many are open
  const listed = unfolded || settled.length <= 2 ? settled : []
  if (branches.length === 0) return null
  return (
    <section className="branches" aria-label={tb.branches}>
      {open.length > 0 && <h3>{tb.open(open.length)}</h3>}
      <ul className="scroll-y">
        {open.map((branch) => (
          <Card key={branch.id} {...props} branch={branch} />
        ))}
        {listed.map((branch) => (
          <Settled key={branch.id} {...props} branch={branch} />
        ))}
      </ul>
      {listed.length < settled.length && (
        <button type="button" className="plain link" aria-expanded={false} onClick={() => setUnfolded(true)}>
          {tb.settled(settled.length)}
        </button>
      )}
    </section>
  )
}

function Card({ branch, persons, steps, now, online, ...props }: Props & { branch: Branch }) {
  const { by, at, baseVersion, code, step, id } = branch
  const look = persons.get(by.userId) ?? { ...unknownLook, name: by.name }
  const waiting = props.waiting.has(id)
  const refused = props.refused.get(id)
  const stepName = stepWords(steps, step)
  // what a unit suggests waits to be decided on; nothing kept it out
  const suggested = code === 'WF-SUGGESTION'
  return (
    <li className="branch-card" data-branch={id}>
      <div className="branch-by">
        <Badge look={look} />
        <b>{by.name}</b>
        <span className="muted">{moment(at, now)}</span>
      </div>
      <div className="muted">{[tb.basis(baseVersion, stepName), suggested && by.unitName].filter(Boolean).join(' · ')}</div>
      <p>
        {!suggested && tb.whyNot}
        {whyKept(code) ?? explain(code).what}
      </p>
      {refused !== undefined && !waiting && (
        <p className="amber" role="status">
          {tb.notIn(sentence(refused))}
        </p>
      )}
      {waiting ? (
        <p className="muted" role="status">
          {tb.waiting}
        </p>
      ) : (
        <div className="branch-acts">
          <Button size="small" title={tb.showHint} onClick={() => props.onShow(branch)}>
            {tb.show}
          </Button>
          {props.mayBringIn && (
            <Tooltip title={online ? tb.bringInHint(by.name) : sentence('NET-OFFLINE')}>
              <Button size="small" disabled={!online} onClick={() => props.onBringIn(branch)}>
                {tb.bringIn}
              </Button>
            </Tooltip>
          )}
          {props.mayPutAside(branch) && (
            <Button size="small" type="text" title={tb.putAsideHint} onClick={() => props.onPutAside(branch, true)}>
              {tb.putAside}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

function Settled({ branch, now, mayPutAside, onShow, onPutAside }: Props & { branch: Branch }) {
  const { settled, by } = branch
  if (!settled) return null
  const when = moment(settled.at, now)
  const isAside = settled.how === 'putAside'
  const words = isAside
    ? tb.aside(by.name, settled.by.name, when)
    : tb.broughtIn(by.name, settled.by.name, when, settled.version ?? 0)
  return (
    <li className="branch-settled muted" data-branch={branch.id}>
      <span>{words}</span>
      <button type="button" className="plain link" title={tb.showHint} onClick={() => onShow(branch)}>
        {tb.show}
      </button>
      {isAside && mayPutAside(branch) && (
        <button type="button" className="plain link" onClick={() => onPutAside(branch, false)}>
          {tb.takeUp}
        </button>
      )}
    </li>
  )
}
