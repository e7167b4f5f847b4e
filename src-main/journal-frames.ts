import { crc32 } from 'node:zlib'

/*
 * A journal file is a row of frames: magic (4) · length (4) · sequence number (8) · CRC-32 of sequence and payload (4) · payload.
 * The magic lets a reader find the next whole frame behind a damaged one.
 */
const magic = Buffer.from('LHJ1')
const headBytes = 20
/** A frame longer than this is damage, not data. */
export const maxFrameBytes = 64 * 1024 * 1024

export type Frame = { seq: number; payload: Buffer; offset: number; bytes: number }

const checksum = (seq: bigint, payload: Buffer): number => {
  const head = Buffer.alloc(8)
  head.writeBigUInt64BE(seq)
  return crc32(payload, crc32(head))
}

/** One frame as it stands in the file. */
export function encodeFrame(seq: number, payload: Buffer): Buffer {
  const frame = Buffer.alloc(headBytes + payload.length)
  magic.copy(frame, 0)
  frame.writeUInt32BE(payload.length, 4)
  frame.writeBigUInt64BE(BigInt(seq), 8)
  frame.writeUInt32BE(checksum(BigInt(seq), payload), 16)
  payload.copy(frame, headBytes)
  return frame
}

/**
 * Every whole frame of a file, and what lies between them. `tail` is where the last whole frame ends: what follows is a
 * write that was cut off (never acknowledged); damage before it is counted, one per gap (SY-81).
 */
export function readFrames(file: Buffer): { frames: Frame[]; damaged: number; tail: number } {
  const frames: Frame[] = []
  let damaged = 0
  let tail = 0
  let at = 0
  while (at < file.length) {
    const frame = frameAt(file, at)
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
  return { frames, damaged, tail }
}

function frameAt(file: Buffer, at: number): Frame | undefined {
  if (file.length - at < headBytes || file.compare(magic, 0, 4, at, at + 4) !== 0) return undefined
  const length = file.readUInt32BE(at + 4)
  if (length > maxFrameBytes || at + headBytes + length > file.length) return undefined
  const seq = file.readBigUInt64BE(at + 8)
  const payload = file.subarray(at + headBytes, at + headBytes + length)
  if (checksum(seq, payload) !== file.readUInt32BE(at + 16)) return undefined
  return { seq: Number(seq), payload, offset: at, bytes: headBytes + length }
}
