import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { EventName, EventPayload } from '../../src-shared/ipc/contract.ts'
import type { FakeDesk } from '../support/ui/fake-desk.ts'
import { closeWindow, openWindow, type TestWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))

/* The dialogs of safe copies (SY-165): what is told before, meanwhile and after, by keyboard alone. */

const COPY = '01900000-0000-7000-8000-00000000c0b1'
const counts = { documents: 2, commands: 5, items: 1, history: 40, files: 3, fileBytes: 3_000_000 }

let desk: FakeDesk
let prepare: FakeDesk['data']['prepareCopy']
let take: FakeDesk['data']['takeCopy']
let calls: TestWindow['calls']
let listeners: TestWindow['listeners']
let answers: Record<string, (input: never) => unknown>
const soon = <T,>(work: () => T): Promise<T> => vi.waitFor(work, { timeout: 10_000 })
const tell = <N extends EventName>(name: N, payload: EventPayload<N>): void => listeners.get(name)?.(payload as never)
const dialog = () => document.querySelector<HTMLElement>('.ant-modal.safe-copy')
const words = () => dialog()?.textContent ?? ''
const says = (text: string) => soon(() => expect(words()).toContain(text))
const ok = (value: unknown) => ({ ok: true, value })
const no = (code: string) => ({ ok: false, code })
const called = (name: string) => calls.filter((one) => one.name === name)
/** A promise and what settles it: main that is still at work. */
function later<T>() {
  let settle: (value: T) => void = () => undefined
  const promise = new Promise<T>((resolve) => (settle = resolve))
  return { promise, settle: (value: T) => settle(value) }
}

