import { changeKinds, type Change, type Plan } from '../../src-shared/organisation/model.ts'
import { tableNames } from '../../src-shared/organisation/tables.ts'
import { ta } from '../ui/text-admin.ts'
import { countsOf } from './plan-counts.ts'

/** So many changes of one table are named; the counts tell of all. */
const NAMED = 200

/** What an import would change: counts by table, and each change where one opens them. */
export function PlanCounts({ plan }: { plan: Plan }) {
  const counts = countsOf(plan)
  return (
    <div className="admin-plan">
      <table aria-label={ta.changes}>
        <thead>
          <tr>
            <th>{ta.changes}</th>
            {changeKinds.map((kind) => (
              <th key={kind} scope="col">
                {ta.kinds[kind]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tableNames.map((table) => (
            <tr key={table}>
              <th scope="row">{ta.tableNames[table]}</th>
              {changeKinds.map((kind) => (
                <td key={kind} className={kind === 'removed' && counts[table][kind] > 0 ? 'amber' : ''}>
                  {counts[table][kind]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {plan.reordered && <p>{ta.reordered}</p>}
      {counts.people.removed + counts.posts.removed > 0 && <p className="amber">{ta.atOnce}</p>}
      {tableNames
        .filter((table) => plan[table].length > 0)
        .map((table) => (
          <details key={table}>
            <summary>{`${ta.tableNames[table]} ${plan[table].length}`}</summary>
            <ul className="scroll-y">
              {plan[table].slice(0, NAMED).map((change) => (
                <li key={`${change.kind} ${change.id}`}>
                  <b>{ta.kinds[change.kind]}</b> {change.label} <span className="muted">{fieldsOf(change)}</span>
                </li>
              ))}
              {plan[table].length > NAMED && <li className="muted">…</li>}
            </ul>
          </details>
        ))}
    </div>
  )
}

/** What is other: before and after of a changed one, the cells of a new one. */
const fieldsOf = ({ kind, fields }: Change): string =>
  kind === 'removed'
    ? ''
    : fields
        .map(({ field, before, after }) => (kind === 'added' ? after : `${field}：${before || '空'} → ${after || '空'}`))
        .join('，')
