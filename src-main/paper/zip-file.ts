import { deflateSync } from 'fflate'

/** An entry: `stored` where its bytes are packed already (pictures). */
export type ZipEntry = { path: string; bytes: Uint8Array; stored: boolean }

/** 1 January 1980, 00:00: the first moment a ZIP can tell, and the same for every file (PP-32). */
const dosDate = 0x21
/** names are UTF-8 */
const flags = 0x800
/** version 2.0: deflate */
const needs = 20

const crcs = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

function crcOf(bytes: Uint8Array): number {
  let c = 0xffffffff
  for (let i = 0; i < bytes.length; i++) c = (crcs[(c ^ (bytes[i] ?? 0)) & 0xff] ?? 0) ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}

/**
 * A ZIP file made entry by entry, so that the loop can run between them. Sizes stand before the bytes, not after them, as
 * every reader of OFD takes it, and no time, no owner and no system gets in: the same entries give the same bytes on every
 * computer. (fflate's own `zipSync` cannot stop halfway, its streams write sizes behind the bytes, and zlib's deflate
 * differs from processor to processor.) No Zip64: 65,535 entries and 4 GB at most. errors: RangeError beyond that
 */
export class ZipFile {
  readonly #pieces: Uint8Array[] = []
  readonly #directory: Uint8Array[] = []
  #at = 0

  add({ path, bytes, stored }: ZipEntry): void {
    const name = new TextEncoder().encode(path)
    const packed = stored ? bytes : deflateSync(bytes, { level: 6 })
    const head = new DataView(new ArrayBuffer(30))
    head.setUint32(0, 0x04034b50, true)
    writeFacts(head, 4, { bytes, packed, stored, name })
    const entry = new DataView(new ArrayBuffer(46))
    entry.setUint32(0, 0x02014b50, true)
    entry.setUint16(4, needs, true)
    writeFacts(entry, 6, { bytes, packed, stored, name })
    entry.setUint32(42, this.#at, true)
    this.#put(new Uint8Array(head.buffer), name, packed)
    this.#directory.push(new Uint8Array(entry.buffer), name)
  }

  /** The whole file; nothing can be added after. */
  bytes(): Uint8Array {
    const [start, count] = [this.#at, this.#directory.length / 2]
    this.#put(...this.#directory)
    const size = this.#at - start
    if (this.#at > 0xffff_fff0 || count > 0xffff) throw new RangeError('too large for a ZIP without Zip64')
    const end = new DataView(new ArrayBuffer(22))
    end.setUint32(0, 0x06054b50, true)
    end.setUint16(8, count, true)
    end.setUint16(10, count, true)
    end.setUint32(12, size, true)
    end.setUint32(16, start, true)
    this.#put(new Uint8Array(end.buffer))
    const out = new Uint8Array(this.#at)
    let at = 0
    for (const piece of this.#pieces) {
      out.set(piece, at)
      at += piece.length
    }
    return out
  }

  #put(...pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) {
      this.#pieces.push(piece)
      this.#at += piece.length
    }
  }
}

/** The facts an entry's head and its line of the directory share. */
function writeFacts(
  view: DataView,
  at: number,
  entry: { bytes: Uint8Array; packed: Uint8Array; stored: boolean; name: Uint8Array },
): void {
  view.setUint16(at, needs, true)
  view.setUint16(at + 2, flags, true)
  view.setUint16(at + 4, entry.stored ? 0 : 8, true)
  view.setUint16(at + 6, 0, true)
  view.setUint16(at + 8, dosDate, true)
  view.setUint32(at + 10, crcOf(entry.bytes), true)
  view.setUint32(at + 14, entry.packed.length, true)
  view.setUint32(at + 18, entry.bytes.length, true)
  view.setUint16(at + 22, entry.name.length, true)
}