beforeEach(async () => {
  prepare = async () => 0
  take = async () => ({ commands: 0, texts: 0, items: 0 })
  ;({ desk, calls, listeners } = await openWindow('zhao', 'check', (made) => {
    Object.assign(made.data, {
      prepareCopy: (copyId: string) => prepare(copyId),
      takeCopy: (copy: Parameters<typeof take>[0]) => take(copy),
    })
    return undefined
  }))
  const bridge = window.desk
  if (!bridge) throw new Error('no bridge')
  const given = bridge.invoke
  answers = {}
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
afterEach(() => closeWindow())

/** Opens the dialog from the palette, as one does without a mouse. */
async function open(name: string): Promise<void> {
  await userEvent.keyboard('{Control>}k{/Control}')
  await soon(() => expect(document.querySelector('.palette input, [role="combobox"]')).not.toBeNull())
  await userEvent.keyboard(name)
  await userEvent.keyboard('{Enter}')
  await soon(() => expect(dialog()).not.toBeNull())
}

test('SY-165 导出: from the menu of the account; what it is, how far it is, what is in it and where it lies', async () => {
  document.querySelector<HTMLButtonElement>('.top-me')?.click()
  await soon(() => expect(document.querySelector('.ant-dropdown')?.textContent).toContain('导入安全副本…'))
  const entry = [...document.querySelectorAll<HTMLElement>('.ant-dropdown-menu-item')].find((one) =>
    one.textContent?.includes('导出安全副本…'),
  )
  entry?.click()
  await says('登录密码')
  const prepared: string[] = []
  prepare = async (copyId) => (prepared.push(copyId), 1)
  const writing = later<unknown>()
  answers = {
    'safeCopy.place': () => ok({ copyId: COPY }),
    'safeCopy.write': () => writing.promise,
    'safeCopy.cancel': () => ok(undefined),
  }
  await soon(() => expect(document.activeElement?.textContent).toBe('选择位置…'))
  await userEvent.keyboard('{Enter}')
  await says('正在写入并核对副本')
  expect(prepared).toEqual([COPY])
  tell('safeCopy.progress', { done: 30, total: 60 })
  await says('50%')
  // it cannot be left behind by a key, only stopped
  await userEvent.keyboard('{Escape}')
  expect(dialog()).not.toBeNull()
  writing.settle(ok({ file: '/media/u/王芳-20261012.lhcopy', bytes: 4_200_000, spoilt: 1, counts }))
  await says('核对无误')
  for (const one of [
    '2 件公文，5 项待上报，1 项需处理，3 个附件',
    '/media/u/王芳-20261012.lhcopy',
    '4.0 MB',
    '1 件公文的文字',
    '1 个附件在这台电脑上已经损坏',
  ])
    expect(words()).toContain(one)
  await userEvent.keyboard('{Enter}')
  await soon(() => expect(dialog()).toBeNull())
})

test('SY-165 导出: no place chosen, stopped, a stick that is gone, a disk on which nothing can be made ready', async () => {
  await open('导出安全副本')
  answers = { 'safeCopy.place': () => ok(null) }
  await userEvent.keyboard('{Enter}')
  await soon(() => expect(called('safeCopy.place')).toHaveLength(1))
  expect(called('safeCopy.write')).toHaveLength(0)
  const writing = later<unknown>()
  answers = {
    'safeCopy.place': () => ok({ copyId: COPY }),
    'safeCopy.write': () => writing.promise,
    'safeCopy.cancel': () => (writing.settle(no('SC-CANCELLED')), ok(undefined)),
  }
  await soon(() => expect(document.activeElement?.textContent).toBe('选择位置…'))
  await userEvent.keyboard('{Enter}')
  await soon(() => expect(document.activeElement?.textContent).toBe('取消'))
  await userEvent.keyboard('{Enter}')
  await says('选择位置…')
  expect(dialog()?.querySelector('[role="alert"]')).toBeNull()
  answers = { 'safeCopy.place': () => ok({ copyId: COPY }), 'safeCopy.write': () => no('SC-GONE') }
  await soon(() => expect(document.activeElement?.textContent).toBe('选择位置…'))
  await userEvent.keyboard('{Enter}')
  await says('U 盘已经不在了')
  prepare = () => Promise.reject(Object.assign(new Error('JR-FULL'), { code: 'JR-FULL' }))
  answers['safeCopy.write'] = () => ok({ file: '/media/u/a.lhcopy', bytes: 4_200, spoilt: 0, counts })
  answers['log.write'] = () => ok(undefined)
  await soon(() => expect(document.activeElement?.textContent).toBe('选择位置…'))
  await userEvent.keyboard('{Enter}')
  await says('已按原样放进副本')
})

test('SY-165 导入: whose and from when, the password, a wrong one, and what was new', async () => {
  await open('导入安全副本')
  answers = { 'safeCopy.open': () => no('SE-OTHER-PERSON') }
  await userEvent.keyboard('{Enter}')
  await says('只有本人能导入')
  answers = {
    'safeCopy.open': () => ok({ name: '王芳-20261012.lhcopy', madeAt: Date.UTC(2026, 9, 12, 1), here: false, counts }),
    'safeCopy.read': ({ password }: { password: string }) =>
      password === 'ok' ? ok({ copyId: COPY, records: [], history: [], files: 3 }) : no('SC-PASSWORD'),
  }
  await soon(() => expect(document.activeElement?.textContent).toBe('选择副本…'))
  await userEvent.keyboard('{Enter}')
  await says('王芳-20261012.lhcopy')
  expect(words()).toContain('2 件公文，5 项待上报，1 项需处理，3 个附件')
  await soon(() => expect(document.activeElement?.getAttribute('type')).toBe('password'))
  await userEvent.keyboard('no{Enter}')
  await says('密码不对')
  const taken: string[] = []
  take = async (copy) => (taken.push(copy.copyId), { commands: 5, texts: 2, items: 1 })
  const field = dialog()?.querySelector<HTMLInputElement>('input[type="password"]')
  field?.focus()
  field?.select()
  await userEvent.keyboard('ok{Enter}')
  await says('已导入')
  for (const one of ['5 项待上报，2 件公文的文字，1 项需处理，3 个附件', '已放在“需处理”']) expect(words()).toContain(one)
  expect(taken).toEqual([COPY])
})

test('SY-165 导入: a copy that is here already says so', async () => {
  await open('导入安全副本')
  answers = {
    'safeCopy.open': () => ok({ name: 'a.lhcopy', madeAt: Date.UTC(2026, 9, 12, 1), here: true, counts }),
    'safeCopy.read': () => ok({ copyId: COPY, records: [], history: [], files: 0 }),
  }
  await soon(() => expect(document.activeElement?.textContent).toBe('选择副本…'))
  await userEvent.keyboard('{Enter}')
  await says('由这台电脑导出')
  await soon(() => expect(document.activeElement?.getAttribute('type')).toBe('password'))
  await userEvent.keyboard('x{Enter}')
  await says('没有改动')
})

test('SY-165 a disk that is nearly full offers it', async () => {
  for (const disk of ['low', 'full'] as const) {
    desk.setStatus({ disk })
    const link = await soon(() => {
      const found = document.querySelector<HTMLButtonElement>('.banner .link')
      if (!found) throw new Error('no link')
      return found
    })
    expect(link.textContent).toBe('导出安全副本')
  }
  document.querySelector<HTMLButtonElement>('.banner .link')?.click()
  await soon(() => expect(dialog()).not.toBeNull())
})
