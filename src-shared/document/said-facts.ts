import type { Node as PmNode } from 'prosemirror-model'
import { headerNode } from './header.ts'
import type { RuleFacts } from './rules.ts'

/*
 * 依据与会签: what the writer says of the matter and no address book knows. Kept as codes of the header, so it is written offline,
 * tracked like any 要素 and the same at desk and server.
 */

/** 同意情况: who agreed before this was written; '' nobody was asked (条例第十五条（二）、第十六条（二）). */
export const approvals = ['', '已经本级政府同意', '已经本级党委、政府同意'] as const
/** 事项性质; '' leaves it to the wording (条例第十五条（二）、第十六条（一）、第二十二条). */
export const weights = ['', '重大事项', '一般事项'] as const

/** Organs said in one line, such as 县水利局、县应急局. */
export const saidOrgans = (line: string): string[] => line.split(/[\s\u3000、，,；;]+/).filter((one) => one !== '')

/** The facts a document says of itself; what is not said is left out. Pure. */
export function saidFacts(doc: PmNode): RuleFacts {
  const code = (name: 'approval' | 'weight' | 'concerned' | 'otherSuperiors'): string => String(headerNode(doc).attrs[name] ?? '')
  const [concerned, otherSuperiors] = [saidOrgans(code('concerned')), saidOrgans(code('otherSuperiors'))]
  return {
    ...(code('approval') === '' ? {} : { approvedByGovernment: true }),
    ...(code('weight') === '' ? {} : { major: code('weight') === '重大事项' }),
    ...(concerned.length > 0 ? { concerned } : {}),
    ...(otherSuperiors.length > 0 ? { otherSuperiors } : {}),
  }
}
