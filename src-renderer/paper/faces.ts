import coverage from './fonts/coverage.json'
import { faceRoles, faces, rareFace, type FaceRole } from '../../src-shared/paper/faces.ts'
import { tfa } from '../ui/text-faces.ts'

/** What a page is set in: for a role, the maker's own family found on this machine, or null where the bundled face stands. */
export type FaceInUse = { role: FaceRole; own: string | null }

const probe = 'mmMWil10.,@'
const generics = ['monospace', 'serif'] as const

let pen: CanvasRenderingContext2D | null = null
function widthOf(family: string): number {
  pen ??= document.createElement('canvas').getContext('2d')
  if (!pen) return 0
  pen.font = `72px ${family}`
  return pen.measureText(probe).width
}

/**
 * Whether the system has a face of this family name. Measured by the same choice of faces CSS makes: western letters, for
 * which no two fallbacks agree with a GB face's half em; `document.fonts.check` answers true for any name, and a list of the
 * system's fonts would need a permission.
 */
export const isInstalled = (family: string): boolean =>
  generics.some((generic) => widthOf(`${JSON.stringify(family)}, ${generic}`) !== widthOf(generic))

/** For every role the face that stands on this machine (PP-25). Takes 5 ms, the first time up to 0.1 s: the system's list is read. */
export const facesInUse = (installed: (family: string) => boolean = isInstalled): readonly FaceInUse[] =>
  faceRoles.map((role) => ({ role, own: faces[role].commercial.find(installed) ?? null }))

/** The one note of what is replaced, or null where every maker's own face is here (PP-26). */
export function faceNote(inUse: readonly FaceInUse[]): string | null {
  const replaced = inUse.filter(({ own }) => own === null).map(({ role }) => faces[role])
  if (replaced.length === 0) return null
  return tfa.replaced(
    replaced.map((face) => face.wanted),
    replaced.map((face) => face.from),
  )
}

/**
 * Resolves when the bundled faces that stand in on this machine, and the one for 生僻字, are ready, so no page is measured,
 * shown or printed while letters are still to come. Never rejects: faces that cannot be loaded are left to the fallbacks and
 * named in the answer. `weights`: [400] where only what is most likely shown next is wanted.
 */
export async function facesReady(
  inUse: readonly FaceInUse[] = facesInUse(),
  weights: readonly number[] = [400, 700],
): Promise<readonly FaceRole[]> {
  const needed = faceRoles.filter((role) => role === rareFace || inUse.some((one) => one.role === role && one.own === null))
  const load = async (role: FaceRole): Promise<boolean> => {
    const loads = weights.map((weight) => document.fonts.load(`${weight} 16px '${faces[role].family}'`, '国'))
    return (await Promise.all(loads)).every((loaded) => loaded.length > 0)
  }
  const ready = await Promise.all(needed.map((role) => load(role).catch(() => false)))
  return needed.filter((_, i) => !ready[i])
}

const bits = new Map<string, Uint8Array>()
function pageOf(role: FaceRole, page: string): Uint8Array | undefined {
  const key = `${role} ${page}`
  const known = bits.get(key)
  if (known) return known
  const packed = (coverage as Readonly<Record<FaceRole, Readonly<Record<string, string>>>>)[role][page]
  if (packed === undefined) return undefined
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0))
  bits.set(key, bytes)
  return bytes
}

/** Whether the bundled face of a role has a glyph for a code point (PP-27). */
export function hasGlyph(role: FaceRole, point: number): boolean {
  const byte = pageOf(role, (point >> 8).toString(16))?.[(point & 0xff) >> 3] ?? 0
  return (byte & (1 << (point & 7))) !== 0
}

/** A character its bundled face lacks; `by`: the bundled face that stands in, or null where only the system may have it. */
export type MissingGlyph = { char: string; by: FaceRole | null }

// controls, line ends, variation selectors and joiners have no glyph of their own anywhere
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Variation_Selector}]/u

/** The 生僻字 of a text: each character once, in order, that the bundled face of `role` lacks, and what shows it (PP-27). */
export function missingGlyphs(text: string, role: FaceRole = 'fangsong'): readonly MissingGlyph[] {
  const lacking = [...new Set(text)].filter((char) => !unseen.test(char) && !hasGlyph(role, char.codePointAt(0) ?? 0))
  return lacking.map((char) => ({ char, by: hasGlyph(rareFace, char.codePointAt(0) ?? 0) ? rareFace : null }))
}

/** What is to be said of a text's 生僻字, a sentence each for those a bundled face shows and those none has; empty for none. */
export function missingNotes(missing: readonly MissingGlyph[]): readonly string[] {
  const rare = missing.filter(({ by }) => by !== null).map(({ char }) => char)
  const none = missing.filter(({ by }) => by === null).map(({ char }) => char)
  return [
    ...(rare.length > 0 ? [tfa.rare(rare.join(''), faces[rareFace].from)] : []),
    ...(none.length > 0 ? [tfa.missing(none.join(''))] : []),
  ]
}
