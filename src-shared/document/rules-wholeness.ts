import { changeTo } from './corrections.ts'
import { docTypeOfTitle, isDocType } from './doc-types.ts'
import { formatOfficialDate, parseOfficialDate } from './official-date.ts'
import type { Finding, Rule } from './rules.ts'
import { secrecyMark } from './secrecy-mark.ts'

/** the 文种 is one of the fifteen (条例第八条), and the title says the same. */
const docType: Rule = ({ docType: type, element, text, found }) => {
  if (!isDocType(type)) {
    const message = type === '' ? '还没有选文种，请从条例规定的15种里选一种' : `“${type}”不是条例规定的文种，请从15种里选一种`
    return [found('R-01', 'E', '第八条', message, 'header')]
  }
  const named = docTypeOfTitle(text('title'))
  if (named === '' || named === type) return []
  return [found('R-01', 'W', '第八条', `标题写的是“${named}”，文种选的是“${type}”，请改成一致`, element('title'))]
}

/** nothing secret is written in this system (条例第二十六条). */
const secrecy: Rule = ({ secrecy: code, all, found }) => {
  const advice = '本系统不得处理涉密公文，请立即停止起草，改到涉密设备上办理'
  const findings: Finding[] = code === '' ? [] : [found('R-31', 'E', '第二十六条', `密级标的是“${code}”。${advice}`, 'header')]
  for (const block of all) {
    const mark = secrecyMark(block.text)
    if (mark)
      findings.push(
        found('R-31', 'E', '第二十六条', `这里有密级标志“${mark.level}”。${advice}`, block, mark.index, mark.index + mark.length),
      )
  }
  return findings
}

// 公布性公文、会议公文 have no 主送 by nature
const withoutMainTo = new Set(['决议', '决定', '命令', '公报', '公告', '通告', '通报', '纪要'])

/** DR-10: what a document cannot go without (条例第九条): title, body, and where its kind has one the 主送 and the 署名. */
const whole: Rule = ({ docType: type, element, text, body, found }) => {
  const findings: Finding[] = []
  if (text('title') === '')
    findings.push(found('DR-10', 'E', '第九条', '还没有标题。标题由发文机关、事由和文种组成', element('title')))
  if (body.every((b) => b.text.trim() === '')) findings.push(found('DR-10', 'E', '第九条', '正文还是空的', body[0] ?? 'header'))
  // a 请示 without 主送 breaks R-02
  if (text('mainTo') === '' && !withoutMainTo.has(type) && type !== '请示') {
    findings.push(found('DR-10', 'W', '第九条', '还没有写主送机关', element('mainTo')))
  }
  if (text('issuer') === '' && type !== '纪要')
    findings.push(found('DR-10', 'W', '第九条', '还没有署发文机关的名称', element('issuer')))
  return findings
}

/** the title ends without punctuation, names its 文种 and is not too long (GB/T 9704 7.3.1). */
const title: Rule = ({ docType: type, element, text, found }) => {
  const block = element('title')
  const written = text('title').replace(/\s/g, '')
  if (!block || written === '') return []
  const findings: Finding[] = []
  const end = /[。．.，,；;：:、！!？?]+\s*$/.exec(block.text)
  if (end) {
    const message = `标题末尾不加标点，请去掉“${end[0].trim()}”`
    const mended = changeTo(block, end.index, block.text.length, '')
    findings.push(found('R-40', 'W', 'GB/T 9704 7.3.1', message, block, end.index, block.text.length, mended))
  }
  // customary titles without a 文种: the 答复 to a deputy, and an order named after the regulation it brings
  if (docTypeOfTitle(written) === '' && type !== '命令' && !(type === '函' && written.endsWith('答复'))) {
    findings.push(found('R-40', 'W', 'GB/T 9704 7.3.1', `标题里没有写文种，请在末尾写明“${type}”`, block))
  }
  if (written.length > 66) {
    findings.push(found('R-40', 'I', 'GB/T 9704 7.3.1', `标题有${written.length}个字，排出来超过三行，请看能否精简`, block))
  }
  return findings
}

