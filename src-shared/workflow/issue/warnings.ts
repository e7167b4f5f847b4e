import { dateOf } from '../../calendar/working-days.ts'
import type { DocumentState } from '../document-state.ts'

/** The year a document was signed in, where a number given now would be of another one (SC-7); undefined where they agree. */
export function signedInYear(doc: Pick<DocumentState, 'signed'>, now: number): number | undefined {
  const signed = doc.signed && Number(doc.signed.signedOn.slice(0, 4))
  return signed !== null && signed !== Number(dateOf(now).slice(0, 4)) ? signed : undefined
}
