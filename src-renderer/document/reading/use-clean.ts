import type { Node as PmNode } from 'prosemirror-model'
import { useMemo } from 'react'
import { cleanCopy } from '../../../src-shared/revision/clean-copy.ts'
import type { Verdict } from '../../../src-shared/revision/types.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import type { DeskData } from '../../data/api.ts'

/**
 * The clean copy as made on this desk, held against the one the server stores by its SM3: `unsigned` while the text here is
 * not the one that was signed, so there is nothing to hold against it.
 */
export type CleanProof = { kind: 'same' | 'differs' | 'unsigned'; sm3: string }

/** Makes the clean copy of the text at hand and compares; undefined while it is not read or there is none. */
export function useCleanProof(
  wanted: boolean,
  text: PmNode | undefined,
  { clean, signed }: DocumentState,
  verdicts: ReadonlyMap<string, Verdict>,
  data: DeskData,
): CleanProof | undefined {
  return useMemo(() => {
    if (!wanted || !text || !clean || !signed) return undefined
    const sm3 = data.sm3Of(cleanCopy(text, (id) => verdicts.get(id)))
    if (sm3 === clean.sm3) return { kind: 'same', sm3 }
    return { kind: data.sm3Of(text) === signed.bodySm3 ? 'differs' : 'unsigned', sm3 }
  }, [wanted, text, clean, signed, verdicts, data])
}
