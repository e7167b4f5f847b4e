import { pairsOf } from '../../../src-shared/search/bigrams.ts'
import type { Fold } from '../../../src-shared/search/fold.ts'
import type { ReadText } from './answer.ts'
import type { FindIndex, Head } from './find-index.ts'
import type { FindStore } from './find-store.ts'
import { merge, segmentOf } from './segment.ts'

/** So many texts lie by themselves at most, then they become a segment. */
const looseAtMost = 64
/** So many segments of about the same size become one. */
const sameSize = 6
/** So many texts are taken apart between two pauses. */
const textsAtOnce = 8
/** Opened texts that are kept for the next key stroke. */
const keptTexts = 400

/** A document as it is to be found from now on; `text` is missing where it stayed the same. */
export type Entry = { head: Head; text?: string | undefined }

export type FindKeeper = ReturnType<typeof createKeeper>

/**
 * Keeps the index in memory and at rest in step. Everything long is done in pieces, with `pause` between them, so that
 * neither typing nor a question waits (FD-06).
 */
export function createKeeper(index: FindIndex, store: FindStore, fold: Fold, pause: () => Promise<void>) {
  const texts = new Map<string, ReadText>()

  const readTexts = async (docIds: readonly string[]): Promise<(ReadText | undefined)[]> => {
    const kept = new Map(docIds.map((id) => [id, texts.get(id)]))
    const missing = docIds.filter((id) => !kept.get(id))
    const read = missing.length > 0 ? await store.texts(missing) : []
    for (const [i, id] of missing.entries()) {
      const stored = read[i]
      // a text that was taken out while it was read is another one by now
      if (stored?.textKey === index.head(id)?.textKey && stored) kept.set(id, { text: stored.text, folded: fold(stored.text) })
    }
    for (const [id, text] of kept) {
      texts.delete(id)
      if (text) texts.set(id, text)
    }
    for (const id of texts.keys()) {
      if (texts.size <= keptTexts) break
      texts.delete(id)
    }
    return docIds.map((id) => kept.get(id))
  }

  /** Makes a segment of the texts that lie by themselves. */
  const settle = async (): Promise<void> => {
    const loose = index.loose()
    if (loose.length === 0) return
    const segment = segmentOf(
      loose.map(({ docId, textKey }) => [docId, textKey] as const),
      loose.map(({ pairs }) => pairs),
    )
    index.putSegment(await store.putSegment(segment, []), segment)
    await mergeSome()
  }

  /** Merges segments of about the same size, the smallest first, until few are left: each is merged a few times only. */
  const mergeSome = async (): Promise<void> => {
    for (;;) {
      const bySize = new Map<number, ReturnType<FindIndex['segments']>[number][]>()
      for (const one of index.segments()) {
        const size = Math.floor(Math.log(Math.max(1, one.segment.docs.length / looseAtMost)) / Math.log(sameSize) + 0.01)
        bySize.set(size, [...(bySize.get(size) ?? []), one])
      }
      const [ready] = [...bySize].toSorted(([a], [b]) => a - b).flatMap(([, all]) => (all.length >= sameSize ? [all] : []))
      if (!ready) return
      const parts = ready.map(({ segment }) => segment)
      const work = merge(parts, index.isLive)
      let step = work.next()
      while (!step.done) {
        await pause()
        step = work.next()
      }
      const numbers = ready.map(({ number }) => number)
      const number = await store.putSegment(step.value, numbers)
      index.dropSegments(numbers)
      index.putSegment(number, step.value)
    }
  }

  return {
    index,
    readTexts,

    /** Reads what is at rest. What came after the last segment is indexed again from its stored text. */
    load: async (): Promise<void> => {
      for (const head of await store.heads()) index.put(head)
      await pause()
      for (const { number, segment } of await store.segments()) {
        index.putSegment(number, segment)
        await pause()
      }
      const unread = index.unread()
      for (let from = 0; from < unread.length; from += looseAtMost) {
        const ids = unread.slice(from, from + looseAtMost)
        const stored = await store.texts(ids)
        for (const [i, id] of ids.entries()) {
          const text = stored[i]
          // a text that does not open, or is another one than the heading says, is looked for in the cache again
          if (text && text.textKey === index.head(id)?.textKey) index.putText(id, pairsOf(fold(text.text)))
          else index.drop(id)
        }
        await pause()
        if (index.loose().length >= looseAtMost) await settle()
      }
    },

    /** Begins with nothing: what is at rest does not open, and can be made again. */
    begin: async (): Promise<void> => {
      index.clear()
      texts.clear()
      await store.wipe()
    },

    /** Takes documents in and out, in memory and at rest. */
    take: async (entries: readonly Entry[], gone: readonly string[]): Promise<void> => {
      const changed = entries.flatMap(({ head, text }) =>
        text === undefined ? [] : [{ docId: head.one.id, textKey: head.textKey, text }],
      )
      await store.write({ heads: entries.map(({ head }) => head), texts: changed, gone })
      for (const [n, { head, text }] of entries.entries()) {
        if (n % textsAtOnce === textsAtOnce - 1) await pause()
        index.put(head)
        if (text === undefined) continue
        texts.delete(head.one.id)
        if (head.textKey !== '') index.putText(head.one.id, pairsOf(fold(text)))
      }
      for (const id of gone) {
        index.drop(id)
        texts.delete(id)
      }
      if (index.loose().length >= looseAtMost) await settle()
    },

    /** Wipes everything from memory. */
    forget: (): void => {
      index.clear()
      texts.clear()
    },
  }
}
