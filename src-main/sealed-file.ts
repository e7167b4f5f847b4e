import fs from 'node:fs/promises'
import { seal, sealBytes, unseal } from './sealing.ts'

/*
 * A file of any size, sealed in pieces so that a part of it can be read alone: magic (4) · piece size (4) · size of the
 * plain file (8) · each piece as iv · ciphertext · tag. What a piece is sealed for (which file, which piece, how long the
 * file is) keeps pieces from being moved, left out or exchanged.
 */
const magic = Buffer.from('LHF1')
const headBytes = 16
const pieceBytes = 64 * 1024

const contextOf = (name: string, size: number, index: number): string => `LHF1|${name}|${size}|${index}`

/** A sealed file that is open for reading; `close` it. */
export type SealedFile = {
  /** bytes of the plain file */
  size: number
  /** The plain bytes from `from` up to but without `to`; undefined where a piece of them was changed. */
  read: (from: number, to: number) => Promise<Buffer | undefined>
  close: () => Promise<void>
}

/** Writes `plain` sealed to `file`, synced. `name`: what the file is called inside, such as the SM3 of its bytes. */
export async function writeSealedFile(file: string, key: Uint8Array, name: string, plain: Uint8Array): Promise<void> {
  const handle = await fs.open(file, 'wx', 0o600)
  try {
    const head = Buffer.alloc(headBytes)
    magic.copy(head, 0)
    head.writeUInt32BE(pieceBytes, 4)
    head.writeBigUInt64BE(BigInt(plain.length), 8)
    await handle.writeFile(head)
    for (let from = 0, index = 0; from < plain.length; from += pieceBytes, index++)
      await handle.writeFile(seal(key, plain.subarray(from, from + pieceBytes), contextOf(name, plain.length, index)))
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Opens a sealed file; undefined where it is no sealed file of that length. Rejects with the system's error where there is none. */
export async function openSealedFile(file: string, key: Uint8Array, name: string): Promise<SealedFile | undefined> {
  const handle = await fs.open(file, 'r')
  const size = await sizeIn(handle).catch(() => undefined)
  if (size === undefined) {
    await handle.close()
    return undefined
  }

  /** One piece, or undefined where it does not open. */
  const piece = async (index: number): Promise<Buffer | undefined> => {
    const plainBytes = Math.min(pieceBytes, size - index * pieceBytes)
    const sealed = Buffer.alloc(plainBytes + sealBytes)
    const read = await handle.read(sealed, 0, sealed.length, headBytes + index * (pieceBytes + sealBytes))
    return read.bytesRead === sealed.length ? unseal(key, sealed, contextOf(name, size, index)) : undefined
  }
  return {
    size,
    read: async (from, to) => {
      const end = Math.min(to, size)
      if (from >= end) return Buffer.alloc(0)
      const first = Math.floor(from / pieceBytes)
      const parts: Buffer[] = []
      for (let index = first; index * pieceBytes < end; index++) {
        const plain = await piece(index)
        if (!plain) return undefined
        parts.push(plain)
      }
      return Buffer.concat(parts).subarray(from - first * pieceBytes, end - first * pieceBytes)
    },
    close: () => handle.close(),
  }
}

/** How long the plain file is; undefined where the head, or the length of the sealed one, is not what it must be. */
async function sizeIn(handle: fs.FileHandle): Promise<number | undefined> {
  const head = Buffer.alloc(headBytes)
  const { bytesRead } = await handle.read(head, 0, headBytes, 0)
  if (bytesRead !== headBytes || head.compare(magic, 0, 4, 0, 4) !== 0 || head.readUInt32BE(4) !== pieceBytes) return undefined
  const size = Number(head.readBigUInt64BE(8))
  const whole = headBytes + size + Math.ceil(size / pieceBytes) * sealBytes
  return (await handle.stat()).size === whole ? size : undefined
}
