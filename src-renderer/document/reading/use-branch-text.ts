import type { Node as PmNode } from 'prosemirror-model'
import { useEffect, useState } from 'react'
import type { DocumentId } from '../../../src-shared/ids.ts'
import type { Branch } from '../../../src-shared/workflow/branches.ts'
import type { DeskData } from '../../data/api.ts'
import { codeOf } from '../../desk.ts'

/** Late edits as two texts: the version they were made on and what they made of it; a code where they cannot be had. */
export type BranchText = { base: PmNode; work: PmNode } | { code: string } | undefined

/** Asks for late edits while they are read, again when the line is back; undefined until they come. */
export function useBranchText(
  data: DeskData,
  docId: DocumentId,
  branchId: Branch['id'] | undefined,
  online: boolean,
): BranchText {
  const [found, setFound] = useState<{ id: string; text: BranchText } | undefined>()
  useEffect(() => {
    if (branchId === undefined) return undefined
    let gone = false
    const put = (text: BranchText): void => void (!gone && setFound({ id: branchId, text }))
    data.branch(docId, branchId).then(put, (error: unknown) => put({ code: codeOf(error) }))
    return () => {
      gone = true
    }
  }, [data, docId, branchId, online])
  return found && found.id === branchId ? found.text : undefined
}
