import path from 'node:path'
import { openFontFiles } from '../../../src-main/paper/font-files.ts'
import { faces } from '../../../src-shared/paper/faces.ts'

const files = openFontFiles(path.resolve(import.meta.dirname, '../../../src-renderer/paper/fonts'))

/** A real subset of a real face, the bundled one with the widest stock, whatever the family is called. */
export const realFaces = {
  subset: (_family: string, weight: number, text: string): Promise<Uint8Array> =>
    files.subsetFace(faces.kaiti.family, weight, text),
}
