import { HttpError } from '../errors.ts'

/** The bytes a `Range: bytes=a-b` asks for, `to` not among them; all of them where it asks for nothing. errors: 416 SY-BLOB-RANGE */
export function rangeOf(header: string | undefined, size: number): { from: number; to: number; partial: boolean } {
  const [, from, to] = /^bytes=(\d{1,12})-(\d{0,12})$/.exec(header ?? '') ?? []
  if (from === undefined) return { from: 0, to: size, partial: false }
  const range = { from: Number(from), to: Math.min(size, to ? Number(to) + 1 : size), partial: true }
  if (range.from >= range.to) throw new HttpError(416, 'SY-BLOB-RANGE')
  return range
}
