import { verifyAnchors, type AnchorCheck, type AnchorFinding } from '../store/anchors.ts'
import { verifyAuditChain, type AuditCheck } from '../store/audit.ts'
import type { Db } from '../store/database.ts'
import { onSnapshot } from './document-rows.ts'
import { seldom, type Progress } from './progress.ts'
import { verifyDocument } from './verify-document.ts'
import { verifyFiles } from './verify-files.ts'
import { verifyScopes } from './verify-scopes.ts'

/** What was found in the whole county. Lists are cut; `…Found` counts all. */
export type CountyReport = {
  ok: boolean
  at: number
  audit: AuditCheck
  documents: number
  /** documents with findings: id and what was found first */
  wrongDocuments: readonly { docId: string; words: string; found: number }[]
  wrongDocumentsFound: number
  files: number
  wrongFiles: readonly string[]
  wrongFilesFound: number
  anchors: AnchorCheck
  scopes: number
  wrongScopes: readonly string[]
}

const SHOWN = 100
const PAGE = 200

/** Proves everything there is: audit chains, every document from its first version, attachments, and what desks are told (SY-123). */
export async function verifyCounty(db: Db, dataDir: string, now: number, progress: Progress): Promise<CountyReport> {
  progress('核验审计链')
  const audit = await verifyAuditChain(db)
  const anchors = await verifyAnchors(db, dataDir)
  const { documents, wrong } = await verifyDocuments(db, now, audit.ok, progress)
  const { files, wrong: wrongFiles } = await verifyFiles(db, dataDir, progress)
  progress('核验同步范围')
  const { scopes, wrong: wrongScopes } = await onSnapshot(db, verifyScopes)
  return {
    ok: audit.ok && anchors.ok && wrong.length === 0 && wrongFiles.length === 0 && wrongScopes.length === 0,
    at: now,
    audit,
    anchors,
    documents,
    wrongDocuments: wrong.slice(0, SHOWN),
    wrongDocumentsFound: wrong.length,
    files,
    wrongFiles: wrongFiles.slice(0, SHOWN),
    wrongFilesFound: wrongFiles.length,
    scopes,
    wrongScopes,
  }
}

async function verifyDocuments(db: Db, now: number, chainsProved: boolean, progress: Progress) {
  const say = seldom(progress)
  const wrong: { docId: string; words: string; found: number }[] = []
  let documents = 0
  for (let last = '00000000-0000-0000-0000-000000000000'; ;) {
    const ids = await db.selectFrom('doc').select('id').where('id', '>', last).orderBy('id').limit(PAGE).execute()
    for (const { id } of ids) {
      const report = await verifyDocument(db, id, now, { chainsProved })
      documents++
      if (!report.ok) wrong.push({ docId: id, words: report.findings[0]?.words ?? '', found: report.found })
      say(`公文 ${documents} 件，不符 ${wrong.length} 件`)
    }
    last = ids.at(-1)?.id ?? last
    if (ids.length < PAGE) return { documents, wrong }
  }
}

const HOURS_8 = 8 * 3_600_000
const whys = { missing: '缺失', altered: '被改动过', head: '链头不符' } as const

const anchorWhys = {
  signature: '签名不对',
  key: '不是本服务器的签名密钥所签',
  line: '所记的审计行已不是当时那一行',
  gone: '文件里有，数据库里没有',
  file: '文件里的与数据库里的不同，或者没有',
} as const
const anchorWords = ({ day, why, chain, seq }: AnchorFinding): string =>
  `${day}：${anchorWhys[why]}${chain === undefined ? '' : `（${chain} 第 ${seq} 行）`}`

/** The page `verify` prints. */
export function countyPage(report: CountyReport): string {
  const { audit } = report
  const lines = (shown: readonly string[], found: number): string[] => [
    ...shown.map((line) => `  ${line}`),
    ...(found > shown.length ? [`  另有 ${found - shown.length} 处，未列出`] : []),
  ]
  return [
    '全县核验单',
    '',
    `核验时间：${new Date(report.at + HOURS_8).toISOString().slice(0, 19).replace('T', ' ')}（北京时间）`,
    `结论：${report.ok ? '相符' : '不符'}`,
    audit.ok ? `审计链：${audit.events} 行，相符` : `审计链：不符，${audit.chain} 第 ${audit.seq} 行${whys[audit.why]}`,
    `每日签名：${report.anchors.anchors} 天，${report.anchors.ok ? '相符' : '不符'}`,
    ...lines(report.anchors.findings.map(anchorWords), report.anchors.findings.length),
    `公文：${report.documents} 件，不符 ${report.wrongDocumentsFound} 件`,
    ...lines(
      report.wrongDocuments.map(({ docId, words, found }) => `${docId}：${words}（共 ${found} 处，详见 verify-document）`),
      report.wrongDocumentsFound,
    ),
    `附件：${report.files} 个，不符 ${report.wrongFilesFound} 个`,
    ...lines(report.wrongFiles, report.wrongFilesFound),
    `同步范围：${report.scopes} 个，不符 ${report.wrongScopes.length} 处`,
    ...lines(report.wrongScopes.slice(0, SHOWN), report.wrongScopes.length),
    '',
  ].join('\n')
}
