import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { personOf, post, smallCounty } from '../support/small-county.ts'
import { addDocument, leveeRequest } from '../support/ui/scenes.ts'
import { pressOn } from '../support/ui/press.ts'
import { closeWindow, openWindow, type TestWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

// who reads it too, or it would not be on the page
smallCounty.posts.push({ ...post('zhao', '赵敏', '档案员', 'archivist'), id: 'p-zhao-archive' })

const spaceless = (text: string | null | undefined): string => (text ?? '').replaceAll(/\s/g, '')
const press = async (words: string, within: string): Promise<void> => {
  await pressOn(() => {
    const found = [...document.querySelectorAll<HTMLElement>(within)].findLast(
      (one) => one.getClientRects().length > 0 && spaceless(one.textContent).startsWith(words),
    )
    if (!found) throw new Error(`no ${words}`)
    return found
  })
}
const field = (label: string): HTMLInputElement =>
  [...document.querySelectorAll<HTMLElement>('.work-dialog .ant-form-item')]
    .find((one) => spaceless(one.querySelector('label')?.textContent) === label)
    ?.querySelector('input') as HTMLInputElement

const openFiled = (userId: string): Promise<TestWindow> =>
  openWindow(userId, 'sign', (desk) => {
    const id = addDocument(desk, leveeRequest, 'sign', undefined, true)
    const state = desk.state(id)
    const text = desk.working(id)
    if (!state || !text) throw new Error('lost')
    const archived = {
      by: personOf('zhao'),
      at: Date.now(),
      fileNo: '0021-WS·2026-Y-BGS-0001',
      retention: 'permanent',
      packed: [],
    }
    desk.add({ ...state, state: 'F12', issue: { ...(state.issue as object), receipts: [], archived } as never }, text)
    return id
  })

describe('WF-101 借阅登记 on the page of a filed document', () => {
  test('the archivist lends it and takes it back; the register shows both', async () => {
    const { desk } = await openFiled('zhao')
    await press('更多', '.doc-acts button')
    await press('借阅登记', '.ant-dropdown-menu-item')
    await press('登记借阅', '.ant-drawer button')
    await press('登记借阅', '.ant-modal-footer button')
    await vi.waitFor(() => expect(spaceless(document.querySelector('.work-dialog')?.textContent)).toContain('请填写借阅人'))
    await userEvent.fill(field('借阅人'), '王芳')
    await userEvent.fill(field('用途'), '编写镇志')
    await press('登记借阅', '.ant-modal-footer button')
    const sent = (name: string) => desk.commands.filter((one) => one.name === name).map((one) => one.args)
    await vi.waitFor(() => expect(sent('LendFile')).toMatchObject([{ how: 'look', borrower: '王芳', purpose: '编写镇志' }]))
    await vi.waitFor(() => expect(spaceless(document.querySelector('.ant-drawer')?.textContent)).toContain('未归还'))
    await press('归还', '.ant-drawer button')
    await vi.waitFor(() => expect(sent('ReturnFile')).toHaveLength(1))
    await vi.waitFor(() => expect(spaceless(document.querySelector('.ant-drawer')?.textContent)).toContain('已还'))
  })
})
