import { createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { serverWrapContext, serverWrapInfo } from '../../src-shared/sync/server-wrap.ts'

/*
 * The desk's formats at rest as the server reads them in what a lost desk handed in (docs/decisions/0015): key files, journal
 * frames LHJ2 and files LHF1, all AES-256-GCM as iv (12) · ciphertext · tag (16). Reading only; nothing of a desk is written.
 */

const ivBytes = 12
const tagBytes = 16
const sealBytes = ivBytes + tagBytes

function unseal(key: Uint8Array, sealed: Uint8Array, context: string): Buffer | undefined {
  if (sealed.length < sealBytes) return undefined
  const opening = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes })
  opening.setAAD(Buffer.from(context, 'utf8'))
  opening.setAuthTag(sealed.subarray(sealed.length - tagBytes))
  try {
    return Buffer.concat([opening.update(sealed.subarray(ivBytes, sealed.length - tagBytes)), opening.final()])
  } catch {
    return undefined
  }
}

const derived = (from: Uint8Array, info: string): Buffer => Buffer.from(hkdfSync('sha256', from, '', info, 32))

// --- keys ------------------------------------------------------------------------------------------------------------

const keyFile = z.object({ userId: z.string(), login: z.string(), kid: z.string(), byServer: z.base64().nullable() })
export type KeyFile = z.infer<typeof keyFile>

/** A key file as a desk keeps it, its hash in the first line; undefined where it is damaged. */
export function parseKeyFile(bytes: Buffer): KeyFile | undefined {
  const text = bytes.toString('utf8')
  const end = text.indexOf('\n')
  const json = text.slice(end + 1)
  if (text.slice(0, Math.max(0, end)) !== createHash('sha256').update(json).digest('hex')) return undefined
  return keyFile.safeParse(jsonOf(json)).data
}

/** Whoever has the machine may have written anything. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What a person's key opens of what was handed in. */
export type OpenKeys = { journal: Buffer; files: Buffer }

/** A person's keys by the secret the server kept for them on that desk; undefined where it is another, or was deleted (SE-78). */
export function keysBySecret(file: KeyFile, secret: string): OpenKeys | undefined {
  if (file.byServer === null) return undefined
  const wrapping = derived(Buffer.from(secret, 'base64url'), serverWrapInfo(file))
  const master = unseal(wrapping, Buffer.from(file.byServer, 'base64'), serverWrapContext(file))
  return master && { journal: derived(master, 'liuhen journal'), files: derived(master, 'liuhen files') }
}

// --- journal frames --------------------------------------------------------------------------------------------------

const magic = Buffer.from('LHJ2')
const headBytes = 20

/**
 * The records of a journal file by their number, unchecked. `closed`: whole frames that do not open with this key, and
 * places where the disk had spoilt one.
 */
export function readJournalFile(file: Buffer, key: Uint8Array): { records: [number, unknown][]; closed: number } {
  const records: [number, unknown][] = []
  let closed = 0
  let at = file.indexOf(magic)
  while (at >= 0) {
    const frame = frameAt(file, at)
    if (!frame) {
      closed++
      at = file.indexOf(magic, at + 1)
      continue
    }
    const plain = unseal(key, frame.sealed, `LHJ2|journal|${frame.seq}`)
    if (plain) records.push([frame.seq, jsonOf(plain.toString('utf8'))])
    else closed++
    at = file.indexOf(magic, frame.end)
  }
  return { records, closed }
}

function frameAt(file: Buffer, at: number): { seq: number; sealed: Buffer; end: number } | undefined {
  if (file.length - at < headBytes) return undefined
  const end = at + headBytes + file.readUInt32BE(at + 4)
  if (end > file.length) return undefined
  const sealed = file.subarray(at + headBytes, end)
  if (crc32(sealed, crc32(file.subarray(at + 8, at + 16))) !== file.readUInt32BE(at + 16)) return undefined
  return { seq: Number(file.readBigUInt64BE(at + 8)), sealed, end }
}

// --- files -----------------------------------------------------------------------------------------------------------

const pieceBytes = 64 * 1024
const fileHeadBytes = 16

/** The bytes of a sealed file called `name`; undefined where a piece of it does not open. */
export function readSealedFile(file: Buffer, key: Uint8Array, name: string): Buffer | undefined {
  if (file.length < fileHeadBytes || file.toString('latin1', 0, 4) !== 'LHF1' || file.readUInt32BE(4) !== pieceBytes)
    return undefined
  const size = Number(file.readBigUInt64BE(8))
  const parts: Buffer[] = []
  for (let from = 0, index = 0, at = fileHeadBytes; from < size; from += pieceBytes, index++) {
    const end = at + Math.min(pieceBytes, size - from) + sealBytes
    const plain = unseal(key, file.subarray(at, end), `LHF1|${name}|${size}|${index}`)
    if (!plain) return undefined
    parts.push(plain)
    at = end
  }
  return Buffer.concat(parts)
}
