import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { EventName, EventPayload } from '../../src-shared/ipc/contract.ts'
import type { FakeDesk } from '../support/ui/fake-desk.ts'
import { CTRL, pause, press, start } from '../support/ui/ime.ts'
import { closeWindow, openWindow, type TestWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))

/* The lock (SE-64 … SE-66): what is behind it, what is kept, and the way back to the same line. */

let desk: FakeDesk
let first: TestWindow['first']
let calls: TestWindow['calls']
let listeners: TestWindow['listeners']

const tell = <N extends EventName>(name: N, payload: EventPayload<N>): void => listeners.get(name)?.(payload as never)
const soon = <T,>(work: () => T): Promise<T> => vi.waitFor(work, { timeout: 10_000 })
const editor = () => document.querySelector<HTMLElement>('.sheet .gw')
const field = () => document.querySelector<HTMLInputElement>('.lock-card input[type="password"]')
const text = () => desk.working(first as never)?.textContent ?? ''

/** What main does when the desk is to be locked: asks for a flush, and locks once it is done. */
const lock = async (why: 'idle' | 'screen' | 'person' = 'person'): Promise<void> => {
  const done = calls.filter((one) => one.name === 'flush.done').length
  tell('flush.request', { token: 'lock', reason: 'lock' })
  await soon(() => expect(calls.filter((one) => one.name === 'flush.done').length).toBeGreaterThan(done))
  tell('session.locked', { why })
  await soon(() => expect(field()).not.toBeNull())
}

const unlock = async (password = '密码'): Promise<void> => {
  field()?.focus()
  await userEvent.keyboard(password)
  await userEvent.keyboard('{Enter}')
}

/** Main as it answers while the desk is locked: one password is right. */
let answers: Record<string, (input: never) => unknown>
beforeEach(async () => {
  ;({ desk, first, calls, listeners } = await openWindow('zhao', 'check'))
  const bridge = window.desk
  if (!bridge) throw new Error('no bridge')
  const given = bridge.invoke
  answers = {
    'session.unlock': ({ password }: { password: string }) =>
      password === 'ok' ? given('session.current', undefined) : { ok: false, code: 'SE-WRONG-PASSWORD' },
  }
  window.desk = {
    ...bridge,
    invoke: (async (name: string, input: unknown) => {
      const made = answers[name]
      if (!made) return given(name as never, input as never)
      calls.push({ name: name as never, input })
      return made(input as never)
    }) as never,
  }
})
afterEach(async () => {
  document.documentElement.inert = false
  await closeWindow()
})

test('SE-64 nothing of the desk is left behind the lock; the name and a password field are there', async () => {
  editor()?.focus()
  await userEvent.keyboard('{Control>}s{/Control}')
  const toast = () => document.querySelector('.ant-message')?.textContent ?? ''
  await soon(() => expect(toast()).toContain('已保存'))
  await lock('idle')
  expect(toast()).toBe('')
  expect(editor()).toBeNull()
  expect(document.querySelector('.desk')).toBeNull()
  expect(document.body.textContent).not.toContain('农田水利')
  expect(document.querySelector('.lock-card')?.textContent).toContain('一段时间没有动')
  expect(document.activeElement).toBe(field())
  expect(document.documentElement.inert).toBe(false)
})

test('SE-65 a wrong password is told and asked for again; the right one comes back to the same document and line', async () => {
  editor()?.focus()
  await userEvent.keyboard('{Control>}{End}{/Control}')
  await pause(100)
  const line = window.getSelection()?.focusNode?.textContent
  await lock()
  await unlock('no')
  await soon(() => expect(document.querySelector('.lock-card [role="alert"]')?.textContent).toContain('密码不对'))
  expect(field()?.value).toBe('')
  await unlock('ok')
  await soon(() => expect(editor()).not.toBeNull())
  await pause(200)
  expect(location.hash).toContain(first)
  expect(document.activeElement).toBe(editor())
  expect(window.getSelection()?.focusNode?.textContent).toBe(line)
})

