import type { Finding, Rule } from './rules.ts'
import {
  above,
  copiedTo,
  isDepartment,
  isNamed,
  organsOf,
  rankOf,
  saysApproved,
  writerName,
  writingOrgan,
} from './rules-organs.ts'
import { upwardTypes } from './doc-types.ts'

/*
 * 行文规则 that text, 要素 and address book can tell: who may write to whom (条例第十四条至第十七条).
 */

/** no 越级行文; where it must be, the organ passed over is copied (条例第十四条). Needs the superior in the address book. */
const noLeap: Rule = ({ docType, context, element, found }) => {
  const superior = above(context, writingOrgan(context))
  const rank = rankOf(superior?.name ?? '')
  if (!upwardTypes.includes(docType) || !superior || rank === undefined) return []
  const block = element('mainTo')
  const copied = organsOf(element('copyTo')).some((organ) => isNamed(superior, organ.name))
  return organsOf(block)
    .filter((organ) => !isNamed(superior, organ.name) && (rankOf(organ.name) ?? rank) < rank)
    .map((organ) => {
      const message = copied
        ? `“${organ.name}”不是直接上级，属于越级行文。确属特殊情况才可以，已抄送${superior.name}，请说明理由`
        : `“${organ.name}”不是直接上级，一般不得越级行文。请主送${superior.name}，特殊情况必须越级的要抄送${superior.name}`
      return found('R-06', copied ? 'W' : 'E', '第十四条', message, block, organ.from, organ.to)
    })
}

/** a department asks the committee and the government of its level before it takes an important matter to a higher department (条例第十五条（二）). */
const askedAtHome: Rule = (view) => {
  const { docType, context, element, body, text, facts, found } = view
  if (!upwardTypes.includes(docType) || facts.approvedByGovernment || !isDepartment(writerName(view))) return []
  const major =
    facts.major ?? [text('title'), ...body.map((b) => b.text)].some((one) => /重大(事项|项目|问题|决策|突发|改革|灾害)/.test(one))
  if (!major || saysApproved(view)) return []
  const block = element('mainTo')
  const known = (name: string): boolean => context.directory?.units.some((unit) => isNamed(unit, name)) === true
  return organsOf(block)
    .filter(
      (organ) => isDepartment(organ.name) && !known(organ.name) && /^(国家|中共)|[省市州盟]|自治区|[厅部]$/.test(organ.name),
    )
    .slice(0, 1)
    .map((organ) => {
      const message =
        '向上级主管部门报送重大事项，要先经本级党委、政府同意或者授权。请在文中写明“经×××同意”，或先报本级党委、政府'
      return found('R-09', 'W', '第十五条', message, block, organ.from, organ.to)
    })
}

const lowerCommittee =
  /^(各.*|.*(镇|乡|街道))(人民政府|政府|党委|党工委|党委会|街道办事处|办事处)$|^各(县|区|市|乡|镇|街道|县区|区县|市县|乡镇)$/
const commands = new Set(['决定', '命令', '意见', '通知', '通报', '批复'])
const commanding = /务必|必须|责令|严格|切实|要求|确保|限期|不得|要(加强|落实|做好|认真|立即|按照|组织|抓好|高度重视)/

/**
 * no department but the office commands governments and committees below (条例第十六条（二）). A warning and no bar: whether
 * words command is a guess here.
 */
const noCommand: Rule = (view) => {
  const { docType, element, body, facts, found } = view
  if (!commands.has(docType) || !isDepartment(writerName(view)) || facts.approvedByGovernment || saysApproved(view)) return []
  const block = element('mainTo')
  const organ = organsOf(block).find((one) => lowerCommittee.test(one.name))
  if (!organ || !body.some((b) => commanding.test(b.text))) return []
  const message = `部门不得向下级党委、政府（${organ.name}）发指令性公文。请改由政府或办公室行文；经政府同意的，在文中写明“经×××人民政府同意”`
  return [found('R-10', 'W', '第十六条', message, block, organ.from, organ.to)]
}

/** an important document downward is copied to the direct superior (条例第十六条（一）). */
const copyUp: Rule = ({ docType, context, element, facts, found }) => {
  const superior = above(context, writingOrgan(context))
  const important = facts.major ?? (docType === '决定' || docType === '命令')
  if (!important || !superior || upwardTypes.includes(docType) || docType === '函' || docType === '议案') return []
  const block = element('copyTo')
  const named = [...organsOf(block), ...organsOf(element('mainTo'))].some((organ) => isNamed(superior, organ.name))
  if (named) return []
  return [
    found(
      'R-13',
      'I',
      '第十六条',
      `重要的下行文要同时抄送直接上级机关，请看是否抄送${superior.name}`,
      block,
      0,
      undefined,
      copiedTo(block, superior.name),
    ),
  ]
}

/** who issues together stands on one level (条例第十七条). */
const equals: Rule = ({ element, found }) => {
  const block = element('issuer')
  const ranked = organsOf(block).filter((organ) => rankOf(organ.name) !== undefined || isDepartment(organ.name))
  const first = ranked[0]
  const other = ranked.find((organ) => rankOf(organ.name) !== rankOf(first?.name ?? ''))
  if (!first || !other) return []
  const message = `“${first.name}”和“${other.name}”级别不同。联合行文限于同级机关，请改由一个机关行文，或请同级部门会签`
  return [found('R-15', 'W', '第十七条', message, block, other.from, other.to)]
}

const section = /(局|厅|部|委员会|委|人民政府|政府|中心)([\u4e00-\u9fff]{1,10}(科|股|处)|[\u4e00-\u9fff]{2,8}室)$/
const office = /办公(厅|室)$|(党政|政|委)办$/

/** a section inside a department issues nothing outward, its office apart (条例第十七条). */
const noSection: Rule = ({ docType, element, text, context, found }) => {
  const issuer = text('issuer')
  if (issuer === '' || office.test(issuer) || docType === '纪要') return []
  const organ = writingOrgan(context)
  const own = context.directory?.units.some(
    (unit) =>
      unit.inner &&
      (unit.shortName === issuer ||
        (unit.parentId === organ?.id && unit.name === issuer) ||
        `${above(context, unit)?.name ?? ''}${unit.name}` === issuer),
  )
  if (own !== true && !section.test(issuer)) return []
  const message = `“${issuer}”是内设机构，不得对外正式行文。署名请改为${organ?.name ?? '所在机关'}`
  const found16: Finding = found('R-16', 'E', '第十七条', message, element('issuer'))
  return [found16]
}

export const routeRules: readonly Rule[] = [noLeap, askedAtHome, noCommand, copyUp, equals, noSection]
