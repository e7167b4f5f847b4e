import { Button } from 'antd'
import { useState } from 'react'
import type { RouteTemplate, StepId } from '../../src-shared/workflow/directory.ts'
import { stepNameOf } from '../../src-shared/workflow/step-names.ts'
import { ta } from '../ui/text-admin.ts'
import { tcy } from '../ui/text-county.ts'
import { RouteDialog } from './RouteDialog.tsx'
import { RouteHistory } from './RouteHistory.tsx'
import { RouteSteps } from './RouteSteps.tsx'

/** What every document goes through once it is signed (条例第二十五条). */
const afterSign: readonly StepId[] = ['recheck', 'number', 'seal', 'distribute', 'archive']

type Props = { routes: readonly RouteTemplate[] | undefined; mayEdit: boolean; now: number }

/** 流转模板 as they count now, each drawn; 系统管理员 publishes the next version here, older ones are looked at (AD-62). */
export function RoutesPane({ routes = [], mayEdit, now }: Props) {
  const [editing, setEditing] = useState<RouteTemplate | null>(null)
  const [looking, setLooking] = useState<RouteTemplate | null>(null)
  // what was published just now shows before the directory has come back with it
  const [fresh, setFresh] = useState<readonly RouteTemplate[]>([])
  const newest = routes.map((route) => fresh.find((one) => one.id === route.id && one.version > route.version) ?? route)
  if (newest.length === 0)
    return (
      <div className="empty">
        <strong>{ta.noRoutes}</strong>
      </div>
    )
  const published = (route: RouteTemplate): void => setFresh((held) => [...held.filter(({ id }) => id !== route.id), route])
  return (
    <div className="admin-routes scroll-y">
      <p className="muted">{ta.routesLead}</p>
      {newest.map((route) => (
        <section key={route.id} aria-label={route.name}>
          <div className="head">
            <h2>
              {route.name} <span className="muted">{ta.version(route.version)}</span>
            </h2>
            <Button size="small" onClick={() => setLooking(route)}>
              {tcy.routeHistory}
            </Button>
            {mayEdit && (
              <Button size="small" onClick={() => setEditing(route)}>
                {tcy.routeEdit}
              </Button>
            )}
          </div>
          <RouteSteps steps={route.steps} />
          <p className="muted">
            {ta.afterSign}：{afterSign.map((step) => stepNameOf({ route }, step)).join(' → ')}
          </p>
        </section>
      ))}
      {editing && <RouteDialog route={editing} onPublished={published} onClose={() => setEditing(null)} />}
      {looking && <RouteHistory route={looking} now={now} onClose={() => setLooking(null)} />}
    </div>
  )
}
