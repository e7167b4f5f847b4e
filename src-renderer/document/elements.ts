import type { Node as PmNode } from 'prosemirror-model'
import { elementText, headerNode } from '../../src-shared/document/header.ts'
import { elementNames, headerCodes } from '../../src-shared/document/schema.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import type { Elements } from './ElementForm.tsx'

/** All 要素 of a body as plain text. */
export function elementsOf(doc: PmNode): Elements {
  const attrs = headerNode(doc).attrs
  return Object.fromEntries([
    ...headerCodes.map((name) => [name, String(attrs[name] ?? '')]),
    ...elementNames.map((name) => [name, elementText(doc, name)]),
  ]) as Elements
}

/** What the header knows of the 要素 before the body is open. */
export const elementsOfState = (state: DocumentState): Elements => ({
  attachmentNote: '',
  issuedOn: '',
  remark: '',
  approval: '',
  weight: '',
  concerned: '',
  otherSuperiors: '',
  ...state.header,
})

/** The organs of the address book by name, for fields that name some. */
export const organNames = (directory: Directory | undefined): readonly string[] =>
  (directory?.units ?? []).filter((unit) => !unit.inner).map((unit) => unit.name)
