import { App as AntApp, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, expect, test, vi } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import { PasswordDialog } from '../../src-renderer/sign-in/PasswordDialog.tsx'
import { explain } from '../../src-renderer/ui/messages.ts'
import { theme } from '../../src-renderer/ui/theme.ts'
import '../../src-renderer/ui/tokens.css'
import type { CallName, DeskBridge } from '../../src-shared/ipc/contract.ts'

let root: Root | undefined
let calls: { name: CallName; input: unknown }[]
let closed: number
afterEach(() => {
  root?.unmount()
  document.body.replaceChildren()
})

/** The dialog over a main that changes the password, or refuses with the code. */
async function open(refusal?: string): Promise<void> {
  await screen.viewport(1366, 768)
  calls = []
  closed = 0
  window.desk = {
    invoke: (name: CallName, input: unknown) => {
      calls.push({ name, input })
      return Promise.resolve(refusal === undefined ? { ok: true, value: undefined } : { ok: false, code: refusal })
    },
    on: () => () => undefined,
    requestPort: () => undefined,
  } as unknown as DeskBridge
  const mount = document.createElement('div')
  document.body.append(mount)
  root = createRoot(mount)
  root.render(
    <ConfigProvider theme={{ ...theme, token: { ...theme.token, motion: false } }} locale={zhCN}>
      <AntApp>
        <PasswordDialog login="wangfang" onClose={() => void (closed += 1)} />
      </AntApp>
    </ConfigProvider>,
  )
  await vi.waitFor(() => expect(document.activeElement?.id).toBe('oldPassword'))
}
const see = (text: string) => vi.waitFor(() => expect(document.body.textContent).toContain(text))
/** Types the three fields by keyboard alone and presses Enter. */
const type = (old: string, fresh: string, again = fresh) => userEvent.keyboard(`${old}{Tab}${fresh}{Tab}${again}{Enter}`)

test('AD-54 by keyboard: the old one, the new one twice, Enter; then it is closed', async () => {
  await open()
  await type('right-one', 'brand-new-1')
  await vi.waitFor(() => expect(closed).toBe(1))
  expect(calls).toEqual([{ name: 'session.changePassword', input: { oldPassword: 'right-one', newPassword: 'brand-new-1' } }])
})

test.each([
  ['right-one', 'short', 'short', explain('SE-PASSWORD-SHORT').what],
  ['right-one', 'my-WangFang-1', 'my-WangFang-1', explain('SE-PASSWORD-LOGIN').what],
  ['right-one', 'right-one', 'right-one', explain('SE-PASSWORD-SAME').what],
  ['right-one', 'brand-new-1', 'brand-new-2', '两次输入的新密码不一样。'],
])('AD-54 what will not do is said at its field and not sent (%s, %s, %s)', async (old, fresh, again, words) => {
  await open()
  await type(old, fresh, again)
  await see(words)
  expect(calls).toEqual([])
})

test.each([
  ['SE-WRONG-PASSWORD', 'SE-OLD-WRONG'],
  ['SE-PASSWORD-OFFLINE', 'SE-PASSWORD-OFFLINE'],
  ['SE-LOCKED', 'SE-LOCKED'],
])('AD-54 %s: it says why, and what was typed stands', async (code, words) => {
  await open(code)
  await type('right-one', 'brand-new-1')
  await see(explain(words).what)
  expect(closed).toBe(0)
  expect(document.querySelector<HTMLInputElement>('#newPassword')?.value).toBe('brand-new-1')
})
