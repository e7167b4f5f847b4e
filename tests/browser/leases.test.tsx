import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { v7 } from 'uuid'
import type { CommandArgs } from '../../src-shared/workflow/commands.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { personOf } from '../support/small-county.ts'
import { elsewhere, fakeDevice, type FakeDesk } from '../support/ui/fake-desk.ts'
import { pause } from '../support/ui/ime.ts'
import { closeWindow, openWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const HOUR = 3_600_000
const bar = (): HTMLElement | null => document.querySelector('.holder')
const bars = (): string => bar()?.textContent ?? ''
const button = (words: string): HTMLButtonElement => {
  const found = [...document.querySelectorAll<HTMLButtonElement>('button, .ant-dropdown-menu-item')].find((one) =>
    (one.textContent ?? '').replaceAll(' ', '').includes(words),
  )
  if (!found) throw new Error(`no ${words}`)
  return found
}
const page = (): HTMLElement => {
  const found = document.querySelector<HTMLElement>('.sheet .gw')
  if (!found) throw new Error('no page')
  return found
}
/** Puts the draft on the desk as held by somebody, with 赵敏 drafting along. */
const held = (desk: FakeDesk, id: DocumentState['id'], by: string | null, device = elsewhere, hours = 5): DocumentState['id'] => {
  const state = desk.state(id)
  const text = desk.working(id)
  if (!state || !text) throw new Error('lost')
  const now = Date.now()
  const lease = by === null ? null : { id: v7(), by: personOf(by), device, takenAt: now - HOUR, until: now + hours * HOUR }
  desk.add({ ...state, codrafters: [personOf('zhao')], lease }, text)
  return id
}
const last = (desk: FakeDesk) => desk.commands.at(-1)

describe('WF-17 the line above the page', () => {
  test('one’s own lease needs no line; the menu tells it and lets go of it', async () => {
    const { desk, first } = await openWindow('wang', 'draft', (made, id) => held(made, id, 'wang', fakeDevice))
    expect(bar()).toBeNull()
    expect(page().getAttribute('contenteditable')).toBe('true')
    await userEvent.click(button('更多'))
    await vi.waitFor(() => button('放开草稿'))
    await userEvent.click(button('放开草稿'))
    await vi.waitFor(() => expect(desk.state(first)?.lease).toBeNull())
    await vi.waitFor(() => expect(bars()).toContain('没有人占用'))
  })

  test('what another holds is for reading; broken with a reason, every edit is tracked', async () => {
    const { desk, first } = await openWindow('wang', 'draft', (made, id) => held(made, id, 'zhao'))
    expect(bars()).toContain('赵敏占用这份草稿')
    expect(page().getAttribute('contenteditable')).toBe('false')
    await userEvent.click(button('解除占用'))
    await vi.waitFor(() => expect(document.querySelector('.ant-modal')?.textContent).toContain('每处修改都留痕'))
    const ok = [...document.querySelectorAll<HTMLButtonElement>('.ant-modal-footer button')].at(-1)
    if (!ok) throw new Error('no button')
    await userEvent.click(ok)
    await vi.waitFor(() => expect(document.querySelector('.ant-modal')?.textContent).toContain('请写明理由'))
    await userEvent.click(button('急件，需马上改'))
    await userEvent.click(ok)
    await vi.waitFor(() => expect(desk.state(first)?.tracked).toBe(true))
    expect(desk.state(first)?.leasesBroken[0]).toMatchObject({ reason: '急件，需马上改', by: { userId: 'wang' } })
    await vi.waitFor(() => expect(page().getAttribute('contenteditable')).toBe('true'))
    expect(bars()).toContain('解除了赵敏的占用')
    await userEvent.click(document.querySelector('.holder button') as HTMLElement)
    await vi.waitFor(() => expect(bar()).toBeNull())
  })

  test('one’s own other desk: the reason is there already', async () => {
    const { desk, first } = await openWindow('wang', 'draft', (made, id) => held(made, id, 'wang'))
    expect(bars()).toContain('您在另一台电脑上占用')
    await userEvent.click(button('解除占用'))
    await vi.waitFor(() => expect(document.querySelector<HTMLTextAreaElement>('.ant-modal textarea')?.value).toBe('换电脑继续写'))
    await userEvent.click([...document.querySelectorAll<HTMLButtonElement>('.ant-modal-footer button')].at(-1) as HTMLElement)
    await vi.waitFor(() => expect(desk.state(first)?.leasesBroken[0]?.reason).toBe('换电脑继续写'))
  })

  test('who lost the draft is told by whom and why', async () => {
    await openWindow('wang', 'draft', (made, id) => {
      held(made, id, 'wang', fakeDevice)
      const lease = made.state(id)?.lease
      const args: CommandArgs<'BreakLease'> = { docId: id, leaseId: lease?.id ?? '', nextLeaseId: v7(), reason: '急件' }
      expect(made.act(personOf('zhao'), { name: 'BreakLease', args }).ok).toBe(true)
      return id
    })
    expect(bars()).toContain('赵敏于')
    expect(bars()).toContain('解除了您的占用：急件')
    expect(page().getAttribute('contenteditable')).toBe('true')
  })

  test('a free draft is taken along for as long as one is away', async () => {
    const { desk } = await openWindow('wang', 'draft', (made, id) => held(made, id, null))
    expect(bars()).toContain('没有人占用')
    await userEvent.click(button('带走离线写'))
    await vi.waitFor(() => button('3天'))
    await userEvent.click(button('3天'))
    await userEvent.click([...document.querySelectorAll<HTMLButtonElement>('.ant-modal-footer button')].at(-1) as HTMLElement)
    await vi.waitFor(() => expect(last(desk)).toMatchObject({ name: 'TakeLease', args: { hours: 72 } }))
    await vi.waitFor(() => expect(bar()).toBeNull())
  })

  test('without a line taking and breaking are off, with the reason', async () => {
    const { desk } = await openWindow('wang', 'draft', (made, id) => held(made, id, 'zhao'))
    desk.setStatus({ connection: 'offline' })
    await vi.waitFor(() => expect(button('解除占用').disabled).toBe(true))
    await userEvent.hover(button('解除占用'), { force: true })
    await vi.waitFor(() => expect(document.querySelector('.ant-tooltip')?.textContent ?? '').toContain('没有连上'))
  })
})

describe('WF-18 合拟人', () => {
  test('are added from the people of the organ and removed again', async () => {
    const { desk, first } = await openWindow('wang', 'draft')
    await userEvent.click(button('更多'))
    await vi.waitFor(() => button('合拟人…'))
    await userEvent.click(button('合拟人…'))
    await vi.waitFor(() => expect(document.querySelector('.ant-modal')?.textContent).toContain('还没有合拟人'))
    const find = document.querySelector<HTMLInputElement>('.codraft-find input')
    if (!find) throw new Error('no field')
    await userEvent.click(find)
    await userEvent.keyboard('赵')
    await pause(200)
    const options = [...document.querySelectorAll('.ant-select-item-option')].map((one) => one.textContent)
    expect(options).toEqual([expect.stringContaining('赵敏')])
    await userEvent.keyboard('{Enter}')
    await vi.waitFor(() => expect(desk.state(first)?.codrafters).toMatchObject([{ userId: 'zhao' }]))
    await userEvent.click(button('移除'))
    await vi.waitFor(() => expect(desk.state(first)?.codrafters).toEqual([]))
  })

  test('a 合拟人 finds the draft under 草稿 and may write, but not hand it on', async () => {
    const { desk, first } = await openWindow('zhao', 'draft', (made, id) => held(made, id, 'zhao', fakeDevice))
    expect(desk.rows('drafts').map((row) => row.id)).toContain(first)
    expect(page().getAttribute('contenteditable')).toBe('true')
    expect(document.querySelector('.doc-acts .ant-btn-primary')).toBeNull()
  })
})
