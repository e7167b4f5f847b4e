import type { Node as PmNode } from 'prosemirror-model'
import type { BodyJson } from '../document/body-json.ts'
import type { DocumentId } from '../ids.ts'
import type { JournalRecord, TextRecord } from '../ipc/journal-record.ts'
import { applySteps } from '../revision/apply-steps.ts'
import { keptText, typedText } from './recover.ts'
import { nodeOf } from './text.ts'

/** A document's unsent text in a safe copy: on what it rests and how it stands; `broken`: only what can be read of it. */
type CopiedText =
  | { docId: DocumentId; baseVersion: number; baseSm3: string; base: PmNode; text: PmNode; broken?: undefined }
  | { docId: DocumentId; broken: BodyJson }

export type WholeText = Exclude<CopiedText, { broken: BodyJson }>

/** Puts the texts of a copy's records together. Pure. A text that does not fit together is kept as what a person can read. */
export function readCopiedTexts(records: readonly JournalRecord[]): Map<DocumentId, CopiedText> {
  const lists = new Map<DocumentId, TextRecord[]>()
  for (const record of records)
    if (record.type !== 'command') lists.set(record.docId, [...(lists.get(record.docId) ?? []), record])
  return new Map([...lists].map(([docId, list]) => [docId, putTogether(docId, list)]))
}

function putTogether(docId: DocumentId, list: readonly TextRecord[]): CopiedText {
  const from = list.findLastIndex((record) => record.type === 'working')
  const start = list[from]
  const typed = list.slice(from + 1).filter((record) => record.type === 'typed')
  const body = start?.type === 'working' ? keptText.safeParse(start.body) : undefined
  if (start?.type !== 'working' || !body?.success) return { docId, broken: typedText(typed) }
  try {
    const base = nodeOf(body.data.base)
    const begun = body.data.text ? nodeOf(body.data.text) : base
    const text = typed.reduce((doc, record) => applySteps(doc, record.steps), begun)
    return { docId, baseVersion: start.baseVersion, baseSm3: start.baseSm3, base, text }
  } catch {
    // the text as it was before, and what was typed after it: nothing is dropped
    const { content = [] } = (body.data.text ?? body.data.base) as { content?: unknown[] }
    const more = typedText(typed) as { content?: unknown[] }
    return { docId, broken: { type: 'doc', content: [...content, ...(more.content ?? [])] } }
  }
}
