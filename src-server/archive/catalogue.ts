import { dateOf } from '../../src-shared/calendar/working-days.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { datedOn } from '../../src-shared/workflow/issue/joint.ts'
import { numberText } from '../../src-shared/workflow/issue/part.ts'
import { writeCsv } from '../organisation/read-csv.ts'

const heads = ['档号', '责任者', '文号', '题名', '日期', '密级', '保管期限', '备注']
const retentionNames: Record<string, string> = { permanent: '永久', years30: '30年', years10: '10年' }

/** 归档文件目录 (DA/T 22-2015 附录): one line for one 件; the date as eight digits, 成文日期 where there is one. */
export function catalogueOf(doc: DocumentState): string {
  const { header, unitName, issue, incoming, createdAt } = doc
  const filed = issue?.archived ?? incoming?.archived
  const day = (incoming ? incoming.datedOn : datedOn(doc)) || dateOf(createdAt)
  const line = [
    filed?.fileNo ?? '',
    incoming ? incoming.fromUnit : header.issuer || unitName,
    incoming ? incoming.number : issue?.number ? numberText(issue.number) : '',
    header.title,
    day.replaceAll('-', ''),
    header.secrecy,
    retentionNames[filed?.retention ?? ''] ?? '',
    markOf(issue?.mark),
  ]
  return writeCsv([heads, line])
}

const markOf = (mark: NonNullable<DocumentState['issue']>['mark'] | undefined): string =>
  mark ? (mark.how === 'revoked' ? '已撤销' : `自${mark.from}起废止`) : ''
