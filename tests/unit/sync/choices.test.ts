import { describe, expect, it } from 'vitest'
import { v7 } from 'uuid'
import type { CommandId } from '../../../src-shared/ids.ts'
import { againOf, choicesOf, opinionOf, type Question } from '../../../src-shared/sync/choices.ts'
import type { Branch } from '../../../src-shared/workflow/branches.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { personOf, smallCounty } from '../../support/small-county.ts'
import { signedState } from '../../support/states.ts'

const today = '1970-01-01'
const over = signedState()

/** The document while it waits at a step: that turn open, the later ones not yet there. */
function waitingAt(step: string): DocumentState {
  const at = over.tasks.findIndex((task) => task.step === step)
  const tasks = over.tasks.slice(0, at + 1).map((task, i) => (i === at ? { ...task, doneAt: null, result: null } : task))
  const states = { review: 'F1', check: 'F3', cosign: 'F4', sign: 'F5' } as const
  return { ...over, state: states[step as keyof typeof states], step: step as DocumentState['step'], tasks, signed: null }
}

const cmdId = v7()
const question = (item: Partial<Question['item']>, doc: DocumentState | undefined, me: string): Question => ({
  item: { cmdId, code: 'WF-TASK-CLOSED', commandName: 'Approve', args: {}, hasText: false, ...item },
  doc,
  me,
  context: {
    actor: personOf(me),
    now: 1,
    authoredAt: 1,
    directory: smallCounty,
    device: v7(),
    commandId: v7(),
  },
})

const approval = (doc: DocumentState, more: object = {}) => ({
  docId: doc.id,
  taskId: doc.tasks.find((task) => task.step === 'check')?.id,
  text: '拟同意，请周镇长审签。',
  signedOn: today,
  basisSm3: doc.bodySm3,
  nextTaskId: v7(),
  ...more,
})

describe('choices of 需处理 (UI-11)', () => {
  it('C-03 C-04 an opinion whose turn is over can be put on record, once', () => {
    const doc = waitingAt('sign')
    const asked = question({ args: approval(doc) }, doc, 'zhao')
    expect(choicesOf(asked, today)).toEqual(['supplement', 'open', 'putAside'])
    expect(opinionOf(asked)).toMatchObject({ step: 'check', stance: 'agree', text: '拟同意，请周镇长审签。' })
    const [first] = over.tasks
    const late = {
      by: personOf('zhao'),
      step: 'check',
      stance: 'agree',
      text: '好',
      signedOn: today,
      basisSm3: doc.bodySm3,
    } as const
    const recorded = { ...doc, opinions: [{ ...late, authoredAt: 1, at: first?.arrivedAt ?? 0, late: cmdId as CommandId }] }
    expect(choicesOf(question({ args: approval(doc) }, recorded, 'zhao'), today)).toEqual(['open', 'putAside'])
  })

  it('an opinion without words, or of somebody who never had that turn, is not offered for the record', () => {
    const doc = waitingAt('sign')
    expect(choicesOf(question({ args: approval(doc, { text: ' ' }) }, doc, 'zhao'), today)).not.toContain('supplement')
    expect(choicesOf(question({ args: approval(doc) }, doc, 'chen'), today)).not.toContain('supplement')
  })

  it('C-15 a refused date: the same can be given again on the day it is now, while the turn and the text are the same', () => {
    const doc = waitingAt('check')
    const asked = question({ code: 'WF-DATE', args: approval(doc, { signedOn: '2031-01-01' }) }, doc, 'zhao')
    expect(choicesOf(asked, today)[0]).toBe('sendAgain')
    expect(againOf(asked, today)?.args).toMatchObject({ signedOn: today, text: '拟同意，请周镇长审签。' })
    const moved = { ...doc, bodySm3: 'b'.repeat(64) }
    expect(choicesOf(question({ code: 'WF-DATE', args: approval(doc) }, moved, 'zhao'), today)).toEqual(['open', 'putAside'])
  })

  it('C-02 a signature on an older text is given anew on what stands there now', () => {
    const doc = waitingAt('sign')
    const args = {
      docId: doc.id,
      taskId: doc.tasks.at(-1)?.id,
      text: '同意印发',
      signedOn: today,
      bodySm3: 'c'.repeat(64),
      openChanges: [],
    }
    // whether the text moved under the same turn, or the turn was taken back and given anew
    for (const code of ['WF-SIGN-STALE', 'WF-SIGN-OPEN', 'WF-TASK-CLOSED'])
      expect(choicesOf(question({ commandName: 'Sign', code, args }, doc, 'chen'), today)[0]).toBe('signAnew')
  })

  it('C-01 late edits that lie beside the document are brought in there, until they are settled', () => {
    const branch: Branch = {
      id: cmdId as Branch['id'],
      by: personOf('wang'),
      step: 'draft',
      baseVersion: 1,
      code: 'RV-STALE-BASE',
      at: 1,
      settled: null,
    }
    const doc = { ...waitingAt('check'), branches: [branch] }
    const item = { commandName: 'SubmitBody', code: 'WF-TASK-CLOSED', hasText: true }
    expect(choicesOf(question(item, doc, 'wang'), today)).toEqual(['bringIn', 'open', 'keepAsDraft', 'putAside'])
    const settled = { at: 2, by: personOf('zhao'), how: 'putAside' as const }
    const closed = { ...doc, branches: [{ ...branch, settled }] as Branch[] }
    expect(choicesOf(question(item, closed, 'wang'), today)).toEqual(['open', 'keepAsDraft', 'putAside'])
  })

  it('C-05 text of a draft that is gone becomes a draft again first', () => {
    const item = { commandName: 'SubmitBody', code: 'WF-STATE', hasText: true }
    expect(choicesOf(question(item, undefined, 'wang'), today)).toEqual(['keepAsDraft', 'putAside'])
    expect(choicesOf(question(item, { ...over, state: 'X2' }, 'wang'), today)).toEqual(['keepAsDraft', 'putAside'])
  })

  it('what nobody can read is only put aside', () => {
    expect(choicesOf(question({ commandName: 'Unheard', args: null }, undefined, 'wang'), today)).toEqual(['putAside'])
  })
})
