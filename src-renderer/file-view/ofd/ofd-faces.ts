import type { OfdDocument, OfdFont, OfdText } from './ofd-document.ts'

/** Families for the canvas by font id; `words`: what was replaced, for the person. */
export type OfdFaces = {
  /** CSS font of 100 px for a text object */
  cssOf: (text: Pick<OfdText, 'font' | 'weight' | 'italic'>) => string
  words: readonly string[]
  drop: () => void
}

/** Stand-ins where a file relies on the system's fonts: GB/T 9704 names four faces, and each office has others of them. */
const standIns: readonly (readonly [RegExp, string])[] = [
  [/仿宋|fang ?song/i, "'FangSong', '仿宋', 'STFangsong', 'Liuhen FangSong', 'Noto Serif CJK SC', serif"],
  [/楷|kai/i, "'KaiTi', '楷体', 'STKaiti', 'Liuhen KaiTi', 'Noto Serif CJK SC', serif"],
  [/小标宋|biaosong/i, "'方正小标宋简体', 'FZXiaoBiaoSong-B05S', 'Liuhen XiaoBiaoSong', 'Noto Serif CJK SC', serif"],
  [/黑|hei|sans|arial|helvetica/i, "'SimHei', '黑体', 'STHeiti', 'Liuhen HeiTi', 'Noto Sans CJK SC', sans-serif"],
  [/courier|mono/i, "'Courier New', 'Noto Sans Mono CJK SC', monospace"],
]
const usual = "'SimSun', '宋体', 'STSong', 'Liuhen SongTi', 'Noto Serif CJK SC', serif"

/** The system's families for a font that is not in the file; its own name first, in case this machine has it. */
export function standInFor(font: Pick<OfdFont, 'name' | 'family'>): string {
  const named = [font.name, font.family].filter((one) => one !== '').map((one) => JSON.stringify(one))
  const found = standIns.find(([pattern]) => pattern.test(`${font.name} ${font.family}`))?.[1] ?? usual
  return [...new Set(named), found].join(', ')
}

let opened = 0

/** Loads the fonts in the file from their bytes; one the browser does not take is replaced, and that is told. */
export async function loadFaces(ofd: Pick<OfdDocument, 'fonts'>): Promise<OfdFaces> {
  opened += 1
  const own = new Map<number, FontFace>()
  const words: string[] = []
  await Promise.all(
    [...ofd.fonts.values()].map(async (font) => {
      if (!font.bytes) {
        // a canvas draws with what is loaded: the bundled faces must be there before the first letter
        await document.fonts.load(`100px ${standInFor(font)}`, '文').catch(() => undefined)
        return
      }
      try {
        const face = new FontFace(`ofd-${opened}-${font.id}`, new Uint8Array(font.bytes).buffer)
        await face.load()
        document.fonts.add(face)
        own.set(font.id, face)
      } catch {
        words.push(`文件里的字体“${font.name}”不能用，用相近的字体代替`)
      }
    }),
  )
  return {
    words,
    cssOf: ({ font: id, weight, italic }) => {
      const font = id === null ? undefined : ofd.fonts.get(id)
      const face = id === null ? undefined : own.get(id)
      const isBold = weight >= 600 || (font?.bold === true && !face)
      // a face that is bold already must not be made bolder
      const bold = isBold && !(face && font?.bold) ? 'bold ' : ''
      const slanted = italic && !(face && font?.italic) ? 'italic ' : ''
      const families = [...(face ? [`'${face.family}'`] : []), font ? standInFor(font) : usual]
      return `${slanted}${bold}100px ${families.join(', ')}`
    },
    drop: () => {
      for (const face of own.values()) document.fonts.delete(face)
    },
  }
}
