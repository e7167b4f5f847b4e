import type { Node as PmNode } from 'prosemirror-model'
import { useEffect, useMemo, useState } from 'react'
import type { AnyPaper } from '../../src-shared/ipc/paper.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DeskData, OpenBody } from '../data/api.ts'
import type { PersonLook } from '../ui/persons.ts'
import { sheetRequestOf, textOf, textRequest } from '../data/paper-request.ts'

/** The stored version and the text on this desk, or why there is none. */
export type Source =
  | { kind: 'here'; stored: PmNode; version: number; present: PmNode | null }
  | { kind: 'missing' | 'unreadable' }

const sourceOf = ({ base, baseVersion, working }: OpenBody): Source => ({
  kind: 'here',
  stored: base,
  version: baseVersion,
  present: working.eq(base) ? null : working,
})

/** What can be printed of a document, as it lies on this desk or can be fetched now. */
export async function readSource(data: Pick<DeskData, 'openBody' | 'unopened'>, docId: DocumentState['id']): Promise<Source> {
  const body = await data.openBody(docId)
  if (body) return sourceOf(body)
  const why = await data.unopened(docId)
  return { kind: why.kind === 'missing' ? 'missing' : 'unreadable' }
}

/** What can be printed of a document; undefined while it is read. It follows when a newer version comes. */
export function usePrintSource(data: DeskData, docId: DocumentState['id']): Source | undefined {
  const [source, setSource] = useState<Source>()
  useEffect(() => {
    let gone = false
    const show = (): void =>
      void readSource(data, docId).then(
        (found) => gone || setSource(found),
        () => gone || setSource({ kind: 'missing' }),
      )
    show()
    const stop = data.onBodyMoved(docId, show)
    return () => {
      gone = true
      stop()
    }
  }, [data, docId])
  return source
}

/** What a person chose to have on paper. */
export type PrintChoice = {
  /** the text itself, or 发文稿纸 */
  part: 'text' | 'sheet'
  which: 'stored' | 'present'
  copy: 'clean' | 'marked'
  preprinted: boolean
  watermark: string | null
  /** 圈阅 and handwriting on it; null: as is usual, in the 花脸稿 only (PP-110) */
  inks: boolean | null
}

/** Whether drawings are on the pages. */
export const withInks = ({ copy, inks }: Pick<PrintChoice, 'copy' | 'inks'>): boolean => inks ?? copy === 'marked'

/** The request for main and for the preview: the text of a version, or 发文稿纸. */
export function useRequest(
  source: Source | undefined,
  choice: PrintChoice,
  state: DocumentState,
  persons: ReadonlyMap<string, PersonLook>,
  data: Pick<DeskData, 'sm3Of'>,
): AnyPaper | undefined {
  const doc = source?.kind !== 'here' ? undefined : choice.which === 'present' && source.present ? source.present : source.stored
  const version = source?.kind === 'here' && doc === source.stored ? source.version : 0
  const { part, copy, preprinted, watermark } = choice
  const inks = withInks(choice)
  const text = useMemo(() => doc && textOf(doc, version, data.sm3Of), [doc, version, data])
  return useMemo(() => {
    if (!text) return undefined
    if (part === 'sheet') return sheetRequestOf(text, state, watermark)
    return textRequest(text, { copy, preprinted, watermark, inks }, state, persons)
  }, [text, state, part, copy, preprinted, watermark, inks, persons])
}
