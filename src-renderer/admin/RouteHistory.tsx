import { Modal } from 'antd'
import { useEffect, useState } from 'react'
import type { RouteVersions } from '../../src-shared/organisation/messages.ts'
import type { RouteTemplate } from '../../src-shared/workflow/directory.ts'
import { call, codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { moment } from '../ui/moments.ts'
import { ta } from '../ui/text-admin.ts'
import { tcy } from '../ui/text-county.ts'
import { RouteSteps } from './RouteSteps.tsx'

type Props = { route: RouteTemplate; now: number; onClose: () => void }

/** 历次版本: every version of a route template, for documents in work go by the one they began with (AD-66). */
export function RouteHistory({ route, now, onClose }: Props) {
  const [versions, setVersions] = useState<RouteVersions>()
  const [code, setCode] = useState<string | null>(null)
  useEffect(() => {
    let gone = false
    call('admin.routes', { id: route.id }).then(
      (answer) => !gone && setVersions(answer),
      (error: unknown) => !gone && setCode(codeOf(error)),
    )
    return () => {
      gone = true
    }
  }, [route.id])
  return (
    <Modal open title={tcy.historyTitle(route.name)} footer={null} width={960} className="dialog admin-route" onCancel={onClose}>
      {code !== null && (
        <p className="red" role="alert">
          {sentence(code)}
        </p>
      )}
      {code === null && !versions && <p role="status">{tcy.historyLoading}</p>}
      <div className="versions scroll-y">
        {versions?.map(({ version, name, steps, replaced }) => (
          <section key={version} aria-label={ta.version(version)}>
            <h2>
              {ta.version(version)}
              {name !== route.name && ` ${name}`}{' '}
              <span className="muted">
                {replaced === null ? tcy.historyNow : tcy.historyUntil(replaced.by, moment(replaced.at, now))}
              </span>
            </h2>
            <RouteSteps steps={steps} />
          </section>
        ))}
      </div>
    </Modal>
  )
}
