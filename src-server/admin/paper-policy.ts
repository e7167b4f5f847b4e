import { watermarkRules } from '../../src-shared/paper/policy.ts'
import { ServerError } from '../errors.ts'
import { ACCESS_CHAIN, appendAudit } from '../store/audit.ts'
import type { Db } from '../store/database.ts'

/**
 * Tells, or sets and writes into the audit log, what the county asks of paper that leaves a desk (SE-89); desks take it over
 * with their next sign-in. NO-RULE.
 */
export async function paperWatermark(db: Db, rule: string, now: number): Promise<{ watermark: string }> {
  if (rule === '') {
    const { paper_watermark: watermark } = await db.selectFrom('sync_meta').select('paper_watermark').executeTakeFirstOrThrow()
    return { watermark }
  }
  const watermark = watermarkRules.find((one) => one === rule)
  if (watermark === undefined) throw new ServerError('NO-RULE', `没有这项规定：${rule}；可用 ${watermarkRules.join('、')}`)
  return db.transaction().execute(async (tx) => {
    await tx.updateTable('sync_meta').set({ paper_watermark: watermark }).execute()
    await appendAudit(tx, { chain: ACCESS_CHAIN, at: now, actor: 'admin', kind: 'paper.watermark', detail: { watermark } })
    return { watermark }
  })
}
