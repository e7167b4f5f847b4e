import type { Fold } from '../../../src-shared/search/fold.ts'
import { fitOf, fits, headingOf, type Heading } from '../../../src-shared/search/match.ts'
import type { Searchable } from '../../../src-shared/search/searchable.ts'
import { pairOf, pairsOfTerm } from '../../../src-shared/search/bigrams.ts'
import { eachDoc, indexOfPair, lowerBound, weightOf, type Segment } from './segment.ts'

/** What is kept of a document for search: its heading, and which text of it the index holds. */
export type Head = {
  one: Searchable
  initials: string
  /** names the text that is indexed; '' for none */
  textKey: string
  /** SM3 of the text its state names: another one than in `textKey` is still to come */
  wants: string
  /** what the list row was when this was written; another one: look again */
  rowKey: string
}

type Held = { number: number; segment: Segment; slots: Int32Array }
type Doc = { head: Head; heading: Heading; place: { held: Held; n: number } | Uint32Array | undefined }

/** A document among those found: how well the words fit, and whether its text has still to prove it. */
export type Ranked = { doc: Readonly<Pick<Doc, 'head' | 'heading'>>; fit: number; unproven: boolean }

export type FindIndex = ReturnType<typeof createIndex>

/**
 * The index in memory: headings to be looked through one by one, texts by the pairs in them. What it finds in texts may be
 * too much, never too little (FD-01): three units and more are found where all their pairs stand, also apart.
 */
