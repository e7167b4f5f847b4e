import { changeTo } from './corrections.ts'
import type { LiveBlock } from './live-blocks.ts'
import type { Finding, Rule } from './rules.ts'

const asks = '(?:批准|审批|批复|解决|安排|拨付|追加|同意|支持|帮助|减免|增加|调整)'
// a sentence that asks a superior for something
const requestSentence = new RegExp(
  `(?:恳请|请求|申请|特请|拟请|请)(?:县|市|省|上级|政府|贵|予以|给予|批准)?[^。；\\n]{0,28}?${asks}`,
)
// 报请、申请 … tell of a request made elsewhere
const askDecision = /(妥否|当否|可否|是否妥当)[，,]?\s*请|(?<![报申提呈])请(予)?(批示|批复|审批|审示)/
// in a 报告 only a plea of the writer's own counts, not what villagers or firms asked for
const ownPlea = /恳请|特请|(?<!(群众|村民|居民|企业|职工|当事人|代表|委员)[^，。；]{0,12})请求(县|市|省|上级)/

/** Sentences of a block with their offsets. */
function* sentences(block: LiveBlock): Generator<{ text: string; from: number; to: number }> {
  for (const match of block.text.matchAll(/[^。；！？\n]+[。；！？]?/g))
    yield { text: match[0], from: match.index, to: match.index + match[0].length }
}

/** a 请示 holds one matter (条例第十五条（四）). A guess, so only a warning. */
const oneMatter: Rule = ({ docType, element, text, body, found }) => {
  if (docType !== '请示') return []
  const title = element('title')
  const two = /(以及|并请|及其他)/.exec(title?.text ?? '')
  if (two && title) {
    return [
      found(
        'R-04',
        'W',
        '第十五条',
        '请示应当一文一事，标题里像是有两件事。如果是两件事，请分开写',
        title,
        two.index,
        two.index + two[0].length,
      ),
    ]
  }
  const requests = body.flatMap((block) =>
    [...sentences(block)]
      .filter((s) => /(恳请|请求|申请|特请|拟请)/.test(s.text) && requestSentence.test(s.text) && !askDecision.test(s.text))
      .map((s) => ({ block, ...s })),
  )
  const second = requests.find((r) => r.block !== requests[0]?.block)
  if (!second || text('title') === '') return []
  return [
    found(
      'R-04',
      'W',
      '第十五条',
      '请示应当一文一事，这里又提出一项请求。如果是另一件事，请另写一份',
      second.block,
      second.from,
      second.to,
    ),
  ]
}

// in these kinds a plea for a decision is out of place; 意见 may ask to be passed on (请批转), 函 may ask for approval
const neverAsks = new Set(['通知', '通报', '公告', '通告', '决定', '批复'])

/** a 报告 (or another kind that is no 请示) carries no request (条例第十五条（四）). */
const noHiddenRequest: Rule = ({ docType, body, found }) => {
  const report = docType === '报告'
  if (!report && !neverAsks.has(docType)) return []
  const findings: Finding[] = []
  for (const block of body) {
    for (const sentence of sentences(block)) {
      const asking =
        askDecision.test(sentence.text) || (report && ownPlea.test(sentence.text) && requestSentence.test(sentence.text))
      if (!asking || /“[^”]*(请批示|请批复|请审批)[^”]*”|《[^》]*》/.test(sentence.text)) continue
      const message = report
        ? '报告里不能夹带请示事项。请去掉这一句，需要批准的另写请示'
        : `${docType}里不能夹带请示事项，请看这一句是否应当另写请示`
      findings.push(found('R-05', report ? 'E' : 'W', '第十五条', message, block, sentence.from, sentence.to))
    }
  }
  return findings
}

/** How each 文种 customarily closes (domain.md §2.1). */
const closings: Record<string, RegExp> = {
  请示: /(妥否|当否|可否|是否妥当|以上请示)[^。]{0,8}请[^。]{0,6}(批示|批复|审批|审示|指示)|请(予)?(批示|批复|审批|指示)/,
  报告: /特此报告|以上报告[^。]{0,6}请[^。]{0,4}审(阅|议)|请(予)?审(阅|议|查)/,
  公告: /特此公告/,
  通告: /特此通告/,
  通知: /特此通知/,
  批复: /此复|特此批复/,
  函: /盼复|此复|函复|特此(致|函)[函复]?|请(予)?(函|研)复/,
  议案: /请[^。]{0,6}审议/,
}
const example: Record<string, string> = {
  请示: '妥否，请批示。',
  报告: '特此报告。',
  公告: '特此公告。',
  通告: '特此通告。',
  议案: '请审议。',
}

/** DR-11 and R-05: the closing words are those of the document's own 文种. */
const closing: Rule = ({ docType, body, found }) => {
  const last = body.findLast((b) => b.text.trim() !== '')
  if (!last || last.text.length > 400) return []
  const sentence = [...sentences(last)].at(-1)
  if (!sentence) return []
  const right = closings[docType]?.test(sentence.text) === true
  const other = Object.entries(closings).find(([type, pattern]) => type !== docType && pattern.test(sentence.text))?.[0]
  if (other !== undefined && !right && /特此|妥否|当否|此复/.test(sentence.text)) {
    // a 报告 that asks for a decision is already found by R-05 above
    if (docType === '报告' && other === '请示') return []
    const rule = docType === '请示' || docType === '报告' ? 'R-05' : 'DR-11'
    const own = example[docType]
    const advice = own === undefined ? '请改用本文种的结束语，或去掉' : `请改为“${own}”`
    return [
      found(
        rule,
        'W',
        '第八条',
        `“${sentence.text.trim()}”是${other}的结束语，这份是${docType}。${advice}`,
        last,
        sentence.from,
        sentence.to,
        own === undefined ? undefined : changeTo(last, sentence.from, sentence.to, own),
      ),
    ]
  }
  if (docType === '请示' && !right) {
    return [found('DR-11', 'W', '第八条', '请示的末尾要写明请求，如“妥否，请批示。”', last, sentence.from, sentence.to)]
  }
  if (!right && (docType === '公告' || docType === '通告' || docType === '议案' || docType === '报告')) {
    return [found('DR-11', 'I', '第八条', `${docType}一般以“${example[docType]}”结尾`, last, sentence.from, sentence.to)]
  }
  return []
}

const passedOn = /(转报|转呈|转请|呈转)/
const ownView =
  /(经(我|本)[^，。；]{0,6}(研究|审核|审查|核实|实地)|(我|本)(局|镇|乡|县|市|区|委|办|单位|机关|街道)[^，。；]{0,8}(认为|建议|意见)|倾向性意见|拟同意|建议(予以|同意|批准|按)|原则同意)/

/** a lower organ's 请示 goes up with the own view of who passes it on, never as it came (条例第十五条（三）). */
const withOwnView: Rule = ({ docType, element, body, found }) => {
  if (docType !== '请示' && docType !== '报告') return []
  const title = element('title')
  const place = [...(title ? [title] : []), ...body].find(
    (block) => passedOn.test(block.text) && /请示|来文|原文/.test(block.text),
  )
  if (!place || body.some((block) => ownView.test(block.text))) return []
  const at = passedOn.exec(place.text)
  const message = '转报下级机关的请示，要写明本机关的倾向性意见，不能原文转报'
  return [found('R-08', 'W', '第十五条', message, place, at?.index, at ? at.index + at[0].length : undefined)]
}

export const requestRules: readonly Rule[] = [oneMatter, noHiddenRequest, closing, withOwnView]
