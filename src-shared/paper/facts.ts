import { dateOf } from '../calendar/working-days.ts'
import { upwardTypes } from '../document/doc-types.ts'
import type { DocumentHeader } from '../document/header.ts'
import type { DocumentState } from '../workflow/document-state.ts'
import { numberText } from '../workflow/issue/part.ts'
import { formOf, type PaperFacts } from './model.ts'

/** 印发日期 as 版记 has it (GB/T 9704 §7.4.3): 2026年3月5日, no leading zeros. */
function dayInWords(on: string): string {
  const [year, month, day] = on.split('-')
  return `${year}年${Number(month)}月${Number(day)}日`
}

/** 署名 of several organs, one a line or parted by spaces or 、 (联合行文, §7.2.4), the lead first. */
const organsIn = (issuer: string): string[] => issuer.split(/[\s\u3000、]+/).filter((one) => one !== '')

/**
 * What stands on paper beside the text, as far as a document's life has come (PP-42). 发文字号 stands there once it was given, 份号
 * is none yet: its room stays free. Without a seal goes what lawfully has none (WF-36). 签发人 stand on upward documents only (§7.2.6): who signed, before that who is to.
 * 印发 is told once the document is signed; its day is that of 编号, when it went to print. Pure.
 */
export function factsOf(state: DocumentState, header: DocumentHeader): PaperFacts {
  const upward = upwardTypes.includes(header.docType)
  const signer = state.signed?.by ?? state.assignees['sign']
  const organs = organsIn(header.issuer)
  const printed = state.issue?.number && dateOf(state.issue.number.at)
  return {
    form: formOf(header.docType),
    serial: null,
    secrecy: header.secrecy,
    urgency: header.urgency,
    organs: organs.length > 0 ? organs : [state.unitName],
    number: state.issue?.number ? numberText(state.issue.number) : null,
    signers: upward && signer ? [signer.name] : [],
    upward,
    sealing: header.docType === '纪要' || state.issue?.waived ? 'none' : 'seal',
    printedBy: state.signed ? state.unitName : null,
    printedOn: state.signed ? dayInWords(printed ?? state.signed.signedOn) : null,
  }
}
