import { dateOf } from '../../calendar/working-days.ts'
import type { Node as PmNode } from 'prosemirror-model'
import { elementText } from '../../document/header.ts'
import { parseOfficialDate } from '../../document/official-date.ts'
import { datedOn } from './joint.ts'
import type { DocumentState } from '../document-state.ts'

/** The year a document was signed in, where a number given now would be of another one (SC-7); undefined where they agree. */
export function signedInYear(doc: Pick<DocumentState, 'signed' | 'issue'>, now: number): number | undefined {
  const day = datedOn(doc)
  const signed = day === undefined ? undefined : Number(day.slice(0, 4))
  return signed !== undefined && signed !== Number(dateOf(now).slice(0, 4)) ? signed : undefined
}

/**
 * The 成文日期 a text has written where it is not the day of 签发 (条例第九条（十）); undefined where they agree, none is written or
 * nothing is signed. The written one stands on paper (PP-140), so this is only told.
 */
export function datedOtherwise(
  doc: PmNode,
  state: Pick<DocumentState, 'signed' | 'issue'>,
): { written: string; signedOn: string } | undefined {
  const written = elementText(doc, 'issuedOn').trim()
  const [on, signedOn] = [parseOfficialDate(written), datedOn(state)]
  return signedOn !== undefined && on !== undefined && on !== signedOn ? { written, signedOn } : undefined
}
