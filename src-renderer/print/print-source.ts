import type { Node as PmNode } from 'prosemirror-model'
import { useEffect, useMemo, useState } from 'react'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { headerOf } from '../../src-shared/document/header.ts'
import type { PaperRequest } from '../../src-shared/ipc/paper.ts'
import { factsOf } from '../../src-shared/paper/facts.ts'
import { cleanCopy } from '../../src-shared/revision/clean-copy.ts'
import { verdicts, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DeskData, OpenBody } from '../data/api.ts'
import type { PersonLook } from '../ui/persons.ts'

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

/** What can be printed of a document; undefined while it is read. It follows when a newer version comes. */
export function usePrintSource(data: DeskData, docId: DocumentState['id']): Source | undefined {
  const [source, setSource] = useState<Source>()
  useEffect(() => {
    let gone = false
    const read = async (): Promise<Source> => {
      const body = await data.openBody(docId)
      if (body) return sourceOf(body)
      const why = await data.unopened(docId)
      return { kind: why.kind === 'missing' ? 'missing' : 'unreadable' }
    }
    const show = (): void =>
      void read().then(
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
  which: 'stored' | 'present'
  copy: 'clean' | 'marked'
  preprinted: boolean
  watermark: string | null
}

/**
 * The request for main and for the preview. The file's date is when the version was signed, else when the document began:
 * known on every desk with and without a line, so that the same version gives the same bytes (PP-46).
 */
export function useRequest(
  source: Source | undefined,
  choice: PrintChoice,
  state: DocumentState,
  persons: ReadonlyMap<string, PersonLook>,
  data: Pick<DeskData, 'sm3Of'>,
): PaperRequest | undefined {
  const text = source?.kind !== 'here' ? undefined : choice.which === 'present' && source.present ? source.present : source.stored
  const version = source?.kind === 'here' && text === source.stored ? source.version : 0
  const { copy, preprinted, watermark } = choice
  const named = useMemo(() => text && { body: bodyJson(text), sm3: data.sm3Of(text) }, [text, data])
  return useMemo(() => {
    if (!text || !named) return undefined
    const decided = verdicts(state)
    const header = headerOf(cleanCopy(text, (id) => decided.get(id)))
    return {
      docId: state.id,
      version,
      ...named,
      at: state.signed?.bodySm3 === named.sm3 ? state.signed.at : state.createdAt,
      rejected: [...decided].filter(([, verdict]) => verdict === 'reject').map(([id]) => id),
      facts: factsOf(state, header),
      copy,
      preprinted,
      watermark,
      persons: [...persons].map(([userId, { letter, name, post }]) => ({ userId, letter, name, post })),
      steps: Object.fromEntries(state.route.steps.map((step) => [step.id, step.name])),
    }
  }, [text, named, version, state, copy, preprinted, watermark, persons])
}
