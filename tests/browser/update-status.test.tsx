import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { UpdateState } from '../../src-shared/ipc/update.ts'
import { noUpdate } from '../support/ui/no-update.ts'
import { press, spaceless } from '../support/ui/press.ts'
import { closeWindow, openWindow, type TestWindow } from '../support/ui/window.tsx'

/* What the desk tells of releases (UP-15). */

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))

let desk: TestWindow
const told = (state: Partial<UpdateState>): void =>
  desk.listeners.get('update.state')?.({ ...noUpdate, version: '1.1.0', notes: '修正了几处问题。', ...state } as never)
const bar = (): string => spaceless(document.querySelector('footer.status')?.textContent)
const dialog = (): string => spaceless(document.querySelector('.ant-modal')?.textContent)
const gone = (): Promise<void> => vi.waitFor(() => expect(document.querySelector('.ant-modal')).toBeNull())
const asked = (): number => desk.calls.filter(({ name }) => name === 'update.now').length

beforeEach(async () => {
  desk = await openWindow('wang', 'draft')
})
afterEach(closeWindow)

test('[UP-15] while it only waits for its turn nothing is told; on its way how far it is', async () => {
  const before = bar()
  told({ stage: 'waiting', why: 'spread' })
  expect(bar()).toBe(before)
  told({ stage: 'downloading', share: 0.426 })
  await vi.waitFor(() => expect(bar()).toContain('正在下载新版本1.1.0：42%'))
  told({})
  await vi.waitFor(() => expect(bar()).toBe(before))
})

test('[UP-15] ready: the dialog says what it brings and why it waits; Enter takes it now, Esc leaves it', async () => {
  told({ stage: 'ready', why: 'typing' })
  await press('新版本1.1.0已就绪', 'footer.status')
  await vi.waitFor(() => expect(dialog()).toContain('修正了几处问题。您停手一会儿后会自动重启更新，也可以现在就更新。'))
  await userEvent.keyboard('{Escape}')
  await gone()
  expect(asked()).toBe(0)
  await press('新版本1.1.0已就绪', 'footer.status')
  await vi.waitFor(() => expect(spaceless(document.activeElement?.textContent)).toBe('重启并更新'))
  await userEvent.keyboard('{Enter}')
  await vi.waitFor(() => expect(asked()).toBe(1))
  told({ stage: 'ready', why: 'flush' })
  await vi.waitFor(() => expect(dialog()).toContain('刚才没有重启'))
})

test('[UP-07] past the deadline the dialog opens by itself and says when; held, it cannot be taken', async () => {
  told({ stage: 'ready', restartAt: Date.UTC(2026, 10, 24, 6, 32) })
  await vi.waitFor(() => expect(dialog()).toContain('14:32将自动重启更新'))
  expect(bar()).toContain('14:32自动重启更新')
  await press('稍后')
  await gone()
  told({ stage: 'ready', why: 'held' })
  await press('新版本1.1.0已就绪', 'footer.status')
  await vi.waitFor(() => expect(dialog()).toContain('管理员暂停了这次更新'))
  expect(dialog()).not.toContain('重启并更新')
})

test('[UP-15] what did not come says why, its code, and that the work is safe; it can be tried again, one that fell cannot', async () => {
  told({ stage: 'stuck', why: 'UP-SIGNATURE' })
  await press('新版本没有装成', 'footer.status')
  await vi.waitFor(() => expect(dialog()).toMatch(/签名不是本县认可的.*内容都在.*UP-SIGNATURE/))
  await press('再试一次')
  await vi.waitFor(() => expect(asked()).toBe(1))
  await press('关闭')
  await gone()
  told({ stage: 'failed', why: 'UP-FELL' })
  await press('1.1.0打不开，已换回原来的版本', 'footer.status')
  await vi.waitFor(() => expect(dialog()).toContain('连续两次没有打开'))
  expect(dialog()).not.toContain('再试一次')
})
