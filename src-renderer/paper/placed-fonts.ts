import { faceRoles, faces, rareFace, type FaceRole } from '../../src-shared/paper/faces.ts'
import type { PlacedFont } from '../../src-shared/paper/placed.ts'
import { hasGlyph, isInstalled } from './faces.ts'

/** The faces of a document, numbered as they come. */
export type Fonts = { of: (family: string, weight: number, char: string) => number; all: () => PlacedFont[] }

type Chosen = { family: string; file: string | null }

/**
 * Tells for each character the face it is drawn in, by the rule CSS follows: the first family of the list that has it. The
 * makers' own families, where installed, are taken to have everything; for the bundled ones it is known.
 */
export function makeFonts(): Fonts {
  const fonts: PlacedFont[] = []
  const byList = new Map<string, { own: Chosen | null; role: FaceRole }>()
  const roleOf = (list: string) => {
    const known = byList.get(list)
    if (known) return known
    const role = faceRoles.find(
      (one) => list.includes(faces[one].family) || faces[one].commercial.some((name) => list.includes(name)),
    )
    const found = role ?? 'fangsong'
    const installed = faces[found].commercial.find(isInstalled)
    const fresh = { role: found, own: installed === undefined ? null : { family: installed, file: null } }
    byList.set(list, fresh)
    return fresh
  }
  const choose = (list: string, char: string): Chosen => {
    const { own, role } = roleOf(list)
    if (own) return own
    const point = char.codePointAt(0) ?? 0
    const has = [role, rareFace].find((one) => hasGlyph(one, point))
    return has ? { family: faces[has].family, file: faces[has].file } : { family: 'serif', file: null }
  }
  return {
    of: (list, weight, char) => {
      const { family, file } = choose(list, char)
      const found = fonts.find((font) => font.family === family && font.weight === weight)
      if (found) return found.id
      fonts.push({ id: fonts.length, family, weight, file })
      return fonts.length - 1
    },
    all: () => fonts,
  }
}
