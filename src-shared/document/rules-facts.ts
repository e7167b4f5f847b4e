import { upwardTypes } from './doc-types.ts'
import type { Rule, RuleView } from './rules.ts'
import { changeAll, textEdits, type Correction } from './corrections.ts'
import {
  above,
  copiedTo,
  isDepartment,
  organsOf,
  rankOf,
  sameOrgan,
  saysApproved,
  writerName,
  writingOrgan,
} from './rules-organs.ts'

/*
 * Rules that need what the work on a document knows (RuleFacts) and its text does not tell. Silent without their fact.
 */

/**
 * 经……同意 before what the text sets out (现就……): the one usual place, named after the government above in the address book.
 * Nothing where the text has no such place or the government is not known.
 */
function agreedWords({ body, context }: RuleView): Correction | undefined {
  const government = above(context, writingOrgan(context))?.name
  const block = body.find((one) => /现(就|将|对|印发)/.test(one.text))
  if (!block || government === undefined || rankOf(government) === undefined) return undefined
  const at = block.text.search(/现(就|将|对|印发)/)
  const words = `经${government}同意，`
  return changeAll(`加上“${words}”`, textEdits(block, at, at, words))
}

/** what the government agreed to says so in its text (条例第十六条（二）). */
const saysSo: Rule = (view) => {
  const { facts, docType, element, found } = view
  if (!facts.approvedByGovernment || upwardTypes.includes(docType) || !isDepartment(writerName(view)) || saysApproved(view))
    return []
  const message = '这件事项已经政府同意，文中要写明，如“经县人民政府同意”'
  const where = view.body.find((block) => block.text.trim() !== '') ?? element('paragraph')
  return [found('R-11', 'W', '第十六条', message, where, 0, undefined, agreedWords(view))]
}

const outcomes = { disagree: '不同意', open: '还没有答复' } as const

/** nothing goes down while a department that has a say disagrees or has not answered (条例第十六条（四）). */
const agreed: Rule = ({ facts, docType, found }) => {
  if (upwardTypes.includes(docType)) return []
  return (facts.consultations ?? []).flatMap(({ unit, outcome }) => {
    if (outcome !== 'disagree' && outcome !== 'open') return []
    const message = `${unit}${outcomes[outcome]}。涉及多个部门职权的事项，协商一致前不得向下行文`
    return [found('R-12', 'E', '第十六条', message, 'header')]
  })
}

/** an organ under two superiors copies the other one (条例第十五条（六）、第十六条（五）). */
const bothSuperiors: Rule = ({ facts, context, element, found }) => {
  const named = [...organsOf(element('mainTo')), ...organsOf(element('copyTo'))].map((organ) => organ.name)
  return (facts.otherSuperiors ?? [])
    .filter((superior) => !named.some((name) => sameOrgan(context, name, superior)))
    .map((superior) =>
      found(
        'R-14',
        'I',
        '第十五条',
        `受双重领导的机关行文，必要时抄送另一个上级机关，请看是否抄送${superior}`,
        element('copyTo'),
        0,
        undefined,
        copiedTo(element('copyTo'), superior),
      ),
    )
}

/** whose field a document touches was asked (条例第十九条（六）). */
const asked: Rule = ({ facts, context, found }) =>
  (facts.concerned ?? [])
    .filter((unit) => !(facts.consultations ?? []).some((one) => sameOrgan(context, one.unit, unit)))
    .map((unit) => found('R-17', 'W', '第十九条', `内容涉及${unit}的职权，起草时要征求它的意见`, 'header'))

/** what is important or goes up is signed by the 主要负责人 (条例第二十二条). */
const principalSigns: Rule = ({ facts, docType, found }) => {
  if (!facts.signer || facts.signer.principal || !(facts.major === true || upwardTypes.includes(docType))) return []
  const what = upwardTypes.includes(docType) ? '上行文' : '重要公文'
  return [
    found('R-20', 'E', '第二十二条', `${what}由机关主要负责人签发，现在选的是${facts.signer.name}，请改选主要负责人`, 'header'),
  ]
}

/** a joint document is signed by every organ that issues it (条例第二十二条). */
const allSigned: Rule = ({ facts, found }) =>
  (facts.cosigners ?? [])
    .filter((one) => !one.signed)
    .map(({ unit }) => found('R-22', 'E', '第二十二条', `联合发文要由所有联署机关的负责人会签，${unit}还没有会签`, 'header'))

/** words changed after 签发 go back to who signed (条例第二十五条（一）). */
const signedAgain: Rule = ({ facts, found }) =>
  facts.changedSinceSigned ? [found('R-23', 'E', '第二十五条', '签发后正文有实质性修改，要退回原签批人复审', 'header')] : []

/** the document's own 发文字号, once there is one (GB/T 9704 7.2.5). */
const ownNumber: Rule = ({ facts, found }) =>
  facts.number === undefined || /^[\u4e00-\u9fff]+〔20\d\d〕[1-9]\d*号$/.test(facts.number)
    ? []
    : [
        found(
          'R-36',
          'E',
          'GB/T 9704 7.2.5',
          `发文字号“${facts.number}”不合格式：机关代字、六角括号里的全年份、不加0的序号`,
          'header',
        ),
      ]

export const factRules: readonly Rule[] = [
  saysSo,
  agreed,
  bothSuperiors,
  asked,
  principalSigns,
  allSigned,
  signedAgain,
  ownNumber,
]
