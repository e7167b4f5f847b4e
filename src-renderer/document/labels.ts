import { t } from '../ui/text.ts'
import type { Looks } from './editor/looks.ts'

/** What the 要素 and the body are called on the page, and what to write there. */
export const labels: Looks['labels'] = {
  title: { label: t.title, hint: t.titleHint },
  mainTo: { label: t.mainTo, hint: t.mainToHint },
  attachmentNote: { label: t.attachmentNote, hint: t.attachmentNoteHint },
  issuer: { label: t.issuer, hint: t.issuerHint },
  issuedOn: { label: t.issuedOn, hint: t.issuedOnHint },
  remark: { label: t.remark, hint: t.remarkHint },
  copyTo: { label: t.copyTo, hint: t.copyToHint },
  body: { label: '', hint: t.bodyHint },
}
