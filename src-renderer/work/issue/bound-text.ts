import type { PaperRequest } from '../../../src-shared/ipc/paper.ts'
import type { PaperSeal } from '../../../src-shared/paper/model.ts'
import { DeskError } from '../../../src-shared/ipc/desk-error.ts'
import type { OfferedSeal } from '../../../src-shared/sync/seal-messages.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import type { DeskData } from '../../data/api.ts'
import { textOf, textRequest, type Text } from '../../data/paper-request.ts'

/** How a layout is sealed: with an electronic seal, with room for one pressed on paper, or with none. */
export type SealedBy = OfferedSeal | 'paper' | 'none'

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

/** The seal as the pages carry it; null where none is drawn. */
export const paperSealOf = (by: SealedBy): PaperSeal | null =>
  typeof by === 'string' ? null : { sm3: by.imageSm3, width: by.width, height: by.height }

/** The picture of a seal for the page. */
export const imageOf = ({ image }: OfferedSeal): string => `data:image/png;base64,${image}`
