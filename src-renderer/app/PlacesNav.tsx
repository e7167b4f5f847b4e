import type { Place } from '../data/api.ts'
import { t } from '../ui/text.ts'
import { ta } from '../ui/text-admin.ts'
import { tin } from '../ui/text-incoming.ts'
import { tsr } from '../ui/text-search.ts'
import { placeName, placeOrder } from './place-names.ts'

/** Counts stand only where a person must act. */
const counted: readonly Place[] = ['todo', 'drafts', 'outbox', 'attention']

/** The places one goes to. */
export function PlacesNav({
  place,
  counts,
  onGo,
  admin,
  find,
  register,
}: {
  /** null: at none of them */
  place: Place | null
  counts: Record<Place, number> | undefined
  onGo: (place: Place) => void
  /** 管理; null for who is no administrator */
  admin: { here: boolean; onGo: () => void } | null
  /** 收文登记簿; null for who keeps none */
  register: { here: boolean; onGo: () => void } | null
  /** 查找 */
  find: { here: boolean; onGo: () => void }
}) {
  return (
    <nav className="places" aria-label={t.groupGo}>
      {placeOrder.map((one) => {
        const count = counted.includes(one) ? (counts?.[one] ?? 0) : 0
        return (
          <button
            key={one}
            type="button"
            className={`plain place${one === place ? ' here' : ''}${one === 'outbox' ? ' apart' : ''}`}
            aria-current={one === place ? 'page' : undefined}
            onClick={() => onGo(one)}
          >
            <span>{placeName(one)}</span>
            {count > 0 && <b className={one === 'attention' ? 'red' : ''}>{count}</b>}
          </button>
        )
      })}
      {register && (
        <button
          type="button"
          className={`plain place apart${register.here ? ' here' : ''}`}
          aria-current={register.here ? 'page' : undefined}
          onClick={register.onGo}
        >
          <span>{tin.registerPlace}</span>
        </button>
      )}
      <button
        type="button"
        className={`plain place apart${find.here ? ' here' : ''}`}
        aria-current={find.here ? 'page' : undefined}
        title="Ctrl+Shift+F"
        onClick={find.onGo}
      >
        <span>{tsr.place}</span>
      </button>
      {admin && (
        <button
          type="button"
          className={`plain place apart${admin.here ? ' here' : ''}`}
          aria-current={admin.here ? 'page' : undefined}
          onClick={admin.onGo}
        >
          <span>{ta.place}</span>
        </button>
      )}
    </nav>
  )
}
