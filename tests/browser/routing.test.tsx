import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { v7 } from 'uuid'
import { openTurn, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { personOf } from '../support/small-county.ts'
import type { FakeDesk } from '../support/ui/fake-desk.ts'
import { named, press, spaceless } from '../support/ui/press.ts'
import { closeWindow, openWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const options = (): string[] =>
  [...document.querySelectorAll<HTMLElement>('.ant-select-item-option')]
    .filter((one) => one.getClientRects().length > 0)
    .map((one) => spaceless(one.textContent))
const bar = (): string => spaceless(document.querySelector('.routing-bar')?.textContent)
const entries = async (): Promise<string[]> => {
  await press('更多')
  await vi.waitFor(() => expect(document.querySelector('.ant-dropdown-menu-item')).not.toBeNull())
  return [...document.querySelectorAll('.ant-dropdown-menu-item')].map((one) => spaceless(one.textContent))
}

describe('流转 on a document’s page', () => {
  test('WF-80 加签: a colleague is found by pinyin initials and gets the turn; it comes back to the one who asked', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    expect(await entries()).toEqual(expect.arrayContaining(['加签…', '转办…', '传阅…', '终止（不宜发文）…']))
    await press('加签…')
    const box = await vi.waitFor(() => {
      const found = document.querySelector<HTMLElement>('.ant-modal .ant-select')
      if (!found) throw new Error('no choice of people')
      return found
    })
    await userEvent.click(box)
    await vi.waitFor(() => expect(options().length).toBeGreaterThan(2))
    await userEvent.keyboard('zq')
    await vi.waitFor(() => expect(options().map((one) => one.slice(0, 2))).toEqual(['周强']))
    await userEvent.keyboard('{Enter}')
    await userEvent.click(document.querySelector('.ant-modal-footer .ant-btn-primary') as HTMLElement)
    await vi.waitFor(() =>
      expect(openTurn(desk.state(first) as DocumentState)).toMatchObject({
        assignee: { userId: 'zhou' },
        row: [{ userId: 'zhao' }],
      }),
    )
  })

  test('WF-86 传阅: the bar tells who has read', async () => {
    const reader = v7()
    const { desk, first } = await openWindow('zhao', 'check', (all: FakeDesk, id) => {
      const state = all.state(id)
      const body = all.working(id)
      if (!state || !body) throw new Error('lost')
      const given = { how: 'circulated' as const, by: personOf('wang'), at: Date.now() - 60_000, reason: '请阅' }
      const task = {
        id: reader as never,
        step: 'read' as const,
        kind: 'read' as const,
        assignee: personOf('li'),
        arrivedAt: Date.now() - 60_000,
        openedAt: null,
        doneAt: Date.now(),
        readAt: Date.now(),
        dueAt: null,
        result: 'read' as const,
        given,
      }
      const other = { ...task, id: v7() as never, assignee: personOf('zhou'), doneAt: null, readAt: undefined, result: null }
      all.add({ ...state, tasks: [...state.tasks, task, other] }, body)
      return id
    })
    await vi.waitFor(() => expect(bar()).toContain('传阅1/2已阅'))
    await press('传阅1/2已阅')
    await vi.waitFor(() => expect(spaceless(document.querySelector('.routing-readers')?.textContent)).toContain('周强未阅'))
    expect(desk.state(first)?.tasks.at(-1)?.doneAt).toBeNull()
  })

  test('WF-83 终止 asks for the reason and ends it', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    await entries()
    await press('终止（不宜发文）…')
    await vi.waitFor(() => expect(document.querySelector('.ant-modal textarea')).not.toBeNull())
    const ok = (): HTMLElement => document.querySelector('.ant-modal-footer .ant-btn-primary') as HTMLElement
    await userEvent.click(ok())
    await vi.waitFor(() => expect(document.body.textContent).toContain('请写理由'))
    await userEvent.fill(document.querySelector('.ant-modal textarea') as HTMLElement, '不宜发文')
    await vi.waitFor(() => expect(document.querySelector('.ant-form-item-explain-error')).toBeNull())
    await userEvent.click(ok())
    await vi.waitFor(() => expect(desk.state(first)).toMatchObject({ state: 'X1', terminated: { reason: '不宜发文' } }))
  })

  /** What the server answers to calls beside those every window makes. */
  const answering = (answers: Record<string, unknown>): { name: string; input: unknown }[] => {
    const asked: { name: string; input: unknown }[] = []
    const desk = window.desk
    if (!desk) throw new Error('no desk')
    const invoke = (name: string, input: unknown): Promise<unknown> => {
      if (!(name in answers)) return desk.invoke(name as never, input as never)
      asked.push({ name, input })
      return Promise.resolve({ ok: true, value: answers[name] })
    }
    window.desk = { ...desk, invoke: invoke as typeof desk.invoke }
    return asked
  }
  const choose = async (initials: string, name: string): Promise<void> => {
    await vi.waitFor(() => expect(document.querySelector('.ant-modal .ant-select-show-search')).not.toBeNull())
    await userEvent.click(document.querySelector('.ant-modal .ant-select-show-search') as HTMLElement)
    await userEvent.keyboard(initials)
    await vi.waitFor(() => expect(options().map((one) => one.slice(0, name.length))).toEqual([name]))
    await userEvent.keyboard('{Enter}')
  }

  test('WF-84 委托代办 goes to a colleague for the days chosen, without 签发', async () => {
    await openWindow('zhao', 'check')
    const asked = answering({ 'turns.delegations': { delegations: [] }, 'turns.delegate': { delegations: [] } })
    await entries()
    await press('委托代办…')
    await choose('zq', '周强')
    await userEvent.click(document.querySelector('.ant-modal-footer .ant-btn-primary') as HTMLElement)
    await vi.waitFor(() => expect(asked.map((one) => one.name)).toContain('turns.delegate'))
    const given = asked.find((one) => one.name === 'turns.delegate')
    expect(given?.input).toMatchObject({ fromPost: 'p-zhao', toPost: 'p-zhou', canSign: false, urgencies: [] })
  })

  test('WF-85 WF-118 交接 shows all open turns and steps to come before they go, and leaves out what the successor cannot do', async () => {
    const { first } = await openWindow('zhao', 'check')
    const turn = { docId: first, title: '关于防汛的请示', stepName: '核稿', kind: 'handle', arrivedAt: Date.now(), dueAt: null }
    const turns = [true, true, false].map((taken) => ({ ...turn, taskId: v7(), taken }))
    const steps = [true, false].map((taken) => ({
      docId: v7(),
      step: 'cosign',
      title: '关于抗旱的通知',
      stepName: '审签',
      taken,
    }))
    const asked = answering({ 'turns.handOver': { turns, ahead: steps } })
    await entries()
    await press('交接待办…')
    await choose('cl', '陈立新')
    await vi.waitFor(() =>
      expect(spaceless(document.querySelector('.ant-modal')?.textContent)).toMatch(
        /未办3件，其中1件接手人不能办.*另有2个后续环节定由其办理、尚未到，其中1个/,
      ),
    )
    expect(asked).toMatchObject([{ input: { from: 'zhao', to: 'chen' } }])
    expect(named('交接3件')).not.toBeNull()
    expect(document.querySelectorAll('.routing-turns tbody tr.ant-table-row')).toHaveLength(5)
  })
  test('WF-115 a late turn of somebody else is told over 待办: whom to urge, and no title where one may not read', async () => {
    const { desk, first, answers } = await openWindow('zhao', 'check')
    const holder = personOf('li')
    const turn = {
      docId: v7(),
      taskId: v7(),
      level: 'orange',
      at: Date.now(),
      unitName: '柳河镇人民政府',
      number: '',
      title: null,
    }
    const more = { stepName: '部门审核', holder, dueAt: Date.now() - 60_000 }
    const read = {
      ...turn,
      ...more,
      docId: first,
      taskId: v7(),
      level: 'red',
      number: '柳政〔2026〕12号',
      title: '关于防汛的请示',
    }
    answers['turns.told'] = { turns: [read, { ...turn, ...more }] }
    expect(document.querySelector('.routing-told')).toBeNull()
    // the line goes and comes back: it is asked for anew
    desk.setStatus({ connection: 'offline' })
    await vi.waitFor(() => expect(document.querySelector('.banner')).not.toBeNull())
    desk.setStatus({ connection: 'online' })
    await press('他人超期2件，请督促')
    const lines = (): string[] =>
      [...document.querySelectorAll('.routing-turns tbody tr.ant-table-row')].map((one) => spaceless(one.textContent))
    await vi.waitFor(() => expect(lines()).toHaveLength(2))
    expect(lines()[0]).toContain('关于防汛的请示柳河镇人民政府柳政〔2026〕12号部门审核李建国')
    expect(lines()[1]).toContain('（无阅读权限）柳河镇人民政府部门审核李建国')
    await press('关于防汛的请示')
    await vi.waitFor(() => expect(location.hash).toContain(first))
  })
  test('WF-117 改派 asks whose turn where several are open, and offers who may take that one', async () => {
    const { desk, first } = await openWindow('zhao', 'check', (all: FakeDesk, id) => {
      const state = all.state(id)
      const body = all.working(id)
      const turn = state && openTurn(state)
      if (!turn || !body) throw new Error('lost')
      // a 承办 of the organ beside the turn of 党政办
      const assignee = { ...personOf('chen'), unitId: 'liuhe', unitName: '柳河镇人民政府' }
      const other = { ...turn, id: v7() as never, step: 'handle' as const, assignee }
      all.add({ ...state, tasks: [...state.tasks, other] }, body)
      return id
    })
    await entries()
    await press('改派…')
    const field = await vi.waitFor(() => {
      const found = document.querySelector<HTMLElement>('.ant-modal [aria-label="谁的待办"]')?.closest<HTMLElement>('.ant-select')
      if (!found) throw new Error('no choice of turns')
      return found
    })
    await userEvent.click(field)
    await press('陈立新柳河镇人民政府')
    await choose('zq', '周强')
    await userEvent.fill(document.querySelector('.ant-modal textarea') as HTMLElement, '出差')
    await userEvent.click(document.querySelector('.ant-modal-footer .ant-btn-primary') as HTMLElement)
    await vi.waitFor(() =>
      expect(desk.state(first)?.tasks.at(-1)).toMatchObject({
        step: 'handle',
        assignee: { userId: 'zhou' },
        given: { how: 'reassigned' },
      }),
    )
    expect(openTurn(desk.state(first) as DocumentState)?.assignee.userId).toBe('zhao')
  })
  test('WF-121 a leader extends and stops the limit of somebody else’s turn, and it is told', async () => {
    const { desk, first } = await openWindow('chen', 'cosign')
    // it waits for 周强: it is in no list of the leader, and opened from where it was found
    location.hash = `#/active/${first}`
    await vi.waitFor(() => expect(document.querySelector('.route-step.here em')?.textContent).toBe('周强'))
    expect(await entries()).toEqual(expect.arrayContaining(['中止时限…', '延长时限…']))
    await press('延长时限…')
    await vi.waitFor(() => expect(document.querySelector('.ant-modal textarea')).not.toBeNull())
    await userEvent.fill(document.querySelector('.ant-modal input[aria-label="延长工作日数"]') as HTMLElement, '2')
    await userEvent.fill(document.querySelector('.ant-modal textarea') as HTMLElement, '情况复杂')
    await userEvent.click(document.querySelector('.ant-modal-footer .ant-btn-primary') as HTMLElement)
    const turn = () => openTurn(desk.state(first) as DocumentState)
    await vi.waitFor(() => expect(turn()?.extended).toMatchObject([{ days: 2, reason: '情况复杂' }]))
    await vi.waitFor(() => expect(bar()).toContain('周强：陈立新延长2个工作日，至'))
    await vi.waitFor(() => expect(document.querySelector('.ant-modal')).toBeNull())
    await entries()
    await press('中止时限…')
    await vi.waitFor(() => expect(document.querySelector('.ant-modal textarea')).not.toBeNull())
    await userEvent.fill(document.querySelector('.ant-modal textarea') as HTMLElement, '等待省厅批复')
    await userEvent.click(document.querySelector('.ant-modal-footer .ant-btn-primary') as HTMLElement)
    await vi.waitFor(() => expect(bar()).toContain('陈立新中止时限：等待省厅批复'))
    await vi.waitFor(() => expect(document.querySelector('.ant-modal')).toBeNull())
    expect(await entries()).toContain('恢复时限…')
  })
})
