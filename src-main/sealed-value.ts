import fs from 'node:fs/promises'
import path from 'node:path'
import { replaceFile } from './durable.ts'
import { seal, unseal } from './sealing.ts'

/** Keeps one value sealed in a file of its own, replaced as a whole. Rejects with the system's error; then the old one stands. */
export async function writeSealedValue(file: string, key: Uint8Array, context: string, value: unknown): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  await replaceFile(file, seal(key, Buffer.from(JSON.stringify(value), 'utf8'), context))
}

/** The value in a file, unchecked. Rejects: with ENOENT where there is none, with RangeError where it does not open. */
export async function readSealedValue(file: string, key: Uint8Array, context: string): Promise<unknown> {
  const plain = unseal(key, await fs.readFile(file), context)
  if (!plain) throw new RangeError('seal')
  return JSON.parse(plain.toString('utf8')) as unknown
}
