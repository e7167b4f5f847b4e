import { dateOf } from '../calendar/working-days.ts'
import { upwardTypes } from '../document/doc-types.ts'
import type { DocumentHeader } from '../document/header.ts'
import { formatOfficialDate } from '../document/official-date.ts'
import type { DocumentState } from '../workflow/document-state.ts'
import { numberText } from '../workflow/issue/part.ts'
import { formOf, type PaperFacts } from './model.ts'

/** 署名 of several organs, one a line or parted by spaces or 、 (联合行文, §7.2.4), the lead first. */
const organsIn = (issuer: string): string[] => issuer.split(/[\s\u3000、]+/).filter((one) => one !== '')

/**
 * What stands on paper beside the text, as far as a document's life has come (PP-42). 发文字号 stands there once it was given, 份号
 * is none yet: its room stays free. A 收文 stands there as its sender issued it (UI-79). Without a seal goes what lawfully has none (WF-36). 签发人 stand on upward documents only (§7.2.6): who signed, before that who is to.
 * 成文日期 and 印发 are told once the document is signed: the day of 签发, which no drafter knows (PP-140; 纪要 end without one), and that of
 * 编号, when it went to print. Pure.
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
    organs: organs.length > 0 ? organs : [state.incoming?.fromUnit || state.unitName],
    number: state.issue?.number ? numberText(state.issue.number) : state.incoming?.number || null,
    signers: upward && signer ? [signer.name] : [],
    upward,
    sealing: header.docType === '纪要' || state.issue?.waived ? 'none' : 'seal',
    datedOn: state.signed && header.docType !== '纪要' ? formatOfficialDate(state.signed.signedOn) : null,
    printedBy: state.signed ? state.unitName : null,
    printedOn: state.signed ? formatOfficialDate(printed ?? state.signed.signedOn) : null,
  }
}
