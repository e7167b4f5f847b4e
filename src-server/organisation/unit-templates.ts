import { createHash } from 'node:crypto'
import { v7 } from 'uuid'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import { hasChanges } from '../../src-shared/document/header.ts'
import { secrecyMark } from '../../src-shared/document/secrecy-mark.ts'
import { verifySubmission } from '../../src-shared/revision/verify.ts'
import {
  fitsTemplate,
  keepsTemplates,
  organsOf,
  templateLimits,
  type KeepTemplate,
  type TemplatesResponse,
} from '../../src-shared/templates/messages.ts'
import { issuingUnit, type Directory } from '../../src-shared/workflow/directory.ts'
import { parseBody } from '../commands/bodies.ts'
import { HttpError } from '../errors.ts'
import { ACCESS_CHAIN, appendAudit } from '../store/audit.ts'
import type { Db } from '../store/database.ts'
import type { Who } from './apply-plan.ts'
import { readBase } from './read-organisation.ts'

/** The templates of the organs a person holds posts in, by name; none of them where the desk has exactly these (AD-73). */
export async function templatesFor(db: Db, directory: Directory, userId: string, known: string): Promise<TemplatesResponse> {
  const organs = organsOf(directory, userId)
  // a replaced one has another id, so the ids say whether anything is new
  const mine = db.selectFrom('unit_template').where('unit_id', '=', (eb) => eb.fn.any(eb.val(organs)))
  const ids = await mine.select('id').orderBy('id').execute()
  const tag = createHash('sha256')
    .update(JSON.stringify([organs.toSorted(), ids.map(({ id }) => id)]))
    .digest('base64url')
  if (tag === known) return { tag, templates: null }
  const rows = await mine.selectAll().orderBy('name').execute()
  const nameOf = (id: string): string => directory.posts.find((one) => one.userId === id)?.name ?? ''
  const templates = rows.map(({ id, unit_id, name, doc_type, body, kept_by, kept_at }) => {
    return { id, unitId: unit_id, name, docType: doc_type, body, by: nameOf(kept_by), at: kept_at }
  })
  return { tag, templates }
}

/**
 * Keeps a text as a template of an organ, in the place of the one of its name (AD-74). Errors: TP-NOT-YOURS, ORG-NO-ORGAN,
 * RV-SCHEMA, TP-LARGE, WF-SECRET (条例第二十六条), TP-MANY, TP-STALE where another one of that name was kept meanwhile.
 */
export async function keepTemplate(db: Db, directory: Directory, wanted: KeepTemplate, { actor, at }: Who): Promise<void> {
  const { unitId, name, before } = wanted
  if (issuingUnit(directory, unitId)?.id !== unitId) throw new HttpError(422, 'ORG-NO-ORGAN')
  if (!keepsTemplates(directory, unitId, actor)) throw new HttpError(403, 'TP-NOT-YOURS')
  const doc = parseBody(wanted.body)
  if (!doc || hasChanges(doc) || !verifySubmission({ base: doc, steps: [], author: actor, held: [], tracked: false }).ok)
    throw new HttpError(422, 'RV-SCHEMA')
  if (String(doc.firstChild?.attrs['secrecy']) !== '' || secrecyMark(`${name}\n${doc.textBetween(0, doc.content.size, '\n')}`))
    throw new HttpError(422, 'WF-SECRET')
  const text = bodyJson(doc)
  if (!fitsTemplate(text)) throw new HttpError(422, 'TP-LARGE')
  await db.transaction().execute(async (tx) => {
    // one at a time, as all that an administration changes
    await readBase(tx, true)
    const held = await tx.selectFrom('unit_template').select(['id', 'name']).where('unit_id', '=', unitId).execute()
    const former = held.find((one) => one.name === name)
    if ((former?.id ?? null) !== before) throw new HttpError(409, 'TP-STALE')
    if (!former && held.length >= templateLimits.most) throw new HttpError(422, 'TP-MANY')
    if (former) await tx.deleteFrom('unit_template').where('id', '=', former.id).execute()
    const id = v7()
    const docType = String(doc.firstChild?.attrs['docType'])
    await tx
      .insertInto('unit_template')
      .values({ id, unit_id: unitId, name, doc_type: docType, body: canonicalJson(text), kept_by: actor, kept_at: at })
      .execute()
    await appendAudit(tx, {
      chain: ACCESS_CHAIN,
      at,
      actor,
      kind: 'template.kept',
      detail: { unitId, id, former: former?.id ?? null },
    })
  })
}

/** Takes a template away (AD-74). Errors: TP-NOT-YOURS; TP-STALE where it is gone already. */
export async function removeTemplate(db: Db, directory: Directory, id: string, { actor, at }: Who): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await readBase(tx, true)
    const held = await tx.selectFrom('unit_template').select('unit_id').where('id', '=', id).executeTakeFirst()
    // of another organ's nobody learns whether it is there
    if (!held || !organsOf(directory, actor).includes(held.unit_id)) throw new HttpError(409, 'TP-STALE')
    if (!keepsTemplates(directory, held.unit_id, actor)) throw new HttpError(403, 'TP-NOT-YOURS')
    await tx.deleteFrom('unit_template').where('id', '=', id).execute()
    await appendAudit(tx, { chain: ACCESS_CHAIN, at, actor, kind: 'template.removed', detail: { unitId: held.unit_id, id } })
  })
}
