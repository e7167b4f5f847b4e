import { issuingUnit, type Directory } from '../../src-shared/workflow/directory.ts'
import { HttpError } from '../errors.ts'
import { ACCESS_CHAIN, appendAudit } from '../store/audit.ts'
import type { Db } from '../store/database.ts'
import { countUp, type Who } from './apply-plan.ts'
import { readBase } from './read-organisation.ts'

/**
 * Puts 常用语 of an organ in the place of those it had; the address book carries them to every desk (AD-60). An empty list
 * takes the organ's away. The words themselves are not audited, only how many. Errors: ORG-STALE, ORG-NO-ORGAN.
 */
export async function keepPhrases(
  db: Db,
  directory: Directory,
  wanted: { unitId: string; words: readonly string[]; before: readonly string[] },
  { actor, at }: Who,
): Promise<void> {
  const { unitId, words, before } = wanted
  if (issuingUnit(directory, unitId)?.id !== unitId) throw new HttpError(422, 'ORG-NO-ORGAN')
  await db.transaction().execute(async (tx) => {
    await readBase(tx, true)
    const held = await tx.selectFrom('phrase_list').select('phrases').where('unit_id', '=', unitId).executeTakeFirst()
    // two who write the same list: the second is told instead of undoing what the first did
    if (JSON.stringify(held?.phrases ?? []) !== JSON.stringify(before)) throw new HttpError(409, 'ORG-STALE')
    const row = { phrases: JSON.stringify(words), changed_by: actor, changed_at: at }
    if (words.length === 0) await tx.deleteFrom('phrase_list').where('unit_id', '=', unitId).execute()
    else
      await tx
        .insertInto('phrase_list')
        .values({ unit_id: unitId, ...row })
        .onConflict((on) => on.column('unit_id').doUpdateSet(row))
        .execute()
    await countUp(tx)
    await appendAudit(tx, { chain: ACCESS_CHAIN, at, actor, kind: 'phrases.changed', detail: { unitId, n: words.length } })
  })
}
