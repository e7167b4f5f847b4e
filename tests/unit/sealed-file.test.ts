import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSealedFile, openSealedFile, resumeSealedFile } from '../../src-main/sealed-file.ts'

let folder: string
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-sealed-'))
})
afterEach(() => fs.rm(folder, { recursive: true }))

const key = randomBytes(32)
const keyNow = () => key
const pieceBytes = 64 * 1024
const headBytes = 16

async function sealed(plain: Buffer, name = 'a'): Promise<string> {
  const file = path.join(folder, `${name}-${plain.length}-${randomBytes(4).toString('hex')}`)
  const writer = await createSealedFile(file, keyNow, name, plain.length)
  await writer.add(plain)
  await writer.finish()
  return file
}
/** A part of a sealed file: 'none' where it is no sealed file, undefined where a piece does not open. */
async function part(file: string, name: string, from: number, to: number): Promise<Buffer | undefined | 'none'> {
  const opened = await openSealedFile(file, keyNow, name)
  return opened ? opened.read(from, to).finally(opened.close) : 'none'
}

it('SE-56 any range of a sealed file is that range of the plain one (property, seed printed by fast-check on failure)', async () => {
  for (const size of [0, 1, pieceBytes - 1, pieceBytes, pieceBytes + 1, 3 * pieceBytes + 777]) {
    const plain = randomBytes(size)
    const file = await sealed(plain)
    await fc.assert(
      fc.asyncProperty(fc.nat(size + 10), fc.nat(size + 10), async (from, to) =>
        plain.subarray(from, Math.max(from, to)).equals((await part(file, 'a', from, to)) as Buffer),
      ),
      { numRuns: 40 },
    )
  }
})

it('SE-56 a changed, shortened, lengthened, renamed or rearranged file gives nothing wrong', async () => {
  const plain = randomBytes(2 * pieceBytes + 100)
  const file = await sealed(plain)
  const whole = await fs.readFile(file)
  const after = async (bytes: Buffer, from = 0, to = plain.length) => {
    await fs.writeFile(file, bytes)
    return part(file, 'a', from, to)
  }
  for (const at of [0, 5, 9, 15, 16, 40, headBytes + pieceBytes + 30, whole.length - 1]) {
    const turned = Buffer.from(whole)
    turned[at] = (turned[at] ?? 0) ^ 1
    const read = await after(turned)
    expect(read === undefined || read === 'none', `byte ${at}`).toBe(true)
  }
  expect(await after(whole.subarray(0, whole.length - 1))).toBe('none')
  expect(await after(Buffer.concat([whole, Buffer.alloc(1)]))).toBe('none')
  expect(await after(Buffer.alloc(3))).toBe('none')
  // pieces exchanged: each opens in its own place only
  const step = pieceBytes + 28
  const [one, two] = [whole.subarray(headBytes, headBytes + step), whole.subarray(headBytes + step, headBytes + 2 * step)]
  const exchanged = Buffer.concat([whole.subarray(0, headBytes), two, one, whole.subarray(headBytes + 2 * step)])
  expect(await after(exchanged)).toBeUndefined()
  // what is whole of a damaged file can still be read
  const second = Buffer.from(whole)
  second[headBytes + step + 50] = (second[headBytes + step + 50] ?? 0) ^ 1
  expect(((await after(second, 0, pieceBytes)) as Buffer).equals(plain.subarray(0, pieceBytes))).toBe(true)
  expect(await after(second, pieceBytes - 1, pieceBytes + 1)).toBeUndefined()
  await fs.writeFile(file, whole)
  expect(await part(file, 'b', 0, 10)).toBeUndefined()
  await expect(openSealedFile(path.join(folder, 'nothing'), keyNow, 'a')).rejects.toMatchObject({ code: 'ENOENT' })
})

it('SY-150 SY-151 a file left half goes on where it was whole, whatever the pieces it came in (property, seed printed by fast-check)', async () => {
  const plain = randomBytes(2 * pieceBytes + 4321)
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.nat(plain.length), fc.nat(70_000), fc.integer({ min: 1, max: 90_000 }), async (till, torn, step) => {
      const file = path.join(folder, `half-${run++}`)
      const first = await createSealedFile(file, keyNow, 'a', plain.length)
      for (let at = 0; at < till; at += step) await first.add(plain.subarray(at, Math.min(till, at + step)))
      await first.close()
      // a kill in the middle of a write: the end of it is not there
      const { size } = await fs.stat(file)
      await fs.truncate(file, Math.max(headBytes, size - torn))
      const found: Buffer[] = []
      const again = await resumeSealedFile(file, keyNow, 'a', (piece) => void found.push(piece))
      if (!again) return false
      if (!Buffer.concat(found).equals(plain.subarray(0, again.at()))) return false
      for (let at = again.at(); at < plain.length; at += step) await again.add(plain.subarray(at, at + step))
      await again.finish()
      return plain.equals((await part(file, 'a', 0, plain.length)) as Buffer)
    }),
    { numRuns: 60 },
  )
})

it('SY-151 what is no half file of that name is not gone on with; more or fewer bytes than promised are refused', async () => {
  const file = path.join(folder, 'other')
  expect(await resumeSealedFile(file, keyNow, 'a', () => undefined)).toBeUndefined()
  await fs.writeFile(file, 'something else, and longer than a head')
  expect(await resumeSealedFile(file, keyNow, 'a', () => undefined)).toBeUndefined()
  const writer = await createSealedFile(file, keyNow, 'b', 10)
  await expect(writer.add(Buffer.alloc(11))).rejects.toThrow(RangeError)
  await expect(writer.finish()).rejects.toThrow(RangeError)
  // sealed under another name: nothing of it is taken over
  const own = await createSealedFile(file, keyNow, 'b', pieceBytes + 1)
  await own.add(Buffer.alloc(pieceBytes))
  await own.close()
  const stolen = await resumeSealedFile(file, keyNow, 'a', () => undefined)
  expect(stolen?.at()).toBe(0)
  await stolen?.close()
})
