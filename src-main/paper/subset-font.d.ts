/** subset-font 2 comes without types; what is used of it. */
declare module 'subset-font' {
  type Options = {
    targetFormat?: 'truetype' | 'woff2'
    keepAllGlyphs?: boolean
    noHinting?: boolean
    noLayoutClosure?: boolean
    preserveNameIds?: readonly number[]
  }
  export default function subsetFont(font: Buffer, text: string | undefined, options?: Options): Promise<Buffer>
}
