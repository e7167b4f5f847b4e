import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { headerOf } from '../../../src-shared/document/header.ts'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { documentId } from '../../../src-shared/ids.ts'
import type { BodyResponse } from '../../../src-shared/sync/protocol.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { personOf, smallCounty } from '../../support/small-county.ts'

let ids = 0
export const newId = (): string => `0190a000-0000-7000-8000-${(++ids).toString(16).padStart(12, '0')}`
const sm3 = (n: number): string => n.toString(16).padStart(64, '0')
const paragraph =
  '各村民委员会要切实提高认识，加强组织领导，明确责任分工，把各项任务落到实处，并于本月底前将办理情况报镇党政办公室。'

export type Sample = { state: DocumentState; body: BodyResponse }

/** Documents of 王芳 over two years, the oldest first: every `ownEvery`th is a draft of hers, the others wait for somebody else. */
export function documents(count: number, ownEvery: number): Sample[] {
  const route = smallCounty.routes[0]
  if (!route) throw new Error('no route')
  return Array.from({ length: count }, (_, n) => {
    const id = documentId.parse(newId())
    const doc = makeDocument(
      { elements: { title: `关于第${n}号工作的通知`, mainTo: '各村民委员会' }, paragraphs: [paragraph, paragraph, paragraph] },
      newId,
    )
    const at = Date.now() - (count - n) * Math.floor((730 * 86_400_000) / count)
    const own = n % ownEvery === 0
    const task = { id, step: 'draft', assignee: personOf('wang'), arrivedAt: at, openedAt: at, doneAt: null, result: null }
    const state = {
      id,
      rev: 1,
      state: own ? 'F0' : 'F1',
      unitId: 'liuhe',
      unitName: '柳河镇人民政府',
      drafter: personOf('wang'),
      header: headerOf(doc),
      route,
      assignees: {},
      step: own ? 'draft' : (route.steps[1]?.id ?? 'review'),
      tasks: own
        ? [task]
        : [
            { ...task, doneAt: at, result: 'submitted' },
            { ...task, id: newId(), step: route.steps[1]?.id ?? 'review', assignee: personOf('li') },
          ],
      opinions: [],
      decisions: [],
      threads: [],
      inks: [],
      lease: null,
      codrafters: [],
      leasesBroken: [],
      branches: [],
      attachments: [],
      tracked: !own,
      bodyVersion: 1,
      bodySm3: sm3(n),
      signed: null,
      clean: null,
      createdAt: at,
      updatedAt: at,
    } as unknown as DocumentState
    return { state, body: { doc: id, version: 1, sm3: sm3(n), body: bodyJson(doc) } }
  })
}
