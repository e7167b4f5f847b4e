/**
 * A piece of the index: some documents' texts by the pairs in them. Never changed, only merged with others into a new one.
 * Documents are numbered from 0; a pair's documents are stored as differences in as few bytes as they take.
 */
export type Segment = {
  /** the documents, and which text of each it was */
  docs: readonly SegmentDoc[]
  /** all pairs, in order */
  pairs: Uint32Array
  /** where the documents of each pair end */
  ends: Uint32Array
  postings: Uint8Array
}
export type SegmentDoc = readonly [docId: string, textKey: string]

/** Bytes that grow. */
function growing(size: number) {
  let bytes = new Uint8Array(size)
  let length = 0
  return {
    length: () => length,
    /** a number in groups of seven bits, the lowest first */
    put: (value: number): void => {
      if (length + 5 > bytes.length) {
        const larger = new Uint8Array(bytes.length * 2 + 16)
        larger.set(bytes)
        bytes = larger
      }
      let left = value
      while (left > 0x7f) {
        bytes[length++] = (left & 0x7f) | 0x80
        left >>>= 7
      }
      bytes[length++] = left
    },
    taken: () => bytes.slice(0, length),
  }
}

/** The first pair not below `pair`. */
export function lowerBound(pairs: Uint32Array, pair: number): number {
  let low = 0
  let high = pairs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((pairs[middle] ?? 0) < pair) low = middle + 1
    else high = middle
  }
  return low
}

/** The place of a pair; -1 where the segment does not have it. */
export function indexOfPair({ pairs }: Segment, pair: number): number {
  const at = lowerBound(pairs, pair)
  return pairs[at] === pair ? at : -1
}

const startOf = ({ ends }: Segment, at: number): number => (at === 0 ? 0 : (ends[at - 1] ?? 0))

/** How many bytes a pair's documents take: the fewer, the rarer. */
export const weightOf = (segment: Segment, at: number): number => (segment.ends[at] ?? 0) - startOf(segment, at)

/** Calls `found` with each document of the pair at a place, in order. */
export function eachDoc(segment: Segment, at: number, found: (doc: number) => void): void {
  const { postings } = segment
  const to = segment.ends[at] ?? 0
  let doc = -1
  for (let i = startOf(segment, at); i < to;) {
    let step = 0
    for (let shift = 0; ; shift += 7) {
      const byte = postings[i++] ?? 0
      step |= (byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    doc += step + 1
    found(doc)
  }
}

/** A small segment of texts by their pairs. */
export function segmentOf(docs: readonly SegmentDoc[], pairsOfDocs: readonly Uint32Array[]): Segment {
  const total = pairsOfDocs.reduce((sum, pairs) => sum + pairs.length, 0)
  // pair and document in one exact number, so that one sort brings both into order
  const all = new Float64Array(total)
  let n = 0
  for (const [doc, pairs] of pairsOfDocs.entries()) for (const pair of pairs) all[n++] = pair * docs.length + doc
  all.sort()
  const pairs = new Uint32Array(total)
  const ends = new Uint32Array(total)
  const bytes = growing(total)
  let last = -1
  let at = -1
  let before = -1
  for (const one of all) {
    const pair = Math.floor(one / docs.length)
    const doc = one - pair * docs.length
    if (pair !== last) {
      last = pair
      before = -1
      pairs[++at] = pair
    }
    bytes.put(doc - before - 1)
    before = doc
    ends[at] = bytes.length()
  }
  return { docs, pairs: pairs.slice(0, at + 1), ends: ends.slice(0, at + 1), postings: bytes.taken() }
}

/** So many pairs are merged between two pauses. */
const stride = 2000

/**
 * Merges segments into one; `isLive` says which of their documents are still of account, the others are left out. Gives a
 * chance to pause now and then (FD-06).
 */
export function* merge(
  segments: readonly Segment[],
  isLive: (segment: Segment, doc: number) => boolean,
): Generator<undefined, Segment> {
  const docs: SegmentDoc[] = []
  const renumbered = segments.map((segment) =>
    segment.docs.map((doc, n) => {
      if (!isLive(segment, n)) return -1
      docs.push(doc)
      return docs.length - 1
    }),
  )
  const most = segments.reduce((sum, { pairs }) => sum + pairs.length, 0)
  const pairs = new Uint32Array(most)
  const ends = new Uint32Array(most)
  const bytes = growing(segments.reduce((sum, { postings }) => sum + postings.length, 0))
  const places = segments.map(() => 0)
  let count = 0
  for (let turn = 1; ; turn++) {
    let pair = Infinity
    for (const [i, segment] of segments.entries()) pair = Math.min(pair, segment.pairs[places[i] ?? 0] ?? Infinity)
    if (pair === Infinity) break
    let before = -1
    const begun = bytes.length()
    for (const [i, segment] of segments.entries()) {
      const place = places[i] ?? 0
      if (segment.pairs[place] !== pair) continue
      places[i] = place + 1
      eachDoc(segment, place, (doc) => {
        const now = renumbered[i]?.[doc] ?? -1
        if (now < 0) return
        bytes.put(now - before - 1)
        before = now
      })
    }
    if (bytes.length() > begun) {
      pairs[count] = pair
      ends[count++] = bytes.length()
    }
    if (turn % stride === 0) yield
  }
  return { docs, pairs: pairs.slice(0, count), ends: ends.slice(0, count), postings: bytes.taken() }
}

/** Counts up with every change of the bytes; others are built anew. */
export const segmentFormat = 1

/** A segment as bytes. */
export function segmentBytes({ docs, pairs, ends, postings }: Segment): Uint8Array<ArrayBuffer> {
  const names = new TextEncoder().encode(JSON.stringify(docs))
  const namesRoom = Math.ceil(names.length / 4) * 4
  const head = new Uint32Array([segmentFormat, names.length, pairs.length, postings.length])
  const bytes = new Uint8Array(16 + namesRoom + pairs.byteLength + ends.byteLength + postings.length)
  bytes.set(new Uint8Array(head.buffer), 0)
  bytes.set(names, 16)
  bytes.set(new Uint8Array(pairs.buffer, pairs.byteOffset, pairs.byteLength), 16 + namesRoom)
  bytes.set(new Uint8Array(ends.buffer, ends.byteOffset, ends.byteLength), 16 + namesRoom + pairs.byteLength)
  bytes.set(postings, 16 + namesRoom + 2 * pairs.byteLength)
  return bytes
}

/** A segment from its bytes; undefined where they are of another format. */
export function readSegment(stored: Uint8Array): Segment | undefined {
  // its own buffer: numbers of four bytes must begin at a multiple of four
  const { buffer } = stored.slice()
  if (buffer.byteLength < 16) return undefined
  const [format = 0, names = 0, count = 0, length = 0] = new Uint32Array(buffer, 0, 4)
  const from = 16 + Math.ceil(names / 4) * 4
  if (format !== segmentFormat || buffer.byteLength !== from + 8 * count + length) return undefined
  return {
    docs: JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 16, names))) as SegmentDoc[],
    pairs: new Uint32Array(buffer, from, count),
    ends: new Uint32Array(buffer, from + 4 * count, count),
    postings: new Uint8Array(buffer, from + 8 * count, length),
  }
}
