import { createHash } from 'node:crypto'
import { canonicalJson } from '../src-shared/document/canonical.ts'

/** SM3 (GB/T 32905) of a text in UTF-8 or of bytes, as 64 hex digits. */
export const sm3 = (data: string | Uint8Array): string => createHash('sm3').update(data).digest('hex')

/** SM3 of a value's canonical JSON: how a body version and a command's arguments are named (RV-20). */
export const sm3OfJson = (value: unknown): string => sm3(canonicalJson(value))
