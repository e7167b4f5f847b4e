import type { Node as PmNode } from 'prosemirror-model'
import { useEffect, useMemo, useState } from 'react'
import { readBodyJson } from '../../src-shared/document/read-body.ts'
import { differingBlocks, type Difference } from '../../src-shared/revision/differing-blocks.ts'
import { acceptAll } from '../../src-shared/revision/resolve.ts'
import { finalOf } from '../../src-shared/revision/views.ts'
import { parseCommand } from '../../src-shared/workflow/commands.ts'
import { verdicts, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { AttentionItem, DeskData } from '../data/api.ts'
import { useHeadText } from '../data/queries.ts'
import { codeOf } from '../desk.ts'

/** The two sides of an item as texts: 'none' where it is about no text; a code says why the text that was signed is not here. */
export type Sides =
  | { kind: 'none' | 'reading' | 'noHead' }
  | { kind: 'failed'; code: string }
  | { kind: 'differences'; of: 'text' | { signed: number }; found: readonly Difference[] }

/** The SM3 of the text a signature was given for that did not come into force (未生效签批, C-02); undefined where that text still stands. */
function signedSm3({ commandName, args }: AttentionItem, doc: DocumentState | undefined): string | undefined {
  const command = commandName === 'Sign' ? parseCommand('Sign', args) : undefined
  if (command?.name !== 'Sign' || command.args.bodySm3 === doc?.bodySm3) return undefined
  return command.args.bodySm3
}

/** What a person wrote beside what stands there now: refused text from the desk, a signed version from the server (UI-11). */
export function useSides(item: AttentionItem, doc: DocumentState | undefined, data: DeskData): Sides {
  const head = useHeadText(item.docId)
  const wanted = signedSm3(item, doc)
  const [signed, setSigned] = useState<{ of: string; text?: PmNode; version?: number; code?: string }>()
  useEffect(() => {
    if (wanted === undefined) return undefined
    let over = false
    const read = async (): Promise<{ text: PmNode; version: number }> => {
      const row = (await data.versions(item.docId)).find((one) => one.sm3 === wanted)
      if (!row) throw new Error('no such version')
      return { text: await data.version(item.docId, row.version), version: row.version }
    }
    read().then(
      (read) => over || setSigned({ of: item.id, ...read }),
      (error: unknown) => over || setSigned({ of: item.id, code: codeOf(error) }),
    )
    return () => {
      over = true
    }
  }, [data, item.id, item.docId, wanted])
  const theirs = useMemo(() => {
    const read = head ? readBodyJson(head).doc : undefined
    const given = doc ? verdicts(doc) : new Map<string, 'accept' | 'reject'>()
    return read && finalOf(read, (id) => given.get(id))
  }, [head, doc])
  const mine = useMemo(() => {
    const read = item.body && readBodyJson(item.body).doc
    return read && acceptAll(read)
  }, [item.body])
  const here = signed?.of === item.id ? signed : undefined
  const text = wanted === undefined ? mine : here?.text && acceptAll(here.text)
  const found = useMemo(() => text && theirs && differingBlocks(text, theirs), [text, theirs])
  if (wanted === undefined && !item.body) return { kind: 'none' }
  if (here?.code !== undefined) return { kind: 'failed', code: here.code }
  if (found) return { kind: 'differences', of: wanted === undefined ? 'text' : { signed: here?.version ?? 0 }, found }
  return { kind: head === null ? 'noHead' : 'reading' }
}
