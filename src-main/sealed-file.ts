import fs from 'node:fs/promises'
import { seal, sealBytes, unseal } from './sealing.ts'

/*
 * A file of any size, sealed in pieces so that a part of it can be read alone: magic (4) · piece size (4) · size of the
 * plain file (8) · each piece as iv · ciphertext · tag. What a piece is sealed for (which file, which piece, how long the
 * file is) keeps pieces from being moved, left out or exchanged. Never more than a piece is in memory, and after each the
 * process is free for others (SY-150).
 */
const magic = Buffer.from('LHF1')
const headBytes = 16
const pieceBytes = 64 * 1024
const sealedBytes = pieceBytes + sealBytes

const contextOf = (name: string, size: number, index: number): string => `LHF1|${name}|${size}|${index}`

/** The key as it is now; throws where it is not there any more: a lock overwrites keys with zeros while files are on their way. */
export type KeyNow = () => Uint8Array

/** A sealed file that is open for reading; `close` it. */
export type SealedFile = {
  /** bytes of the plain file */
  size: number
  /** The plain bytes from `from` up to but without `to`; undefined where a piece of them was changed. */
  read: (from: number, to: number) => Promise<Buffer | undefined>
  close: () => Promise<void>
}

/** A sealed file that is being written, from its front to its end. */
export type SealedWriter = {
  /** bytes of the plain file when it is whole */
  size: number
  /** how many of them were added */
  at: () => number
  /** Adds the next bytes; `plain` may be used again once it resolves. */
  add: (plain: Uint8Array) => Promise<void>
  /** Syncs what is whole and closes. */
  finish: () => Promise<void>
  /** Closes; the whole pieces stay, for `resumeSealedFile`. */
  close: () => Promise<void>
}

/** Begins a sealed file of `size` plain bytes. `name`: what the file is called inside, such as the SM3 of its bytes. */
export async function createSealedFile(file: string, key: KeyNow, name: string, size: number): Promise<SealedWriter> {
  const handle = await fs.open(file, 'w', 0o600)
  try {
    const head = Buffer.alloc(headBytes)
    magic.copy(head, 0)
    head.writeUInt32BE(pieceBytes, 4)
    head.writeBigUInt64BE(BigInt(size), 8)
    await handle.write(head, 0, headBytes, 0)
    return writerOf(handle, key, name, size, 0)
  } catch (error) {
    await handle.close()
    throw error
  }
}

/**
 * Goes on with a sealed file that was left half: `each` is given what is in it, piece by piece, up to the first that is torn;
 * from there on it is cut off. Undefined where there is none, or none that begins like one.
 */
export async function resumeSealedFile(
  file: string,
  key: KeyNow,
  name: string,
  each: (plain: Buffer) => void,
): Promise<SealedWriter | undefined> {
  const handle = await fs.open(file, 'r+').catch(() => undefined)
  if (!handle) return undefined
  try {
    const size = await sizeIn(handle)
    if (size === undefined) {
      await handle.close()
      return undefined
    }
    let at = 0
    while (at < size) {
      const plain = await pieceOf(handle, key, name, size, at / pieceBytes)
      if (!plain) break
      each(plain)
      at += plain.length
    }
    await handle.truncate(lengthOf(at))
    return writerOf(handle, key, name, size, at)
  } catch (error) {
    await handle.close().catch(() => undefined)
    throw error
  }
}

/** Opens a sealed file; undefined where it is no sealed file of that length. Rejects with the system's error where there is none. */
export async function openSealedFile(file: string, key: KeyNow, name: string): Promise<SealedFile | undefined> {
  const handle = await fs.open(file, 'r')
  const size = await sizeIn(handle).catch(() => undefined)
  if (size === undefined || (await handle.stat()).size !== lengthOf(size)) {
    await handle.close()
    return undefined
  }
  return {
    size,
    read: async (from, to) => {
      const end = Math.min(to, size)
      if (from >= end) return Buffer.alloc(0)
      const first = Math.floor(from / pieceBytes)
      const parts: Buffer[] = []
      for (let index = first; index * pieceBytes < end; index++) {
        const plain = await pieceOf(handle, key, name, size, index)
        if (!plain) return undefined
        parts.push(plain)
      }
      return Buffer.concat(parts).subarray(from - first * pieceBytes, end - first * pieceBytes)
    },
    close: () => handle.close(),
  }
}

/** How long a sealed file is with so many plain bytes in it. */
const lengthOf = (plainBytes: number): number => headBytes + plainBytes + Math.ceil(plainBytes / pieceBytes) * sealBytes
const offsetOf = (index: number): number => headBytes + index * sealedBytes

function writerOf(handle: fs.FileHandle, key: KeyNow, name: string, size: number, from: number): SealedWriter {
  /** of the piece that is not whole yet */
  const rest = Buffer.alloc(pieceBytes)
  let held = 0
  let written = from
  const write = async (plain: Uint8Array): Promise<void> => {
    const index = written / pieceBytes
    const sealed = seal(key(), plain, contextOf(name, size, index))
    await handle.write(sealed, 0, sealed.length, offsetOf(index))
    written += plain.length
  }
  return {
    size,
    at: () => written + held,
    add: async (plain) => {
      if (written + held + plain.length > size) throw new RangeError('more bytes than the file has')
      for (let at = 0; at < plain.length;) {
        const part = plain.subarray(at, at + pieceBytes - held)
        rest.set(part, held)
        held += part.length
        at += part.length
        if (held < pieceBytes && written + held < size) continue
        await write(rest.subarray(0, held))
        held = 0
      }
    },
    finish: async () => {
      try {
        if (written !== size) throw new RangeError('fewer bytes than the file has')
        await handle.sync()
      } finally {
        await handle.close()
      }
    },
    close: () => handle.close(),
  }
}

/** One piece, or undefined where it does not open. */
async function pieceOf(
  handle: fs.FileHandle,
  key: KeyNow,
  name: string,
  size: number,
  index: number,
): Promise<Buffer | undefined> {
  const sealed = Buffer.alloc(Math.min(pieceBytes, size - index * pieceBytes) + sealBytes)
  const read = await handle.read(sealed, 0, sealed.length, offsetOf(index))
  return read.bytesRead === sealed.length ? unseal(key(), sealed, contextOf(name, size, index)) : undefined
}

/** How long the plain file is; undefined where the head is not what it must be. */
async function sizeIn(handle: fs.FileHandle): Promise<number | undefined> {
  const head = Buffer.alloc(headBytes)
  const { bytesRead } = await handle.read(head, 0, headBytes, 0)
  if (bytesRead !== headBytes || head.compare(magic, 0, 4, 0, 4) !== 0 || head.readUInt32BE(4) !== pieceBytes) return undefined
  const size = Number(head.readBigUInt64BE(8))
  return Number.isSafeInteger(size) ? size : undefined
}
