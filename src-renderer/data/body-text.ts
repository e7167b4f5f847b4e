import type { BodyJson } from '../../src-shared/document/body-json.ts'
import { readBodyJson } from '../../src-shared/document/read-body.ts'

/** All text of a body, a line per block, so a person can read and copy what was refused. */
export function textOfBody(body: BodyJson): string {
  const { doc } = readBodyJson(body)
  if (!doc) return JSON.stringify(body) // a body this version cannot read is still shown, never dropped
  return doc
    .textBetween(0, doc.content.size, '\n', '')
    .replaceAll(/\n{2,}/g, '\n')
    .trim()
}
