import { numberText, type DocNumber } from '../../src-shared/workflow/issue/part.ts'
import type { Tx } from '../store/database.ts'
import type { Findings } from './findings.ts'
import type { Life } from './verify-events.ts'

/**
 * 发文字号 (SC-7): every number the events tell of stands in the book for this document, the one in force as 已用 and each lost one as
 * 作废, and the book knows none besides; a copy that was delivered has no number of its own. The book's key lets no number be twice.
 */
export async function verifyNumbers(tx: Tx, docId: string, { state }: Life, findings: Findings): Promise<void> {
  const rows = await tx.selectFrom('doc_number').selectAll().where('doc_id', '=', docId).execute()
  const wanted = new Map<string, 'used' | 'void'>()
  for (const one of state?.issue?.voided ?? []) wanted.set(numberText(one), 'void')
  if (state?.issue?.number) wanted.set(numberText(state.issue.number), 'used')
  for (const row of rows) {
    const name = numberText(row)
    if (wanted.get(name) !== row.status) findings.add('NUMBER', `号簿里 ${name} 的状态与公文所记的不符`)
    if (await isAhead(tx, row)) findings.add('NUMBER', `号簿还没有编到 ${name}，公文已经在用`)
    wanted.delete(name)
  }
  for (const name of wanted.keys()) findings.add('NUMBER', `公文的 ${name} 在号簿里没有登记给它`)
}

/** Whether a number is beyond what its book has given: then it would be given again. */
async function isAhead(tx: Tx, { prefix, year, seq }: DocNumber): Promise<boolean> {
  const book = await tx
    .selectFrom('number_book')
    .select('next')
    .where('prefix', '=', prefix)
    .where('year', '=', year)
    .executeTakeFirst()
  return (book?.next ?? 1) <= seq
}
