import { upwardTypes } from './doc-types.ts'
import type { LiveBlock } from './live-blocks.ts'
import type { Finding, Rule, RuleContext } from './rules.ts'
import { changeAll, textEdits, type Correction } from './corrections.ts'
import { above, isNamed, organsOf, writingOrgan, type Organ } from './rules-organs.ts'

/** a 请示 goes to exactly one superior organ; a 报告 as a rule too (条例第十五条（一）). */
const oneMainTo: Rule = ({ docType, element, found }) => {
  if (!upwardTypes.includes(docType)) return []
  const block = element('mainTo')
  const organs = organsOf(block)
  const request = docType === '请示'
  if (organs.length === 0) return request ? [found('R-02', 'E', '第十五条', '请示要写明一个主送机关', block)] : []
  if (organs.length === 1) return []
  const names = organs.map((o) => o.name).join('、')
  const message = request
    ? `请示只主送一个上级机关，现在写了${organs.length}个（${names}）。请只留一个，其他的需要时改为抄送`
    : `报告原则上主送一个上级机关，现在写了${organs.length}个（${names}）。其他的可以改为抄送`
  return [found('R-02', request ? 'E' : 'W', '第十五条', message, block, organs[1]?.from, organs.at(-1)?.to)]
}

// organs below a township, and ways to say "all below us", are lower for whoever writes upward
const alwaysLower =
  /(村|社区)(村民委员会|居民委员会|民委员会|村委会|居委会|委会|党支部|党总支)?$|村民小组$|^(各村|各社区|各站所|所属|下属|镇直|乡直)/

/** Whether a named organ stands below the one that writes: its section, or a unit whose parents lead to it. */
function isLower(name: string, context: RuleContext): boolean {
  if (alwaysLower.test(name)) return true
  const organ = writingOrgan(context)
  if (!organ) return false
  return (
    context.directory?.units.some((unit) => {
      if (!isNamed(unit, name)) return false
      for (let over = above(context, unit); over; over = above(context, over)) if (over === organ) return true
      return false
    }) === true
  )
}

/** An organ taken out of a list, with the mark that parts it from the one before it or behind it. */
function without(block: LiveBlock, organ: Organ): Correction {
  const before = /[、，,；;\s\u3000]+$/.exec(block.text.slice(0, organ.from))?.[0].length ?? 0
  const behind = /^[、，,；;\s\u3000]+/.exec(block.text.slice(organ.to))?.[0].length ?? 0
  const last = /^[。：:\s]*$/.test(block.text.slice(organ.to))
  const [from, to] = before > 0 ? [organ.from - before, organ.to] : [organ.from, organ.to + behind]
  // the only one goes with the full stop behind it
  const end = before === 0 && last ? block.text.length : to
  return changeAll(`去掉“${organ.name}”`, textEdits(block, from, end, ''))
}

/** what goes up is not copied down (条例第十五条（一）). */
const noCopyDown: Rule = ({ docType, element, context, found }) => {
  if (!upwardTypes.includes(docType)) return []
  const block = element('copyTo')
  return organsOf(block)
    .filter((organ) => isLower(organ.name, context))
    .map((organ) => {
      const message = `${docType}不抄送下级机关，请从抄送里去掉“${organ.name}”`
      return found('R-03', 'E', '第十五条', message, block, organ.from, organ.to, block && without(block, organ))
    })
}

const ownTitle = /(书记|省长|市长|县长|区长|镇长|乡长|局长|部长|厅长|处长|科长|主任|主席|院长|检察长|校长|会长|同志|先生|女士)$/
const signsAsPerson = /^(书记|市长|县长|区长|镇长|乡长|局长|部长|主任|主席)[\s\u3000]/

/** an organ does not write to a superior's leader, nor a leader in his own name to an organ (条例第十五条（五）). */
const notToPerson: Rule = ({ docType, element, text, found }) => {
  const level = upwardTypes.includes(docType) ? 'E' : 'W'
  const block = element('mainTo')
  const findings: Finding[] = organsOf(block)
    .filter((organ) => ownTitle.test(organ.name))
    .map((organ) =>
      found('R-07', level, '第十五条', `公文主送机关，不主送个人。请把“${organ.name}”改为机关名称`, block, organ.from, organ.to),
    )
  if (upwardTypes.includes(docType) && (signsAsPerson.test(text('issuer')) || ownTitle.test(text('issuer')))) {
    findings.push(found('R-07', 'E', '第十五条', `${docType}以机关名义报送，署名请写机关名称，不写负责人`, element('issuer')))
  }
  return findings
}

export const addressRules: readonly Rule[] = [oneMainTo, noCopyDown, notToPerson]
