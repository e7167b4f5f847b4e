import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { numberText } from '../../src-shared/workflow/issue/part.ts'
import type { Db } from '../../src-server/store/database.ts'

/* What holds of every 发文 and 收文 of a county, whatever was done in whatever order. Each check writes what it finds into `faults`. */

/** No number twice nor without signature, no copy without seal, every receipt with its copy, nothing filed with an open turn. */
export async function chaptersAreWhole(db: Db, docs: readonly DocumentState[], faults: string[]): Promise<void> {
  const byId = new Map<string, DocumentState>(docs.map((doc) => [doc.id, doc]))
  for (const doc of docs) {
    issued(doc, byId, faults)
    arrived(doc, byId, faults)
    const open = doc.tasks.filter((task) => task.doneAt === null)
    if (['F12', 'S9', 'XR', 'X1'].includes(doc.state) && open.some((task) => task.kind !== 'read'))
      faults.push(`${doc.state} ${doc.id} has an open turn: ${open.map((task) => `${task.step} ${task.kind ?? ''}`).join()}`)
    if (new Set(doc.tasks.map((task) => task.id)).size < doc.tasks.length) faults.push(`${doc.id} has one turn twice`)
  }
  await booked(db, docs, faults)
}

function issued(doc: DocumentState, byId: ReadonlyMap<string, DocumentState>, faults: string[]): void {
  const { issue } = doc
  if (!issue || doc.kind === 'incoming') return
  if (issue.number && !doc.signed) faults.push(`${numberText(issue.number)} stands on ${doc.id}, which nobody signed`)
  if (issue.receipts.length > 0 && !issue.sealed && !issue.waived) faults.push(`${doc.id} went out without a seal`)
  if (issue.receipts.length > 0 && !issue.number) faults.push(`${doc.id} went out without a number`)
  const scope = new Set(issue.scope.map(({ unitId }) => unitId))
  for (const { docId, unitId, status } of issue.receipts) {
    const copy = byId.get(docId)
    if (!scope.has(unitId)) faults.push(`${doc.id} went to ${unitId}, outside its scope`)
    if (copy?.unitId !== unitId || copy.incoming?.fromDocId !== doc.id)
      faults.push(`the copy of ${doc.id} for ${unitId} is not there`)
    else if (status !== standsAs(copy))
      faults.push(`the copy of ${doc.id} for ${unitId} is ${copy.state}, its receipt says ${status}`)
  }
}

/** What a receipt must say of a copy. */
function standsAs(copy: DocumentState): 'sent' | 'signed' | 'rejected' | 'recalled' {
  if (copy.state === 'S0') return 'sent'
  if (copy.state !== 'XR') return 'signed'
  return copy.incoming?.rejected ? 'rejected' : 'recalled'
}

function arrived(doc: DocumentState, byId: ReadonlyMap<string, DocumentState>, faults: string[]): void {
  const from = doc.incoming?.fromDocId
  if (!from) return
  const receipts = byId.get(from)?.issue?.receipts.filter((one) => one.docId === doc.id) ?? []
  if (receipts.length !== 1) faults.push(`the copy ${doc.id} has ${receipts.length} receipts at its sender`)
}

/** The book has every number once, for the document that bears or bore it. */
async function booked(db: Db, docs: readonly DocumentState[], faults: string[]): Promise<void> {
  const rows = await db.selectFrom('doc_number').selectAll().execute()
  const bears = docs.flatMap((doc) => (doc.issue?.number ? [{ text: numberText(doc.issue.number), id: doc.id }] : []))
  const lost = docs.flatMap((doc) => (doc.issue?.voided ?? []).map((one) => ({ text: numberText(one), id: doc.id })))
  const all = [...bears, ...lost].map((one) => one.text)
  if (new Set(all).size < all.length) faults.push(`a number was given twice: ${all.toSorted().join()}`)
  for (const { text, id } of bears)
    if (!rows.some((row) => numberText(row) === text && row.doc_id === id && row.status === 'used'))
      faults.push(`${text} of ${id} is not in the book`)
  for (const row of rows)
    if (row.status === 'used' && !bears.some((one) => one.text === numberText(row) && one.id === row.doc_id))
      faults.push(`${numberText(row)} is in the book for ${row.doc_id}, which does not bear it`)
}
