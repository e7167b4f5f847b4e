import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { canonicalJson } from '../../src-shared/document/canonical.ts'

const CHUNK = 1 << 20

/** Writes one canonical JSON object to a file member by member, so that it need not fit in memory; gives its SM3. */
export class CanonicalFile {
  private readonly hash = createHash('sm3')
  private readonly handle: FileHandle
  private waiting = ''
  private last = ''

  private constructor(handle: FileHandle) {
    this.handle = handle
  }

  /** Refuses to write over a file. */
  static async create(path: string): Promise<CanonicalFile> {
    const file = new CanonicalFile(await open(path, 'wx'))
    file.waiting = '{"bundle":'
    return file
  }

  /** A member whose value is at hand. Members come in the order of their names. */
  async member(name: string, value: unknown): Promise<void> {
    await this.key(name)
    await this.put(canonicalJson(value))
  }

  /** A member that is a list too long to hold. */
  async list(name: string, rows: AsyncIterable<unknown>): Promise<void> {
    await this.key(name)
    let comma = '['
    for await (const row of rows) {
      await this.put(comma + canonicalJson(row))
      comma = ','
    }
    await this.put(comma === '[' ? '[]' : ']')
  }

  /** Ends the object and seals it: its SM3 stands beside it. */
  async seal(): Promise<string> {
    await this.put(this.last === '' ? '{}' : '}')
    const sm3 = this.hash.digest('hex')
    this.waiting += `,"sm3":"${sm3}"}\n`
    await this.flush()
    await this.handle.sync()
    await this.close()
    return sm3
  }

  close(): Promise<void> {
    return this.handle.close()
  }

  private async key(name: string): Promise<void> {
    if (name <= this.last) throw new Error(`${name} comes after ${this.last}`)
    await this.put(`${this.last === '' ? '{' : ','}${JSON.stringify(name)}:`)
    this.last = name
  }

  private async put(text: string): Promise<void> {
    this.hash.update(text)
    this.waiting += text
    if (this.waiting.length >= CHUNK) await this.flush()
  }

  private async flush(): Promise<void> {
    await this.handle.appendFile(this.waiting)
    this.waiting = ''
  }
}