/** A date as a hand writes it, as 'YYYY-MM-DD': 2026.7.4, 2026-07-04, 2026年07月04日 and Chinese numerals. */
function readDate(written: string): string | undefined {
  const parts = /^(\d{4})\s*[-—./／年]\s*(\d{1,2})\s*[-—./／月]\s*(\d{1,2})\s*日?$/.exec(written.trim())
  return parseOfficialDate(parts ? `${parts[1]}年${parts[2]}月${parts[3]}日` : written)
}

const chineseDay = /[〇○零Ｏ一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日/

/** 成文日期 in Arabic numerals, no leading zeros, a day that exists (GB/T 9704 7.3.5.4). Empty until signed. */
const issuedOn: Rule = ({ element, text, found }) => {
  const written = text('issuedOn')
  const block = element('issuedOn')
  if (written === '' || !block) return []
  const plain = /^\d{4}年[1-9]\d?月[1-9]\d?日$/.test(written)
  const day = readDate(written)
  // until 条例 and standard of 2012 a date in Chinese numerals was the right one
  if (day !== undefined && (plain || (chineseDay.test(written) && day < '2012-07-01'))) return []
  const message = plain
    ? `成文日期“${written}”不存在，请核对`
    : '成文日期用阿拉伯数字写全年、月、日，月和日前不加0，如2026年7月4日'
  const mended = day === undefined ? undefined : changeTo(block, 0, block.text.length, formatOfficialDate(day))
  return [found('R-37', 'E', 'GB/T 9704 7.3.5.4', message, block, 0, block.text.length, mended)]
}

const chineseDate = new RegExp(chineseDay, 'g')

/** a date in Chinese numerals in the body, as was written before 2012; older documents keep theirs. */
const datesInText: Rule = ({ body, text, found }) => {
  if ((readDate(text('issuedOn')) ?? '9999') < '2012-07-01') return []
  return body.flatMap((block) =>
    [...block.text.matchAll(chineseDate)].flatMap(({ index, 0: written }) => {
      const day = parseOfficialDate(written)
      if (day === undefined) return []
      const right = formatOfficialDate(day)
      const message = `日期用阿拉伯数字，“${written}”应写成“${right}”`
      const to = index + written.length
      return [found('R-37', 'W', 'GB/T 9704 7.3.5.4', message, block, index, to, changeTo(block, index, to, right))]
    }),
  )
}

// 机关代字, any bracket a hand might use, a year, any number
const numberLike = /[\u4e00-\u9fff]{1,8}\s*[〔[［(（【]\s*((?:19|20)?\d{2})\s*[〕\]］)）】]\s*(第?)\s*(\d{1,5})\s*号/g

/** a 发文字号 that stands in the text has 六角括号, the full year, no 第 and no leading zero (GB/T 9704 7.2.5). */
const numbers: Rule = ({ all, found }) => {
  const findings: Finding[] = []
  for (const block of all) {
    // the whole pattern is slow, and this runs while one types
    if (!/[〕\]］)）】]\s*第?\s*\d{1,5}\s*号/.test(block.text)) continue
    for (const match of block.text.matchAll(numberLike)) {
      if (/〔(19|20)\d\d〕[1-9]\d*号$/.test(match[0])) continue
      // words before the 机关代字 are no part of it
      const lead = /^.*(按照|根据|依据|参照|按|据)/.exec(match[0])?.[0].length ?? 0
      const [from, written] = [match.index + lead, match[0].slice(lead)]
      const right = written.replace(/\s/g, '').replace(/[〔[［(（【]\d+[〕\]］)）】].*$/, '')
      const year = match[1] ?? ''
      const whole = year.length === 4
      const wanted = `${right}〔${whole ? year : '四位年份'}〕${Number(match[3])}号`
      const message = `发文字号“${written}”应写成“${wanted}”：用六角括号，不写“第”，序号前不加0`
      const to = from + written.length
      // of a year in two figures only the writer knows the century
      const mended = whole ? changeTo(block, from, to, wanted) : undefined
      findings.push(found('R-36', 'W', 'GB/T 9704 7.2.5', message, block, from, to, mended))
    }
  }
  return findings
}

export const wholenessRules: readonly Rule[] = [docType, secrecy, whole, title, issuedOn, datesInText, numbers]
