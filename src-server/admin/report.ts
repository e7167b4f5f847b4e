import type { AttrValue } from '../../src-shared/document/schema.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import type { Change } from '../../src-shared/revision/types.ts'
import { verdicts, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DocumentReport, VersionRun } from './verify-document.ts'

const HOURS_8 = 8 * 3_600_000

/** A moment as a person in China reads it, to the second. */
const moment = (at: number): string => new Date(at + HOURS_8).toISOString().slice(0, 19).replace('T', ' ')

const placeNames: Readonly<Record<string, string>> = {
  header: '文件要素',
  title: '标题',
  mainTo: '主送机关',
  attachmentNote: '附件说明',
  issuer: '发文机关署名',
  issuedOn: '成文日期',
  remark: '附注',
  copyTo: '抄送机关',
  paragraph: '正文',
  table: '表格',
  tableRow: '表格行',
  tableCell: '单元格',
}
const attributeNames: Readonly<Record<string, string>> = {
  strong: '加粗',
  em: '倾斜',
  underline: '下划线',
  style: '段落样式',
  list: '列表',
  level: '层级',
  align: '对齐',
  docType: '文种',
  urgency: '紧急程度',
  secrecy: '密级',
  openness: '公开属性',
  colspan: '跨列',
  rowspan: '跨行',
  colwidth: '列宽',
}

const value = (of: AttrValue): string =>
  of === true ? '有' : of === false ? '无' : of === null || of === '' ? '未设' : String(of)
const quoted = (text: string): string => `「${text.replaceAll('\n', '↵')}」`

/** What a change does, in words, with its whole text. */
function deed({ kind, oldText, newText, attribute, places }: Change): string {
  const often = places > 1 ? `（共 ${places} 处）` : ''
  if (attribute && (kind === 'format' || kind === 'attribute'))
    return `${attributeNames[attribute.name] ?? attribute.name}由${value(attribute.old)}改为${value(attribute.new)}${often}`
  if (kind === 'move') return `移动${quoted(oldText || newText)}`
  if (kind === 'split') return '在此分段'
  if (kind === 'join') return '与上段合并'
  if (oldText !== '' && newText !== '') return `将${quoted(oldText)}改为${quoted(newText)}${often}`
  if (oldText !== '') return `删去${quoted(oldText)}${often}`
  if (newText !== '') return `增加${quoted(newText)}${often}`
  return kind === 'deleteBlock' || kind === 'delete' ? '删去空段落或表格' : '增加空段落或表格'
}

/** The page `verify-document` prints: what was found, version by version, who changed which words when, what was signed (RV-55). */
export function pageOf(report: DocumentReport): string {
  const { state, chain, audit } = report
  const parts = [
    '公文核验单',
    '',
    `文件：${state?.header.title ?? '（标题读不出来）'}`,
    `编号：${report.docId}`,
    `单位：${report.county} ${state?.unitName ?? ''}`,
    `核验时间：${moment(report.at)}（北京时间，下同）`,
    `结论：${report.ok ? '相符' : `不符，发现 ${report.found} 处问题`}`,
    `正文：共 ${chain.versions} 稿，逐稿重建并证明相符的 ${chain.proved} 稿`,
    `末稿校验值（SM3）：${state?.bodySm3 ?? '无'}`,
    `审计链：${audit.chain}，共 ${audit.all} 行，本件 ${audit.own} 行；链头第 ${audit.head?.seq ?? 0} 行 ${audit.head?.hash ?? '无'}`,
  ]
  if (report.loaded > 0) parts.push(`说明：第 ${span(1, report.loaded)} 稿随全县数据导入，导入以前的办理没有本系统的审计记录`)
  parts.push('', '一、逐稿', ...report.runs.map((run) => runLine(report, run)))
  parts.push('', '二、谁在何时改了哪些字', ...draftLines(report), ...changeLines(report))
  parts.push('', '三、意见、处理与签发', ...opinionLines(report))
  parts.push('', '四、核验发现', ...findingLines(report), '')
  return parts.join('\n')
}

const span = (from: number, to: number): string => (from === to ? String(from) : `${from}—${to}`)
const stepName = ({ state }: DocumentReport, id: string): string => state?.route.steps.find((step) => step.id === id)?.name ?? id

function runLine(report: DocumentReport, run: VersionRun): string {
  const many = run.to > run.from
  const notes = [
    run.tracked ? `留痕，新修订 ${run.changes} 处` : '不留痕',
    ...(run.merged > 0 ? [`其中 ${run.merged} 稿与他人修改合并`] : []),
    run.proofs === run.to - run.from + 1 ? '相符' : `相符的只有 ${run.proofs} 稿`,
  ]
  const when = many ? `${moment(run.at)} 至 ${moment(run.until)}` : moment(run.at)
  return `第 ${span(run.from, run.to)} 稿  ${report.nameOf(run.author)}（${stepName(report, run.step)}）  ${when}  ${notes.join('，')}  ${many ? '末稿 ' : ''}${run.sm3}`
}

