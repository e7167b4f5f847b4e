/*
 * PDF files written by hand, object by object, so that tests say exactly what is in them. Their Chinese is in a font that is
 * not in the file (STSong-Light with the table UniGB-UCS2-H), as old offices' programs write it.
 */

export type PdfPage = {
  /** lines of text, from the top */
  lines?: readonly string[]
  /** [left, bottom, right, top] in points */
  box?: readonly [number, number, number, number]
  rotate?: number
  /** dictionaries of annotations, as they stand in the file */
  annots?: readonly string[]
}
export type PdfOptions = {
  /** what the page tree claims instead of the truth */
  count?: number
  /** more entries of the catalogue */
  catalog?: string
  /** a font that is not embedded: its name and its table */
  font?: { name: string; encoding: string }
}

const hexOf = (text: string): string =>
  [...text].map((char) => (char.codePointAt(0) ?? 0x20).toString(16).padStart(4, '0')).join('')

/** The bytes of a PDF with these pages. `encode`: a line as hex for the font's table; UTF-16 for the usual one. */
export function pdfOf(
  pages: readonly PdfPage[],
  options: PdfOptions = {},
  encode: (text: string) => string = hexOf,
): Uint8Array<ArrayBuffer> {
  const { name, encoding } = options.font ?? { name: 'STSong-Light', encoding: 'UniGB-UCS2-H' }
  const kids = pages.map((_page, i) => `${10 + 2 * i} 0 R`).join(' ')
  const objects: [number, string][] = [
    [1, `<< /Type /Catalog /Pages 2 0 R ${options.catalog ?? ''} >>`],
    [2, `<< /Type /Pages /Count ${options.count ?? pages.length} /Kids [${kids}] >>`],
    [3, `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /${encoding} /DescendantFonts [4 0 R] >>`],
    [
      4,
      `<< /Type /Font /Subtype /CIDFontType0 /BaseFont /${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor 5 0 R >>`,
    ],
    [
      5,
      `<< /Type /FontDescriptor /FontName /${name} /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 752 /Descent -271 /CapHeight 737 /StemV 58 >>`,
    ],
  ]
  for (const [i, page] of pages.entries()) {
    const box = page.box ?? [0, 0, 595, 842]
    const lines = (page.lines ?? []).map((line, n) => `1 0 0 1 72 ${box[3] - 100 - 30 * n} Tm <${encode(line)}> Tj`)
    const content = `BT /F1 16 Tf ${lines.join('\n')} ET`
    const annots = page.annots ? `/Annots [${page.annots.join(' ')}]` : ''
    objects.push([
      10 + 2 * i,
      `<< /Type /Page /Parent 2 0 R /MediaBox [${box.join(' ')}] /Rotate ${page.rotate ?? 0} /Resources << /Font << /F1 3 0 R >> >> /Contents ${11 + 2 * i} 0 R ${annots} >>`,
    ])
    objects.push([11 + 2 * i, `<< /Length ${content.length} >>\nstream\n${content}\nendstream`])
  }
  let file = '%PDF-1.4\n'
  const offsets = new Map<number, number>()
  for (const [id, object] of objects) {
    offsets.set(id, file.length)
    file += `${id} 0 obj\n${object}\nendobj\n`
  }
  const start = file.length
  const last = Math.max(...offsets.keys())
  const rows = Array.from({ length: last + 1 }, (_value, id) => {
    const at = offsets.get(id)
    return at === undefined ? '0000000000 65535 f \n' : `${String(at).padStart(10, '0')} 00000 n \n`
  })
  file += `xref\n0 ${last + 1}\n${rows.join('')}trailer\n<< /Size ${last + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return new TextEncoder().encode(file)
}
