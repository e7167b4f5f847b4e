import type { Place } from '../data/api.ts'
import { t } from '../ui/text.ts'
import { placeName, placeOrder } from './commands.ts'

/** Counts stand only where a person must act. */
const counted: readonly Place[] = ['todo', 'drafts', 'outbox', 'attention']

/** The places one goes to. */
export function PlacesNav({
  place,
  counts,
  onGo,
}: {
  place: Place
  counts: Record<Place, number> | undefined
  onGo: (place: Place) => void
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
    </nav>
  )
}