test('SE-66 what was typed a moment before the lock is saved, also what an input method holds', async () => {
  editor()?.focus()
  await userEvent.keyboard('abc')
  await start('x', 'xia', '下')
  await lock()
  expect(text()).toContain('abc下')
  expect(desk.saves.at(-1)?.text.textContent).toContain('abc下')
})

test('SE-66 from the flush on nothing can be typed that would be lost', async () => {
  editor()?.focus()
  tell('flush.request', { token: 'lock', reason: 'lock' })
  const before = text()
  await userEvent.keyboard('xyz')
  await pause(300)
  expect(text()).toBe(before)
  tell('session.locked', { why: 'person' })
  await soon(() => expect(field()).not.toBeNull())
})

test('SE-66 an opinion half-written in a dialog stands in it again after the lock, and Ctrl+L works there', async () => {
  await press('Enter', 13, CTRL)
  const area = () => document.querySelector<HTMLTextAreaElement>('.ant-modal textarea')
  await soon(() => expect(area()).not.toBeNull())
  await pause(300)
  area()?.focus()
  await userEvent.keyboard('，请核对第二段')
  await press('l', 76, CTRL)
  await soon(() => expect(calls.some((one) => one.name === 'session.lock')).toBe(true))
  await lock()
  expect(document.querySelector('textarea')).toBeNull()
  await unlock('ok')
  await soon(() => expect(editor()).not.toBeNull())
  await pause(200)
  await press('Enter', 13, CTRL)
  await soon(() => expect(area()?.value).toContain('请核对第二段'))
})

test('SE-65 another person may sign in: the session ends and the sign-in page comes', async () => {
  await lock()
  document.querySelector<HTMLElement>('.lock-other button')?.click()
  await soon(() => expect(calls.some((one) => one.name === 'session.signOut')).toBe(true))
  await soon(() => expect(document.querySelector('.sign-in')).not.toBeNull())
})

test('SE-65 a password changed elsewhere: the old one is asked for, or one begins anew', async () => {
  answers['session.unlock'] = () => ({ ok: false, code: 'SE-OLD-PASSWORD' })
  answers['session.rekey'] = () => ({ ok: false, code: 'SE-WRONG-PASSWORD' })
  await lock()
  await unlock('new')
  await soon(() => expect(document.querySelector('.old-password')?.textContent).toContain('密码在别处改过'))
  await soon(() => expect(field()).toBe(document.activeElement))
  await userEvent.keyboard('old{Enter}')
  await soon(() => expect(calls.at(-1)).toEqual({ name: 'session.rekey', input: { oldPassword: 'old' } }))
  await soon(() => expect(document.querySelector('.old-password [role="alert"]')?.textContent).toContain('密码不对'))
})

test('SE-77 reported lost while the desk is open: locked, then told in words, and no password is asked for any more', async () => {
  await lock()
  tell('device.lost', { state: 'lost', at: Date.UTC(2026, 2, 2, 1) })
  await soon(() => expect(document.querySelector('.lost-device')?.textContent).toContain('已登记丢失'))
  expect(document.querySelector('.lost-device')?.textContent).toContain('移交以后才会从本机清除')
  expect(document.querySelector('input')).toBeNull()
  tell('device.lost', { state: 'wiped', at: 0 })
  await soon(() => expect(document.querySelector('.lost-device')?.textContent).toContain('已经全部清除'))
  expect(document.querySelector('.lost-device')?.textContent).toContain('向办公室领取')
  // found again: the door is there as before
  tell('device.lost', null)
  await soon(() => expect(field()).not.toBeNull())
})

test('SE-77 a machine that was wiped says so where the sign-in would be', async () => {
  await lock()
  answers['device.lost'] = () => ({ ok: true, value: { state: 'wiped', at: Date.UTC(2026, 2, 2, 1) } })
  document.querySelector<HTMLElement>('.lock-other button')?.click()
  await soon(() => expect(document.querySelector('.lost-device')?.textContent).toContain('请安全管理员解除登记'))
  expect(document.querySelector('input')).toBeNull()
})
