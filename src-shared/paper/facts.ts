import { dateOf } from '../calendar/working-days.ts'
import { upwardTypes } from '../document/doc-types.ts'
import type { DocumentHeader } from '../document/header.ts'
import { formatOfficialDate } from '../document/official-date.ts'
import type { DocumentState } from '../workflow/document-state.ts'
import { datedOn, organsIn } from '../workflow/issue/joint.ts'
import { numberText } from '../workflow/issue/part.ts'
import { formOf, type PaperFacts } from './model.ts'

/**
 * What stands on paper beside the text, as far as a document's life has come (PP-42). 发文字号 stands there once it was given, 份号
 * is none yet: its room stays free. A 收文 stands there as its sender issued it (UI-79). Without a seal goes what lawfully has none (WF-36). 签发人 stand on upward documents only (§7.2.6): who signed, before that who is to.
 * 成文日期 and 印发 are told once the document is signed: the day of 签发, of a 联合行文 that of the last organ, which no drafter knows (PP-140; 纪要 end without one), and that of
 * 编号, when it went to print. Pure.
 */
export function factsOf(state: DocumentState, header: DocumentHeader): PaperFacts {
  const upward = upwardTypes.includes(header.docType)
  const signer = state.signed?.by ?? state.assignees['sign']
  const dated = datedOn(state)
  const along = (state.issue?.joint ?? []).flatMap((one) => (one.signed ? [one.signed.by.name] : []))
  const organs = organsIn(header.issuer)
  const printed = state.issue?.number && dateOf(state.issue.number.at)
  return {
    form: formOf(header.docType),
    serial: null,
    secrecy: header.secrecy,
    urgency: header.urgency,
    organs: organs.length > 0 ? organs : [state.incoming?.fromUnit || state.unitName],
    number: state.issue?.number ? numberText(state.issue.number) : state.incoming?.number || null,
    signers: upward && signer ? [signer.name, ...along] : [],
    upward,
    sealing: header.docType === '纪要' || state.issue?.waived ? 'none' : 'seal',
    datedOn: dated && header.docType !== '纪要' ? formatOfficialDate(dated) : null,
    printedBy: state.signed ? state.unitName : null,
    printedOn: dated ? formatOfficialDate(printed ?? dated) : null,
  }
}
