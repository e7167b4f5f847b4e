import { crc32 } from 'node:zlib'
import { seal, sealBytes, unseal } from './sealing.ts'

/*
 * A journal file is a row of frames: magic (4) · length (4) · sequence number (8) · CRC-32 of sequence and rest (4) · rest,
 * where the rest is one sealed record: iv (12) · ciphertext · tag (16). The magic lets a reader find the next whole frame
 * behind a damaged one, and the CRC tells damage without the key: what the disk spoilt and what another key sealed are two
 * different things.
 */
const magic = Buffer.from('LHJ2')
export const frameHeadBytes = 20
const headBytes = frameHeadBytes
/** A frame longer than this is damage, not data. */
export const maxFrameBytes = 64 * 1024 * 1024

/** `offset` and `bytes`: where the frame lies in its file. */
export type Frame = { seq: number; sealed: Buffer; offset: number; bytes: number }

/** How long the frame is whose first 20 bytes these are; undefined where they are no head of one. */
export function frameLength(head: Buffer): number | undefined {
  const length = head.compare(magic, 0, 4, 0, 4) === 0 ? head.readUInt32BE(4) : 0
  return length < sealBytes || length > maxFrameBytes ? undefined : headBytes + length
}

/** Which row of frames a frame belongs to: one of the journal does not open in the history, nor one of a safe copy in either. */
export type FrameRow = 'journal' | 'history' | 'copy'
const contextOf = (row: FrameRow, seq: number): string => `LHJ2|${row}|${seq}`

const checksum = (seq: bigint, rest: Buffer): number => {
  const head = Buffer.alloc(8)
  head.writeBigUInt64BE(seq)
  return crc32(rest, crc32(head))
}

/** One frame as it stands in the file. */
export function encodeFrame(key: Uint8Array, row: FrameRow, seq: number, payload: Uint8Array): Buffer {
  const rest = seal(key, payload, contextOf(row, seq))
  const head = Buffer.alloc(headBytes)
  magic.copy(head, 0)
  head.writeUInt32BE(rest.length, 4)
  head.writeBigUInt64BE(BigInt(seq), 8)
  head.writeUInt32BE(checksum(BigInt(seq), rest), 16)
  return Buffer.concat([head, rest])
}

/** What a frame holds; undefined where it was sealed with another key, for another row, or changed by a hand. */
export const openFrame = (key: Uint8Array, row: FrameRow, frame: Frame): Buffer | undefined =>
  unseal(key, frame.sealed, contextOf(row, frame.seq))

/**
 * Every whole frame of a file, and what lies between them (SY-81, SY-82). `damaged` counts the gaps, a last frame that is
 * there to its end but spoilt among them. `tail` is where the last whole frame ends; what follows it, if it is not damage,
 * is a write that was cut off and never acknowledged.
 */
export function readFrames(file: Buffer): { frames: Frame[]; damaged: number; tail: number } {
  const frames: Frame[] = []
  let damaged = 0
  let tail = 0
  let at = 0
  while (at < file.length) {
    const frame = frameAt(file, at) ?? misread(file, at)
    if (frame) {
      if (at > tail) damaged++
      frames.push(frame)
      at += frame.bytes
      tail = at
    } else {
      const next = file.indexOf(magic, at + 1)
      if (next < 0) break
      at = next
    }
  }
  if (tail < file.length && !cutOff(file, tail, frames.at(-1)?.seq ?? -1)) damaged++
  return { frames, damaged, tail }
}

function frameAt(file: Buffer, at: number): Frame | undefined {
  if (file.length - at < headBytes || file.compare(magic, 0, 4, at, at + 4) !== 0) return undefined
  return frameOf(file, at, file.readUInt32BE(at + 4))
}

/**
 * A frame of which only the length was spoilt: it then reaches to the next frame, or to the end. Without this a last frame
 * with a greater length would look like a write that was cut off.
 */
function misread(file: Buffer, at: number): Frame | undefined {
  if (file.length - at < headBytes || file.compare(magic, 0, 4, at, at + 4) !== 0) return undefined
  const next = file.indexOf(magic, at + headBytes)
  return frameOf(file, at, (next < 0 ? file.length : next) - at - headBytes)
}

/** The frame of that length, if its checksum says so. */
function frameOf(file: Buffer, at: number, length: number): Frame | undefined {
  if (length < sealBytes || length > maxFrameBytes || at + headBytes + length > file.length) return undefined
  const seq = file.readBigUInt64BE(at + 8)
  const sealed = file.subarray(at + headBytes, at + headBytes + length)
  if (checksum(seq, sealed) !== file.readUInt32BE(at + 16)) return undefined
  return { seq: Number(seq), sealed, offset: at, bytes: headBytes + length }
}

/** Further on than this no next frame is: what claims to be is spoilt. */
const furthestOn = 2 ** 32

/**
 * The rest of a file begins like a frame (as far as it goes) and ends before that frame does. Its number must follow the last
 * one: where both length and number are spoilt it would look like a write that was cut off, and the loss would not be told.
 */
function cutOff(file: Buffer, at: number, lastSeq: number): boolean {
  const begun = Math.min(magic.length, file.length - at)
  if (file.compare(magic, 0, begun, at, at + begun) !== 0) return false
  if (file.length - at < headBytes) return true
  const length = file.readUInt32BE(at + 4)
  const seq = Number(file.readBigUInt64BE(at + 8))
  if (seq <= lastSeq || seq > lastSeq + furthestOn) return false
  return length <= maxFrameBytes && at + headBytes + length > file.length
}
