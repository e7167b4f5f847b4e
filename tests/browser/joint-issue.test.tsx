import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { v7 } from 'uuid'
import { evolveAll } from '../../src-shared/workflow/evolve.ts'
import type { IssueEvent } from '../../src-shared/workflow/issue/events.ts'
import { noIssue } from '../../src-shared/workflow/issue/part.ts'
import { personOf } from '../support/small-county.ts'
import { bar, dialog, made, numbered, offered, primary, redSquare, sent, turn } from '../support/ui/issue-page.ts'
import { named, press, spaceless } from '../support/ui/press.ts'
import { addDocument, leveeRequest } from '../support/ui/scenes.ts'
import { closeWindow, openWindow, type TestWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const theirs = { ...offered, id: v7(), unitId: 'shiqiao', name: '石桥乡人民政府', imageSm3: 'e'.repeat(64) }
/** A signed 联合行文 of both towns, before 石桥乡 has signed. */
const openJoint = (userId: string): Promise<TestWindow> =>
  openWindow(userId, 'sign', (desk) => {
    const content = { ...leveeRequest, elements: { ...leveeRequest.elements, issuer: '柳河镇人民政府 石桥乡人民政府' } }
    const id = addDocument(desk, content, 'sign', undefined, true)
    const state = desk.state(id)
    const text = desk.working(id)
    if (!state || !text) throw new Error('lost')
    const task = { ...turn('sign', 'bai'), kind: 'consult' as const }
    const joint = [{ unitId: 'shiqiao', unitName: '石桥乡人民政府', taskId: task.id, signed: null }]
    const open = state.tasks.some((one) => one.doneAt === null) ? [] : [turn('recheck', 'zhao')]
    desk.add({ ...state, tasks: [...state.tasks, ...open, task], issue: { ...noIssue, joint } }, text)
    return id
  })
/** The same with its number, 石桥乡's seal asked for; `given`: it was given. */
const openToSeal = (userId: string, given = false): Promise<TestWindow> =>
  openWindow(userId, 'sign', (desk) => {
    const content = { ...leveeRequest, elements: { ...leveeRequest.elements, issuer: '柳河镇人民政府 石桥乡人民政府' } }
    const notice = { ...content, codes: { ...leveeRequest.codes, docType: '通知' } }
    const id = addDocument(desk, notice, 'sign', undefined, true)
    const state = desk.state(id)
    const text = desk.working(id)
    if (!state?.signed || !text) throw new Error('lost')
    const { bodySm3, signedOn } = state.signed
    const clean = { version: state.bodyVersion, sm3: 'c'.repeat(64), by: personOf('zhao'), at: Date.now() }
    const signed = { by: personOf('bai'), at: Date.now(), signedOn, bodySm3 }
    const joint = [{ unitId: 'shiqiao', unitName: '石桥乡人民政府', taskId: turn('sign', 'bai').id, signed }]
    const asked = { ...turn('seal', 'shiyin'), kind: 'consult' as const }
    const tasks = state.tasks.map((one) => ({ ...one, doneAt: one.doneAt ?? Date.now() }))
    const first = { ...state, clean, tasks: [...tasks, turn('number', 'ma')], state: 'F7' as const, issue: { ...noIssue, joint } }
    const event = { ...numbered, sealing: [{ unitId: 'shiqiao', turn: asked }] } as IssueEvent
    const seal = { id: theirs.id, unitName: '石桥乡人民政府', imageSm3: theirs.imageSm3, width: 42, height: 42 }
    const by = { ...personOf('shiyin'), unitName: '石桥乡人民政府' }
    const put = { by, at: Date.now(), cleanSm3: clean.sm3, seal }
    const gave: IssueEvent[] = given ? [{ type: 'JointSealed', taskId: asked.id, given: put }] : []
    desk.add(evolveAll(first, [event, ...gave], Date.now()), text)
    return id
  })
const line = (): string => spaceless(document.querySelector('.joint-line')?.textContent)

describe('[UI-95] 会签签发', () => {
  test('who signs for the other organ is asked, reads who has signed, and signs without a line; the line over the page follows', async () => {
    const { desk, first } = await openJoint('bai')
    desk.setStatus({ connection: 'offline' })
    const signed = desk.state(first)?.signed
    expect(line()).toContain('石桥乡人民政府还没有签发')
    expect(line()).toContain('柳河镇人民政府陈立新')
    await press('会签签发', '.doc-acts')
    await vi.waitFor(() => expect(document.querySelector('.joint-dialog')?.textContent).toContain('都签了才编号'))
    expect(spaceless(document.querySelector('.joint-dialog')?.textContent)).toContain('石桥乡人民政府会签签发')
    await press('签发', '.ant-modal-footer')
    await vi.waitFor(() =>
      expect(sent(desk, 'SignJoint')).toMatchObject([{ stance: 'agree', text: '', bodySm3: signed?.bodySm3 }]),
    )
    await vi.waitFor(() => expect(line()).toContain('石桥乡人民政府白云山'))
    expect(line()).not.toContain('还没有')
    expect(primary()?.textContent ?? '').not.toContain('会签')
  })

  test('不同意 asks why, tells that every signature falls, and the text is back with who signed', async () => {
    const { desk, first } = await openJoint('bai')
    await press('会签签发', '.doc-acts')
    await press('不同意', '.joint-dialog')
    await vi.waitFor(() => expect(document.querySelector('.joint-dialog')?.textContent).toContain('一并失效'))
    await press('不签发，退回', '.ant-modal-footer')
    await vi.waitFor(() => expect(document.querySelector('.ant-form-item-explain-error')).not.toBeNull())
    expect(sent(desk, 'SignJoint')).toEqual([])
    await userEvent.type(document.querySelector('.joint-dialog textarea') as HTMLElement, '第二条不妥')
    await vi.waitFor(() => expect(document.querySelector('.ant-form-item-explain-error')).toBeNull())
    await press('不签发，退回', '.ant-modal-footer')
    await vi.waitFor(() => expect(desk.state(first)).toMatchObject({ state: 'F5', signed: null }))
    expect(sent(desk, 'SignJoint')).toMatchObject([{ stance: 'disagree', text: '第二条不妥' }])
  })

  test('nobody else is asked to sign, but all read who has and who has not', async () => {
    await openJoint('zhao')
    expect(line()).toContain('石桥乡人民政府还没有签发')
    expect(primary()?.textContent ?? '').not.toContain('会签')
  })
})

describe('[UI-100] 联合用印', () => {
  const seals = () => document.querySelectorAll('.seal-preview .pp-seal')

  test('the 用印员 of the organ along sees the pages with its seal over its own name, and gives it; the line follows', async () => {
    const { desk, answers, first } = await openToSeal('shiyin')
    expect(bar()).toContain('石桥乡人民政府还没有用印')
    answers['paper.seals'] = { seals: [{ ...theirs, image: redSquare() }] }
    await press('联合用印', '.doc-acts')
    await vi.waitFor(() => expect(dialog()).toContain('电子印章：石桥乡人民政府'))
    expect(dialog()).toContain('柳河镇人民政府主办的联合行文已经编号')
    await vi.waitFor(() => expect(seals().length).toBe(1), 10_000)
    const names = [...document.querySelectorAll('.seal-preview .pp-seal-row > *')]
    const middle = (one: Element | null | undefined): number => {
      const box = one?.getBoundingClientRect() ?? new DOMRect()
      return box.left + box.width / 2
    }
    const own = names.find((one) => spaceless(one.textContent).includes('石桥乡'))
    expect(Math.abs(middle(seals()[0]) - middle(own))).toBeLessThan(12)
    await press('同意加盖', '.ant-modal-footer')
    await vi.waitFor(() => expect(sent(desk, 'SealJoint')).toMatchObject([{ sealId: theirs.id, cleanSm3: 'c'.repeat(64) }]))
    // only the server knows its seals: nothing is foreseen
    expect(desk.state(first)?.issue?.joint?.[0]?.sealing?.given).toBeNull()
  })

  test('an organ without a seal in force says so, and gives nothing; who signed for it cannot give its seal', async () => {
    const { desk, answers } = await openToSeal('shiyin')
    answers['paper.seals'] = { seals: [] }
    await press('联合用印', '.doc-acts')
    await vi.waitFor(() => expect(dialog()).toContain('本机关还没有电子印章'))
    expect((named('同意加盖', '.ant-modal-footer') as HTMLButtonElement).disabled).toBe(true)
    expect(sent(desk, 'SealJoint')).toEqual([])
  })

  test('[WF-141] the lead waits for it by name and may seal on paper', async () => {
    const { answers } = await openToSeal('yin')
    answers['paper.seals'] = { seals: [{ ...offered, image: redSquare() }], along: [] }
    await press('用印', '.doc-acts')
    await vi.waitFor(() => expect(dialog()).toContain('石桥乡人民政府还没有用印'))
    expect(dialog()).not.toContain('电子印章：')
    expect(dialog()).toContain('纸质盖章')
  })

  test('[WF-141] once it was given, both seals stand on the pages in the order of the 署名, and the file is made with both', async () => {
    const { desk, answers, calls } = await openToSeal('yin', true)
    expect(bar()).toContain('石桥乡人民政府石守印已用印')
    answers['paper.seals'] = { seals: [{ ...offered, image: redSquare() }], along: [{ ...theirs, image: redSquare() }] }
    answers['paper.layout'] = made
    await press('用印', '.doc-acts')
    await vi.waitFor(() => expect(dialog()).toContain('石桥乡人民政府已用印，与本机关的印章一并加盖'))
    await vi.waitFor(() => expect(seals().length).toBe(2), 10_000)
    await press('加盖电子印章', '.ant-modal-footer')
    await vi.waitFor(() => expect(sent(desk, 'SealElectronic')).toMatchObject([{ sealId: offered.id }]))
    const asked = calls.find(({ name }) => name === 'paper.layout')?.input
    expect(asked).toMatchObject({ seals: [{ sm3: offered.imageSm3 }, { sm3: theirs.imageSm3 }] })
  })
})