export function createIndex(fold: Fold) {
  let docs: (Doc | undefined)[] = []
  let slots = new Map<string, number>()
  let free: number[] = []
  let held: Held[] = []
  /** slots of documents whose text is indexed by itself, not in a segment yet */
  const loose = new Set<number>()
  /** slots by their last move, newest first; undefined: to be worked out */
  let recent: Uint32Array | undefined

  const docOf = (docId: string): Doc | undefined => docs[slots.get(docId) ?? -1]
  const forgetText = (doc: Doc, slot: number): void => {
    if (doc.place && 'held' in doc.place) doc.place.held.slots[doc.place.n] = -1
    doc.place = undefined
    loose.delete(slot)
  }

  const putSegment = (number: number, segment: Segment): void => {
    const one: Held = { number, segment, slots: new Int32Array(segment.docs.length).fill(-1) }
    for (const [n, [docId, textKey]] of segment.docs.entries()) {
      const slot = slots.get(docId) ?? -1
      const doc = docs[slot]
      if (!doc || doc.head.textKey !== textKey || (doc.place && !(doc.place instanceof Uint32Array))) continue
      doc.place = { held: one, n }
      loose.delete(slot)
      one.slots[n] = slot
    }
    held.push(one)
  }

  /** Marks the documents whose text may hold the word. */
  const mark = (term: string): Uint8Array => {
    const marked = new Uint8Array(docs.length)
    const single = term.length === 1
    const pairs = single ? [] : pairsOfTerm(term)
    const from = pairOf(term.charCodeAt(0), 0)
    const to = pairOf(term.charCodeAt(0), 0xffff)
    for (const one of held) {
      const found = single ? docsBetween(one.segment, from, to) : docsWithAll(one.segment, pairs)
      for (const n of found) {
        const slot = one.slots[n] ?? -1
        if (slot >= 0) marked[slot] = 1
      }
    }
    const has = (all: Uint32Array, pair: number): boolean => all[lowerBound(all, pair)] === pair
    for (const slot of loose) {
      const all = docs[slot]?.place
      if (!(all instanceof Uint32Array)) continue
      if (single ? (all[lowerBound(all, from)] ?? Infinity) <= to : pairs.every((pair) => has(all, pair))) marked[slot] = 1
    }
    return marked
  }

  const inOrder = (): Uint32Array => {
    recent ??= Uint32Array.from(
      [...docs.entries()]
        .flatMap(([slot, doc]) => (doc ? [{ slot, at: doc.head.one.updatedAt }] : []))
        .toSorted((a, b) => b.at - a.at)
        .map(({ slot }) => slot),
    )
    return recent
  }

  return {
    size: () => slots.size,
    head: (docId: string): Head | undefined => docOf(docId)?.head,
    ids: (): IterableIterator<string> => slots.keys(),

    /** Takes a document in, or what is new about its heading; another text follows by `putText`. */
    put: (head: Head): void => {
      const slot = slots.get(head.one.id) ?? free.pop() ?? docs.length
      const doc = docs[slot]
      if (doc && doc.head.textKey !== head.textKey) forgetText(doc, slot)
      docs[slot] = { head, heading: headingOf(head.one, head.initials, fold), place: doc?.place }
      slots.set(head.one.id, slot)
      recent = undefined
    },
    putText: (docId: string, pairs: Uint32Array): void => {
      const slot = slots.get(docId) ?? -1
      const doc = docs[slot]
      if (!doc) return
      forgetText(doc, slot)
      doc.place = pairs
      loose.add(slot)
    },
    drop: (docId: string): void => {
      const slot = slots.get(docId)
      const doc = slot === undefined ? undefined : docs[slot]
      if (slot === undefined || !doc) return
      forgetText(doc, slot)
      docs[slot] = undefined
      slots.delete(docId)
      free.push(slot)
      recent = undefined
    },

    putSegment,
    segments: (): readonly { number: number; segment: Segment }[] => held,
    /** Takes segments out that were merged into another; their documents are in that one. */
    dropSegments: (numbers: readonly number[]): void => {
      const gone = held.filter((one) => numbers.includes(one.number))
      held = held.filter((one) => !numbers.includes(one.number))
      for (const one of gone)
        for (const slot of one.slots) {
          const doc = docs[slot]
          if (doc?.place && 'held' in doc.place && doc.place.held === one) doc.place = undefined
        }
    },
    isLive: (segment: Segment, n: number): boolean => (held.find((one) => one.segment === segment)?.slots[n] ?? -1) >= 0,
    /** Documents whose text is not in a segment yet, with their pairs. */
    loose: (): { docId: string; textKey: string; pairs: Uint32Array }[] =>
      [...loose].flatMap((slot) => {
        const doc = docs[slot]
        return doc?.place instanceof Uint32Array ? [{ docId: doc.head.one.id, textKey: doc.head.textKey, pairs: doc.place }] : []
      }),
    /** Documents that have a text of which the index knows nothing. */
    unread: (): string[] => docs.flatMap((doc) => (doc && doc.head.textKey !== '' && !doc.place ? [doc.head.one.id] : [])),

    /** Everything that may hold all the words and passes the filter: the best first, of equals the newest. */
    rank: (terms: readonly string[], passes: (one: Searchable) => boolean): Ranked[] => {
      const inTexts = terms.map(() => undefined as Uint8Array | undefined)
      const byFit: Ranked[][] = Array.from({ length: fits.title + 1 }, () => [])
      for (const slot of inOrder()) {
        const doc = docs[slot]
        if (!doc || !passes(doc.head.one)) continue
        let fit: number = fits.title
        let unproven = false
        for (const [i, term] of terms.entries()) {
          let own = fitOf(doc.heading, term)
          if (own === fits.none) {
            const marks = (inTexts[i] ??= mark(term))
            if (marks[slot] === 1) own = fits.text
            unproven ||= term.length > 2
          }
          fit = Math.min(fit, own)
          if (fit === fits.none) break
        }
        if (fit !== fits.none) byFit[fit]?.push({ doc, fit, unproven })
      }
      return byFit.toReversed().flat()
    },

    clear: (): void => {
      docs = []
      slots = new Map()
      free = []
      held = []
      loose.clear()
      recent = undefined
    },
  }
}

/** The documents of a segment that have all of the pairs, in order. */
function docsWithAll(segment: Segment, pairs: readonly number[]): number[] {
  const places = pairs.map((pair) => indexOfPair(segment, pair))
  if (places.some((at) => at < 0)) return []
  const [rarest = -1, ...others] = places.toSorted((a, b) => weightOf(segment, a) - weightOf(segment, b))
  let found: number[] = []
  eachDoc(segment, rarest, (doc) => found.push(doc))
  for (const at of others) {
    if (found.length === 0) return found
    const left: number[] = []
    let i = 0
    eachDoc(segment, at, (doc) => {
      while (i < found.length && (found[i] ?? 0) < doc) i++
      if (found[i] === doc) left.push(doc)
    })
    found = left
  }
  return found
}

/** The documents of a segment that have any pair from one to another, both included. */
function docsBetween(segment: Segment, from: number, to: number): number[] {
  const seen = new Uint8Array(segment.docs.length)
  const found: number[] = []
  for (let at = lowerBound(segment.pairs, from); at < segment.pairs.length && (segment.pairs[at] ?? 0) <= to; at++) {
    eachDoc(segment, at, (doc) => {
      if (seen[doc] === 1) return
      seen[doc] = 1
      found.push(doc)
    })
    if (found.length === seen.length) break
  }
  return found
}
