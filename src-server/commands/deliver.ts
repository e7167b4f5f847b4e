import { sql } from 'kysely'
import { schema } from '../../src-shared/document/schema.ts'
import type { DecideContext } from '../../src-shared/workflow/decide-context.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { followingId } from '../../src-shared/ids.ts'
import { arrivalOf } from '../../src-shared/workflow/incoming/arrive.ts'
import { incomingRoles } from '../../src-shared/workflow/incoming/roles.ts'
import type { IncomingPart } from '../../src-shared/workflow/incoming/part.ts'
import type { CarriedSeal } from '../../src-shared/workflow/issue/layout.ts'
import { datedOn } from '../../src-shared/workflow/issue/joint.ts'
import { numberText, type Receipt } from '../../src-shared/workflow/issue/part.ts'
import { holdersOf } from '../../src-shared/workflow/directory.ts'
import { opened } from '../../src-shared/workflow/turn.ts'
import { sm3 } from '../sm3.ts'
import type { Tx } from '../store/database.ts'
import { planOf, type BodyPlan } from './body-plan.ts'
import { readClean } from './clean-copies.ts'
import { derivedIds } from './derived-ids.ts'
import type { Effect } from './effects.ts'

/** The ids of the 收文 a command begins, by unit: the same whenever it is judged anew. */
export const copyIds = (cmdId: string, unitIds: readonly string[]): ReadonlyMap<string, string> =>
  new Map([...unitIds].toSorted().map((unitId) => [unitId, derivedIds(`${cmdId}:${unitId}`, sm3)()]))

/**
 * One 收文 for each copy, waiting to be signed for, with the text of the 清稿 as its first version, so that it is read offline,
 * and the same files. Undefined where the clean copy is not there. Whoever may read the copy may fetch its files, because who
 * attached them to the original had their bytes (SE-09).
 */
export async function deliver(
  tx: Tx,
  doc: DocumentState,
  receipts: readonly Receipt[],
  ctx: DecideContext,
): Promise<Effect[] | undefined> {
  const json = await readClean(tx, doc)
  if (!json || !doc.clean) return undefined
  const text = schema.nodeFromJSON(json)
  const known = { json, sm3: doc.clean.sm3 }
  const planned = planOf({ doc: text, known, version: 1, baseVersion: 0, steps: [], tracked: false, changeIds: [] })
  if (!planned.ok) return undefined
  await shareFiles(tx, doc, receipts, planned.plan)
  // its pictures are shared like its files: they are not the clerk's own
  const body = { ...planned.plan, pictures: [] }
  return receipts.map((receipt) => {
    const arrived = arrivedAt(doc, receipt, body, ctx)
    return { docId: receipt.docId, body, eventsOf: () => [{ type: 'Arrived', doc: arrived }] }
  })
}

async function shareFiles(tx: Tx, doc: DocumentState, receipts: readonly Receipt[], { pictures }: BodyPlan): Promise<void> {
  const { layout } = doc.issue ?? {}
  const bound = layout ? [layout.pdf.sm3, layout.ofd.sm3] : []
  const files = [...new Set([...doc.attachments.map((one) => one.sm3), ...pictures, ...bound])]
  if (files.length === 0) return
  await sql`insert into doc_blob (doc_id, sm3, added_by)
    select c, b.sm3, b.added_by from doc_blob b cross join unnest(${receipts.map(({ docId }) => docId)}::uuid[]) c
    where b.doc_id = ${doc.id}::uuid and b.sm3 = any(${files}::text[]) on conflict do nothing`.execute(tx)
}

/** The layout files a copy carries, and what its sender bound them to (WF-47). */
function layoutFor({ issue }: DocumentState, number: string): Pick<IncomingPart, 'layout' | 'bound'> {
  if (!issue?.layout) return { layout: [] }
  const { by: _by, at: _at, ...layout } = issue.layout
  const { sealed } = issue
  const seal = sealed?.how === 'electronic' ? carriedOf(sealed) : null
  return {
    layout: [
      { ...layout.pdf, name: `${number}.pdf`, mime: 'application/pdf' },
      { ...layout.ofd, name: `${number}.ofd`, mime: 'application/ofd' },
    ],
    bound: { layout, seal },
  }
}

/** Who pressed it stays with the sender. */
const carriedOf = ({ seal, publicKey, signature, along, at }: CarriedSeal): CarriedSeal => ({
  seal,
  publicKey,
  signature,
  at,
  ...(along && { along }),
})

/** A 收文 as it stands in front of the unit: everybody who takes documents in there may sign for it. */
function arrivedAt(doc: DocumentState, receipt: Receipt, body: BodyPlan, ctx: DecideContext): DocumentState {
  const { unitId, unitName, docId } = receipt
  const [first, ...pool] = holdersOf(ctx.directory, unitId, incomingRoles.receive)
  if (!first) throw new Error('a copy for a unit nobody takes documents in for')
  const number = doc.issue?.number ? numberText(doc.issue.number) : ''
  const turn = opened(followingId(docId), 'receive', first, ctx.now)
  return arrivalOf({
    docId,
    unit: { id: unitId, name: unitName },
    // not who sent it: what the other unit writes on its copy is none of the sender's business
    by: first,
    header: body.result.header,
    body: body.result,
    route: doc.route,
    attachments: doc.attachments,
    links: [{ docId: doc.id, as: 'original', title: doc.header.title, number }],
    incoming: {
      fromUnit: doc.unitName,
      number,
      fromDocId: doc.id,
      fromUnitId: doc.unitId,
      datedOn: datedOn(doc) ?? '',
      ...layoutFor(doc, number),
    },
    turn: pool.length > 0 ? { ...turn, pool } : turn,
    now: ctx.now,
  })
}