function draftLines(report: DocumentReport): string[] {
  return report.drafting.all().flatMap((run) => {
    const who = `${moment(run.at)} 至 ${moment(run.until)} ${report.nameOf(run.author)}（报送前不留痕，第 ${run.from} 稿与第 ${run.to} 稿之差）`
    const lines = run.lines.map((line) => {
      const { old, new: now } = line
      if (old !== '' && now !== '') return `    将${quoted(old)}改为${quoted(now)}`
      return old === '' ? `    增加${quoted(now)}` : `    删去${quoted(old)}`
    })
    return [who, ...(lines.length > 0 ? lines : ['    文字没有变化'])]
  })
}

function changeLines(report: DocumentReport): string[] {
  const { chain, state } = report
  if (!chain.last) return ['正文无法重建，列不出修订。']
  const changes = listChanges(chain.last.doc, { whole: true })
  const decided = state ? verdicts(state) : new Map<string, 'accept' | 'reject'>()
  const lines = changes.map((change, i) => {
    const version = chain.cameWith.get(change.id)
    const who = `${report.nameOf(change.author)}（${stepName(report, change.step)}）`
    const fate = decided.get(change.id)
    const verdict = fate === undefined ? '未决' : fate === 'accept' ? '已接受' : '已拒绝'
    const where = placeNames[change.place] ?? change.place
    return `${i + 1}. ${moment(change.at)} ${who}${version === undefined ? '' : ` 第 ${version} 稿`}  ${where}：${deed(change)}  〔${verdict}〕`
  })
  const note = chain.last.version === state?.bodyVersion ? [] : [`（以下据能够重建的第 ${chain.last.version} 稿）`]
  return [...note, ...(lines.length > 0 ? lines : ['报送以后没有修订。'])]
}

const stances = { agree: '同意', disagree: '不同意', note: '报送', return: '退回', withdraw: '撤回' } as const

function opinionLines(report: DocumentReport): string[] {
  const { state } = report
  if (!state) return ['事件无法重演，列不出意见。']
  const lines = state.opinions.map(
    (one) =>
      `${moment(one.at)} ${one.by.name}（${stepName(report, one.step)}）${stances[one.stance]}：${one.text === '' ? '（无文字）' : one.text}  署 ${one.signedOn}  据 ${one.basisSm3}`,
  )
  for (const { by, at, verdict, changeIds } of state.decisions) {
    const word = verdict === 'accept' ? '接受' : verdict === 'reject' ? '拒绝' : '撤回对修订的意见'
    lines.push(`${moment(at)} ${by.name} ${word} ${changeIds.length} 处修订`)
  }
  const { signed } = state
  if (signed)
    lines.push(
      `${moment(signed.at)} ${signed.by.name} 签发，署 ${signed.signedOn}，所签文本 ${signed.bodySm3}，签发时未决修订 ${signed.openChanges.length} 处，视同接受`,
    )
  return [...(lines.length > 0 ? lines : ['尚未报送。']), ...branchLines(state.branches), ...cleanLines(state)]
}

/** What became of late edits: who wrote them, and who brought them in or put them aside. */
function branchLines(branches: DocumentState['branches']): string[] {
  return branches.map(({ at, by, baseVersion, code, settled }) => {
    const fate = !settled
      ? '还没有处理'
      : settled.how === 'putAside'
        ? `${moment(settled.at)} 由 ${settled.by.name} 搁置`
        : `${moment(settled.at)} 由 ${settled.by.name} 并入为第 ${settled.version} 稿，仍署 ${by.name}`
    return `${moment(at)} ${by.name} 据第 ${baseVersion} 稿的修改没有并入（${code}）：${fate}`
  })
}

const cleanLines = ({ clean }: DocumentState): string[] =>
  clean ? [`${moment(clean.at)} ${clean.by.name} 据第 ${clean.version} 稿生成清稿  ${clean.sm3}`] : []

function findingLines({ findings, found, ok }: DocumentReport): string[] {
  if (ok) return ['没有发现问题：各稿、修订、意见、签发与审计记录相互一致。']
  const lines = findings.map((one, i) => `${i + 1}. [${one.code}] ${one.words}${one.id ? `（${one.id}）` : ''}`)
  return found > findings.length ? [...lines, `……另有 ${found - findings.length} 处`] : lines
}
