import fs from 'node:fs/promises'
import path from 'node:path'
import { faceRoles, faces } from '../../src-shared/paper/faces.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'

/**
 * The bundled faces as TrueType bytes, for OFD and for checks. `weight` is a CSS weight: 600 and more
 * asks for the bold, which is a file of its own where there is one, and the same bytes else, as in faces.css. Families are those of `faces` in src-shared/paper (`Liuhen FangSong` …): `PP-FACE-UNKNOWN`
 * for any other, a maker's own face among them (it is not ours to read; leave FontFile out). `PP-FACE-MISSING`: the client's
 * own file cannot be read.
 */
export type FontFiles = {
  /** the whole face as sfnt */
  faceBytes: (family: string, weight: number) => Promise<Uint8Array>
  /**
   * A TrueType font with the characters of `text` that the face has, and their advances; characters it lacks are left out
   * (`missingGlyphs` tells them before). Order and repetition do not matter: the same characters give the same bytes.
   */
  subsetFace: (family: string, weight: number, text: string) => Promise<Uint8Array>
}

/** Where the built page's faces lie beside the built main process, packaged or not (electron.vite.config.ts). */
export const builtFaces = (mainFolder: string): string => path.join(mainFolder, '../renderer/faces')

const fileOf = (family: string, weight: number): string => {
  const role = faceRoles.find((name) => faces[name].family === family)
  if (!role) throw new DeskError('PP-FACE-UNKNOWN', family)
  return weight >= 600 ? faces[role].bold : faces[role].file
}

/** Reads faces from `folder`: `builtFaces` in the client, src-renderer/paper/fonts in tests. A face is unpacked once. */
export function openFontFiles(folder: string): FontFiles {
  const unpacked = new Map<string, Promise<Buffer>>()

  const unpack = async (file: string): Promise<Buffer> => {
    const packed = await fs.readFile(path.join(folder, file)).catch((error: unknown) => {
      throw new DeskError('PP-FACE-MISSING', `${file} ${error instanceof Error ? error.name : ''}`)
    })
    // harfbuzz and the WOFF2 decoder are loaded at the first export, not at the start of the desk
    const { default: subsetFont } = await import('subset-font')
    return subsetFont(packed, undefined, { targetFormat: 'truetype', keepAllGlyphs: true, preserveNameIds: [4, 6, 13] })
  }
  const face = (file: string): Promise<Buffer> => {
    const known = unpacked.get(file)
    if (known) return known
    const bytes = unpack(file)
    unpacked.set(file, bytes)
    bytes.catch(() => unpacked.delete(file)) // a file that could not be read is tried again
    return bytes
  }

  return {
    faceBytes: async (family, weight) => new Uint8Array(await face(fileOf(family, weight))),
    subsetFace: async (family, weight, text) => {
      const whole = await face(fileOf(family, weight))
      const { default: subsetFont } = await import('subset-font')
      const characters = [...new Set(text)].toSorted().join('')
      return new Uint8Array(
        await subsetFont(whole, characters, { targetFormat: 'truetype', noHinting: true, preserveNameIds: [4, 6, 13] }),
      )
    },
  }
}
