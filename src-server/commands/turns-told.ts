import { toldAtMost, type TurnTold } from '../../src-shared/turns/messages.ts'
import { turnsToldTo, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { registerText } from '../../src-shared/workflow/incoming/part.ts'
import { numberText } from '../../src-shared/workflow/issue/part.ts'
import { stepNameOf } from '../../src-shared/workflow/step-names.ts'
import type { Db } from '../store/database.ts'
import { isAdministrator, toldScope, type County } from '../store/directory.ts'
import { mayRead } from './authorise.ts'

/**
 * The late turns of others the clock told a person of, the latest first (WF-115). Of a document they may not read by the posts of
 * this moment nothing goes out but unit, number, step and whom to urge. None for who has no post any more, and for the 三员.
 */
export async function turnsTold(db: Db, county: County, userId: string): Promise<TurnTold[]> {
  const posts = county.postsOf(userId)
  if (posts.length === 0 || isAdministrator(posts)) return []
  const rows = await db
    .selectFrom('scope_entry as e')
    .innerJoin('doc as d', 'd.id', 'e.doc_id')
    .select('d.data')
    .where('e.scope', '=', toldScope(userId))
    .where('e.op', '=', 'U')
    .orderBy('e.v', 'desc')
    .limit(toldAtMost)
    .execute()
  const turns = rows.flatMap(({ data }) => toldIn(county, data, userId))
  return turns.toSorted((a, b) => b.at - a.at || (a.taskId < b.taskId ? -1 : 1)).slice(0, toldAtMost)
}

function toldIn(county: County, doc: DocumentState, userId: string): TurnTold[] {
  const title = mayRead(county, doc, userId) ? doc.header.title : null
  return turnsToldTo(doc, userId).flatMap((task) => {
    const told = task.escalated?.findLast((one) => one.to.some((to) => to.userId === userId))
    if (!told) return []
    const { level, at } = told
    const about = { docId: doc.id, unitName: doc.unitName, number: numberOf(doc), title }
    const turn = { taskId: task.id, stepName: stepNameOf(doc, task.step), holder: task.assignee, dueAt: task.dueAt ?? null }
    return [{ ...about, ...turn, level, at }]
  })
}

function numberOf(doc: DocumentState): string {
  const given = doc.issue?.number
  if (given) return numberText(given)
  const register = doc.incoming?.register
  return register ? registerText(register) : ''
}
