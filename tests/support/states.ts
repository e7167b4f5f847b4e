import { v7 } from 'uuid'
import type { DocumentState, Task } from '../../src-shared/workflow/document-state.ts'
import { personOf, smallCounty } from './small-county.ts'

const turns = [
  ['draft', 'wang', 'submitted'],
  ['review', 'li', 'approved'],
  ['check', 'zhao', 'approved'],
  ['cosign', 'zhou', 'approved'],
  ['sign', 'chen', 'signed'],
] as const

/** A document of 柳河镇 that was signed a moment ago, every turn done in its hour. */
export function signedState(): DocumentState {
  const id = v7() as DocumentState['id']
  const [route] = smallCounty.routes
  if (!route) throw new Error('no route')
  const hour = 3_600_000
  const tasks = turns.map(([step, user, result], i): Task => ({
    id: v7() as Task['id'],
    step,
    assignee: personOf(user),
    arrivedAt: i * hour,
    openedAt: i * hour,
    doneAt: (i + 1) * hour,
    result,
  }))
  const bodySm3 = 'a'.repeat(64)
  return {
    id,
    rev: 6,
    state: 'F6',
    unitId: 'liuhe',
    unitName: '柳河镇人民政府',
    drafter: personOf('wang'),
    header: {
      docType: '请示',
      urgency: '',
      secrecy: '',
      openness: '',
      title: '关于资金的请示',
      mainTo: '青禾县人民政府',
      copyTo: '',
      issuer: '柳河镇人民政府',
    },
    route,
    assignees: Object.fromEntries(turns.slice(1).map(([step, user]) => [step, personOf(user)])),
    step: 'sign',
    tasks,
    opinions: [],
    decisions: [],
    attachments: [],
    threads: [],
    inks: [],
    lease: null,
    codrafters: [],
    leasesBroken: [],
    branches: [],
    tracked: true,
    bodyVersion: 3,
    bodySm3,
    signed: { by: personOf('chen'), at: 5 * hour, signedOn: '2026-07-14', bodySm3, openChanges: [] },
    clean: null,
    createdAt: 0,
    updatedAt: 5 * hour,
  }
}
