import type { PaperRequest } from '../../../src-shared/ipc/paper.ts'
import type { PaperSeal } from '../../../src-shared/paper/model.ts'
import { DeskError } from '../../../src-shared/ipc/desk-error.ts'
import type { OfferedSeal } from '../../../src-shared/sync/seal-messages.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import type { DeskData } from '../../data/api.ts'
import { textOf, textRequest, type Text } from '../../data/paper-request.ts'

/** A seal, and whose it is among the names of a joint issue where not all of them are pressed. */
export type ShownBy = OfferedSeal & Pick<PaperSeal, 'place'>

/** How a layout is sealed: with electronic seals in the order of the 署名, with room for one pressed on paper, or with none. */
export type SealedBy = readonly ShownBy[] | 'paper' | 'none'

/** The text of which the 清稿 was made, as it lies on this desk. errors: PP-NO-BODY */
export async function cleanText(
  data: Pick<DeskData, 'openBody' | 'sm3Of'>,
  { id, clean }: Pick<DocumentState, 'id' | 'clean'>,
): Promise<Text> {
  const body = await data.openBody(id)
  if (!body || body.baseVersion !== clean?.version) throw new DeskError('PP-NO-BODY')
  return textOf(body.base, body.baseVersion, data.sm3Of)
}

/** The 清稿 as it goes out: the same for its preview and for the file. Pure. */
export function boundRequest(text: Text, state: DocumentState, by: SealedBy): PaperRequest {
  const looks = { copy: 'clean' as const, preprinted: false, watermark: null, inks: false }
  const request = textRequest(text, looks, state, new Map())
  return by === 'none' ? { ...request, facts: { ...request.facts, sealing: 'none' } } : request
}

/** The seals as the pages carry them; none where none is drawn. */
export const paperSealsOf = (by: SealedBy): PaperSeal[] =>
  typeof by === 'string'
    ? []
    : by.map(({ imageSm3, width, height, place }) => ({ sm3: imageSm3, width, height, ...(place && { place }) }))

/** The picture of a seal for the page. */
export const imageOf = ({ image }: OfferedSeal): string => `data:image/png;base64,${image}`
