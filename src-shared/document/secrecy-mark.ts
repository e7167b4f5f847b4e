/** A 密级 as it is printed on a document, such as 秘密★1年, wherever it stands in a text. */
export type SecrecyMark = { level: string; index: number; length: number }

/** The first mark of 密级 in a text. The words alone, as in 保守国家秘密法, are none. */
export function secrecyMark(text: string): SecrecyMark | undefined {
  const mark = /(绝密|机密|秘密)\s*[★☆*＊]/.exec(text)
  return mark ? { level: mark[1] ?? '', index: mark.index, length: mark[0].length } : undefined
}
