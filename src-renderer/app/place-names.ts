import type { Place } from '../data/api.ts'
import { t } from '../ui/text.ts'
import { tin } from '../ui/text-incoming.ts'

const placeNames: Record<Place, string> = {
  todo: t.todo,
  drafts: t.drafts,
  active: t.active,
  done: t.done,
  outbox: t.outbox,
  attention: t.attention,
  incoming: tin.registerPlace,
}
/** What a place is called. */
export const placeName = (place: Place): string => placeNames[place]
/** The order of the places in the window and of Ctrl+1 … Ctrl+6. */
export const placeOrder: readonly Place[] = ['todo', 'active', 'drafts', 'done', 'outbox', 'attention']
