import type { Node as PmNode } from 'prosemirror-model'
import { useEffect, useMemo, useRef, useState } from 'react'
import { originalOf } from '../../../src-shared/revision/views.ts'
import type { DocumentId } from '../../../src-shared/ids.ts'
import type { VersionRow } from '../../../src-shared/sync/protocol.ts'
import type { DeskData } from '../../data/api.ts'
import { codeOf } from '../../desk.ts'
import type { VersionEnd } from './view.ts'

/** What the server has of a document's versions: being asked, the list oldest first, or why there is none. */
export type VersionList = { kind: 'reading' } | { kind: 'here'; rows: readonly VersionRow[] } | { kind: 'none'; code: string }

/** Asks for the versions while they are wanted; again when the document got a new one or the line came back. */
export function useVersionList(
  data: DeskData,
  docId: DocumentId,
  wanted: boolean,
  bodyVersion: number,
  online: boolean,
): VersionList {
  const [list, setList] = useState<VersionList>({ kind: 'reading' })
  useEffect(() => {
    if (!wanted) return undefined
    let gone = false
    data.versions(docId).then(
      (rows) => !gone && setList({ kind: 'here', rows }),
      (error: unknown) => !gone && setList({ kind: 'none', code: codeOf(error) }),
    )
    return () => {
      gone = true
    }
  }, [data, docId, wanted, bodyVersion, online])
  return list
}

/** The text of one side of a comparison; undefined while it is fetched, a code where it cannot be had. */
export type VersionText = PmNode | { code: string } | undefined

/** Texts of both sides. Versions never change, so each is fetched once, again when the line is back; 原稿 and 现在 need none. */
export function useVersionTexts(
  data: DeskData,
  docId: DocumentId,
  ends: readonly [VersionEnd, VersionEnd] | undefined,
  text: PmNode | undefined,
  online: boolean,
): readonly [VersionText, VersionText] {
  const asked = useRef(new Set<number>())
  const [fetched, setFetched] = useState<ReadonlyMap<number, PmNode | { code: string }>>(new Map())
  const [from, to] = ends ?? [undefined, undefined]
  useEffect(() => {
    for (const end of [from, to]) {
      if (typeof end !== 'number' || asked.current.has(end)) continue
      asked.current.add(end)
      const put = (found: PmNode | { code: string }): void => setFetched((known) => new Map(known).set(end, found))
      data.version(docId, end).then(put, (error: unknown) => {
        // it may be there the next time it is asked for
        asked.current.delete(end)
        put({ code: codeOf(error) })
      })
    }
  }, [data, docId, from, to, online])
  return useMemo(() => {
    const textOf = (end: VersionEnd | undefined): VersionText => {
      if (end === undefined || !text) return undefined
      if (end === 'now') return text
      return end === 'original' ? originalOf(text) : fetched.get(end)
    }
    return [textOf(from), textOf(to)]
  }, [from, to, text, fetched])
}

/** True for a text that has come. */
export const isText = (text: VersionText): text is PmNode => text !== undefined && !('code' in text)
