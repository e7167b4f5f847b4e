import { unzipSync } from 'fflate'
import type { XmlElement } from '../../../src-shared/ofd/xml-tree.ts'
import type { OfdLimits } from './ofd-document.ts'
import { OfdEnd } from './read-trouble.ts'
import { parseXml } from './read-xml.ts'

/** Above this size a part's ratio is looked at; small ones may be as dense as they like. */
const ratioFrom = 1024 * 1024

/**
 * The parts of a package, found the way writers name them: absolute or relative, with backslashes, in other letters' case,
 * with names in GBK. Paths never leave the package; there is nothing outside it to reach.
 */
export class OfdPackage {
  readonly #parts = new Map<string, Uint8Array>()
  readonly #overdue: () => boolean

  /** errors: OfdEnd OFD-ZIP, OFD-BOMB, OFD-COUNT, OFD-TIME */
  constructor(bytes: Uint8Array, limits: OfdLimits) {
    this.#overdue = limits.overdue
    for (const [name, part] of Object.entries(unpacked(bytes, limits))) this.#parts.set(keyOf(nameOf(name)), part)
  }

  /** The path of a part that is there, as `folderOf` and `read` take it; undefined where none is. */
  find(from: string, loc: string): string | undefined {
    const name = loc.trim().replaceAll('\\', '/')
    if (name === '') return undefined
    const candidates = [joined(name.startsWith('/') ? '' : folderOf(from), name), joined('', name)]
    return candidates.map(keyOf).find((key) => this.#parts.has(key))
  }

  read(path: string): Uint8Array | undefined {
    return this.#parts.get(keyOf(path))
  }

  /** A part as XML; undefined where it is missing, damaged or refused. errors: OfdEnd OFD-TIME */
  xml(path: string): XmlElement | undefined {
    const bytes = this.read(path)
    const root = bytes && parseXml(bytes, this.#overdue)
    if (!root && this.#overdue()) throw new OfdEnd('OFD-TIME')
    return root
  }
}

export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

/** A path with `.` and `..` gone; `..` at the root stays there. */
export function joined(folder: string, name: string): string {
  const out: string[] = []
  for (const step of `${folder}/${name}`.split('/')) {
    if (step === '..') out.pop()
    else if (step !== '' && step !== '.') out.push(step)
  }
  return out.join('/')
}

const keyOf = (path: string): string => joined('', path.replaceAll('\\', '/')).toLowerCase()

/** fflate reads names without the UTF-8 flag as Latin-1: they are UTF-8 or GBK all the same. */
function nameOf(name: string): string {
  if (![...name].some((letter) => letter > '\u007f') || [...name].some((letter) => letter > '\u00ff')) return name
  const bytes = Uint8Array.from(name, (letter) => letter.charCodeAt(0))
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // the next one
    }
  }
  return name
}

function unpacked(bytes: Uint8Array, limits: OfdLimits): Record<string, Uint8Array> {
  const names: string[] = []
  let total = 0
  // sizes stand in the directory; fflate makes room for no more than is said there
  const allow = (file: { name: string; size: number; originalSize: number }): boolean => {
    if (limits.overdue()) throw new OfdEnd('OFD-TIME')
    total += file.originalSize
    if (total > limits.unpacked) throw new OfdEnd('OFD-BOMB')
    if (file.originalSize >= ratioFrom && file.originalSize > file.size * limits.ratio) throw new OfdEnd('OFD-BOMB')
    if (names.push(file.name) > limits.entries) throw new OfdEnd('OFD-COUNT')
    return false
  }
  try {
    unzipSync(bytes, { filter: allow })
  } catch (error) {
    if (error instanceof OfdEnd) throw error
    throw new OfdEnd('OFD-ZIP')
  }
  const whole = tried(() => unzipSync(bytes, { filter: () => !limits.overdue() }))
  if (limits.overdue()) throw new OfdEnd('OFD-TIME')
  if (whole) return whole
  return oneByOne(bytes, names, limits)
}

/** Where an entry is damaged, the others are still read; of so many only, for each costs a walk through the directory. */
function oneByOne(bytes: Uint8Array, names: readonly string[], limits: OfdLimits): Record<string, Uint8Array> {
  const out: Record<string, Uint8Array> = {}
  for (const name of names.slice(0, 500)) {
    if (limits.overdue()) throw new OfdEnd('OFD-TIME')
    Object.assign(
      out,
      tried(() => unzipSync(bytes, { filter: (file) => file.name === name })),
    )
  }
  if (Object.keys(out).length === 0) throw new OfdEnd('OFD-ZIP')
  return out
}

function tried<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
