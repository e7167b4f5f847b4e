import { afterEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { DocumentId } from '../../src-shared/ids.ts'
import { parseCommand } from '../../src-shared/workflow/commands.ts'
import { personOf, post, smallCounty } from '../support/small-county.ts'
import type { FakeDesk } from '../support/ui/fake-desk.ts'
import { closeWindow, openWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))

const usual = [...smallCounty.posts]
afterEach(async () => {
  await closeWindow()
  smallCounty.posts.splice(0, smallCounty.posts.length, ...usual)
})
const spaceless = (text: string | null | undefined): string => (text ?? '').replaceAll(/\s/g, '')
const shown = (selector: string): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>(selector)].filter((one) => one.getClientRects().length > 0)
const here = (): string => spaceless(document.querySelector('.route-step.here em')?.textContent)
const ok = (): HTMLElement => document.querySelector('.ant-modal-footer .ant-btn-primary') as HTMLElement

/** A draft whose 部门审核 is done by several at once, all of whom are waited for. */
const severalReview = (desk: FakeDesk, id: DocumentId): DocumentId => {
  smallCounty.posts.push(post('wu', '吴倩', '副站长', 'sectionHead'), post('he', '何伟', '副站长', 'sectionHead'))
  const state = desk.state(id)
  const body = desk.working(id)
  if (!state || !body) throw new Error('lost')
  const steps = state.route.steps.map((one) =>
    one.id === 'review' ? { ...one, mode: 'parallel' as const, join: 'all' as const } : one,
  )
  desk.add({ ...state, route: { ...state.route, steps } }, body)
  return id
}

test('UI-90 several are chosen for a parallel step; the line tells whom it waits for and the tip who has done', async () => {
  const { desk, first } = await openWindow('wang', 'draft', severalReview)
  document.querySelector<HTMLElement>('.doc-acts .ant-btn-primary')?.click()
  await vi.waitFor(() =>
    expect(spaceless(document.querySelector('.ant-modal')?.textContent)).toContain('可选几个人同时办理，全部办完'),
  )
  const field = document.querySelector<HTMLElement>('.ant-modal .ant-select-multiple')
  expect(spaceless(field?.textContent)).toContain('李建国')
  await userEvent.click(field as HTMLElement)
  await userEvent.keyboard('吴倩')
  await vi.waitFor(() =>
    expect(shown('.ant-select-item-option').map((one) => spaceless(one.textContent))).toEqual(['吴倩副站长']),
  )
  await userEvent.keyboard('{Enter}')
  await vi.waitFor(() => expect(spaceless(field?.textContent)).toContain('吴倩'))
  await userEvent.click(ok())
  await vi.waitFor(() => expect(desk.state(first)?.state).toBe('F1'))
  const open = () => desk.state(first)?.tasks.filter((one) => one.doneAt === null) ?? []
  expect(open().map((one) => one.assignee.userId)).toEqual(['li', 'wu'])
  // handed on, the next draft is opened
  location.hash = `#/active/${first}`
  await vi.waitFor(() => expect(here()).toBe('李建国等2人'))
  const [task] = open()
  const state = desk.state(first)
  const args = { docId: first, taskId: task?.id, text: '同意', signedOn: desk.data.today(), basisSm3: state?.bodySm3 }
  const command = parseCommand('Approve', { ...args, nextTaskId: crypto.randomUUID() })
  expect(command && desk.act(personOf('li'), command).ok).toBe(true)
  await vi.waitFor(() => expect(here()).toBe('吴倩'))
  await userEvent.hover(document.querySelector('.route-step.here > span') as HTMLElement)
  await vi.waitFor(() =>
    expect(spaceless(document.querySelector('.step-tip')?.textContent)).toMatch(/✓部门审核李建国.*○部门审核吴倩/),
  )
})

test('UI-90 who is one of several is told that the document stays until the others are in', async () => {
  await openWindow('li', 'draft', (desk, id) => {
    severalReview(desk, id)
    const state = desk.state(id)
    const assignees = { review: ['li', 'wu'], check: 'zhao', cosign: 'zhou', sign: 'chen' }
    const args = { docId: id, assignees, text: '', signedOn: desk.data.today(), basisSm3: state?.bodySm3 }
    const command = parseCommand('SubmitDraft', { ...args, nextTaskId: crypto.randomUUID() })
    if (!command || !desk.act(personOf('wang'), command).ok) throw new Error('not handed on')
    return id
  })
  await vi.waitFor(() => expect(here()).toBe('李建国等2人'))
  document.querySelector<HTMLElement>('.doc-acts .ant-btn-primary')?.click()
  await vi.waitFor(() =>
    expect(spaceless(document.querySelector('.ant-modal')?.textContent)).toContain('还有吴倩在办，您同意后公文仍在本环节'),
  )
})
