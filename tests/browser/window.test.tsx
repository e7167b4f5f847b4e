import { afterEach, describe, expect, test, vi } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import { v7 } from 'uuid'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { openTaskOf } from '../../src-shared/workflow/document-state.ts'
import { personOf } from '../support/small-county.ts'
import type { FakeDesk } from '../support/ui/fake-desk.ts'
import { compose, CTRL, pause, press } from '../support/ui/ime.ts'
import type { Step } from '../support/ui/scenes.ts'
import { closeWindow, openWindow as open, type TestWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))

let desk: FakeDesk
let first: string
let calls: TestWindow['calls']
let listeners: TestWindow['listeners']

const openWindow = async (userId: string, step: Step): Promise<void> => {
  ;({ desk, first, calls, listeners } = await open(userId, step))
}
afterEach(closeWindow)

const selected = () => document.querySelector('.list [aria-selected="true"]')
const options = () => [...document.querySelectorAll<HTMLElement>('.list [role="option"]')]
const editor = () => document.querySelector<HTMLElement>('.sheet .gw')

describe('[UI-30] the list', () => {
  test('one tab stop; arrows, J, K, Home and End move; Enter goes into the page; Esc comes back', async () => {
    await openWindow('zhao', 'check')
    expect(options().filter((row) => row.tabIndex === 0)).toHaveLength(1)
    options()[0]?.focus()
    await userEvent.keyboard('{ArrowDown}j')
    await pause(150)
    expect(selected()?.getAttribute('aria-posinset')).toBe('3')
    expect(document.activeElement).toBe(selected())
    await userEvent.keyboard('k{End}')
    await pause(150)
    expect(selected()?.getAttribute('aria-posinset')).toBe(String(desk.rows('todo').length))
    await userEvent.keyboard('{Home}')
    await pause(200)
    await userEvent.keyboard('{Enter}')
    await pause(200)
    expect(document.activeElement).toBe(editor())
    await userEvent.keyboard('{Escape}')
    await pause(100)
    expect(document.activeElement).toBe(selected())
  })

  test('after an action the next item is selected', async () => {
    await openWindow('zhao', 'check')
    const before = desk.rows('todo').map((row) => row.id)
    await press('Enter', 13, CTRL)
    await vi.waitFor(() => expect(document.querySelector('.ant-modal textarea')).not.toBeNull())
    await pause(200)
    await press('Enter', 13, CTRL)
    await vi.waitFor(() => expect(desk.rows('todo')).toHaveLength(before.length - 1))
    await pause(200)
    expect(desk.state(before[0] as never)?.step).toBe('cosign')
    expect(location.hash).toContain(before[1])
  })

  test('what is taken away while one writes on it stays open, and that is told', async () => {
    await openWindow('zhao', 'check')
    const [first] = desk.rows('todo')
    const state = first && desk.state(first.id)
    const task = state && openTaskOf(state, 'zhao')
    if (!first || !task) throw new Error('lost')
    editor()?.focus()
    // the same person, at another desk
    const stamps = { signedOn: desk.data.today(), basisSm3: state.bodySm3, nextTaskId: v7() as typeof task.id }
    desk.act(personOf('zhao'), { name: 'Approve', args: { docId: first.id, taskId: task.id, text: '同意。', ...stamps } })
    await vi.waitFor(() => expect(document.querySelector('.ant-message')?.textContent ?? '').toContain('已不在“待办”里'))
    expect(location.hash).toContain(first.id)
    expect(desk.rows('todo').map((row) => row.id)).not.toContain(first.id)
  })
})

describe('[UI-03] shortcuts', () => {
  test('nothing fires during composition, and bare keys do not fire while writing', async () => {
    await openWindow('zhao', 'check')
    editor()?.focus()
    await compose('j', 'ji', '纪')
    await pause(150)
    expect(selected()?.getAttribute('aria-posinset')).toBe('1')
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', ctrlKey: true, keyCode: 229 } as KeyboardEventInit))
    await pause(50)
    expect(document.querySelector('.ant-modal')).toBeNull()
  })

  test('Alt+↓, Alt+Y and undo decide a change and take it back', async () => {
    await openWindow('zhao', 'check')
    await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}')
    await pause(150)
    await userEvent.keyboard('{Alt>}y{/Alt}')
    await vi.waitFor(() => expect(desk.state(first as never)?.decisions).toHaveLength(1))
    const change = desk.state(first as never)?.decisions[0]
    expect(change?.verdict).toBe('accept')
    await vi.waitFor(() => expect(document.querySelector('.undo-link')).not.toBeNull())
    document.querySelector<HTMLElement>('.undo-link')?.click()
    await vi.waitFor(() => expect(desk.state(first as never)?.decisions.at(-1)?.verdict).toBe('undo'))
  })

  test('UI-101 Enter in the palette runs what the words find, also where the list has not followed them yet', async () => {
    await openWindow('wang', 'draft')
    await userEvent.keyboard('{Control>}k{/Control}')
    await vi.waitFor(() => expect(document.querySelector('.palette input')).toBe(document.activeElement))
    const field = document.querySelector<HTMLInputElement>('.palette input')
    if (!field) throw new Error('no field')
    // both in one go, as a fast hand or a busy machine has it
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, '快捷键')
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
    await vi.waitFor(() => expect(document.querySelector('.sheet-keys')).not.toBeNull())
    expect(document.querySelector('.new-draft, .draft-types')).toBeNull()
  })

  test('the palette finds a document by pinyin initials', async () => {
    await openWindow('zhao', 'check')
    await press('k', 75, CTRL)
    await vi.waitFor(() => expect(document.querySelector('.palette input')).toBe(document.activeElement))
    await pause(700)
    await userEvent.keyboard('nysl')
    await userEvent.keyboard('{Backspace}{Backspace}{Backspace}{Backspace}ntsl')
    await vi.waitFor(() => expect(document.querySelector('.palette-row.selected')?.textContent).toContain('农田水利'))
  })
})

describe('[UI-05] saving', () => {
  test('typing is saved within a second, and flush.request is answered after it is written', async () => {
    await openWindow('zhao', 'check')
    editor()?.focus()
    await userEvent.keyboard('abc')
    await vi.waitFor(() => expect(desk.saves.length).toBeGreaterThan(0), { timeout: 1000 })
    const saves = desk.saves.length
    await userEvent.keyboard('d')
    listeners.get('flush.request')?.({ token: 'now', reason: 'close' } as never)
    await vi.waitFor(() => expect(calls.some((one) => one.name === 'flush.done')).toBe(true))
    expect(desk.saves.length).toBeGreaterThan(saves)
    expect(desk.saves.at(-1)?.text.textContent).toContain('abcd')
  })

  test('going to another document saves the one that is left', async () => {
    await openWindow('zhao', 'check')
    editor()?.focus()
    await userEvent.keyboard('xyz')
    options()[1]?.click()
    await vi.waitFor(() => expect(desk.working(first as never)?.textContent).toContain('xyz'))
  })
})

test('[UI-06] 拟稿: choose the 文种 and the caret stands in the title', async () => {
  await openWindow('wang', 'draft')
  await userEvent.keyboard('{Control>}n{/Control}')
  await vi.waitFor(() => expect(document.querySelector('.doc-type')).not.toBeNull())
  await pause(200)
  ;[...document.querySelectorAll<HTMLElement>('.doc-type')].find((one) => one.textContent === '函')?.click()
  await vi.waitFor(() => expect(document.activeElement?.classList.contains('gw')).toBe(true), { timeout: 3000 })
  await compose('g', '关于')
  await pause(500)
  const draft = desk.rows('drafts')[0]
  expect(draft?.docType).toBe('函')
  expect(
    desk
      .working(draft?.id as never)
      ?.child(0)
      .child(0).textContent,
  ).toBe('关于')
})

test('[UI-06] a 文种 chosen before a new desk has the county’s directory: told, and the draft is there as soon as it has', async () => {
  await openWindow('wang', 'draft')
  const before = desk.rows('drafts').length
  desk.setDirectoryHere(false)
  await userEvent.keyboard('{Control>}n{/Control}')
  await vi.waitFor(() => expect(document.querySelector('.doc-type')).not.toBeNull())
  await pause(200)
  ;[...document.querySelectorAll<HTMLElement>('.doc-type')].find((one) => one.textContent === '函')?.click()
  await vi.waitFor(() => expect(document.querySelector('.ant-message')?.textContent).toContain('正在从服务器取机构和人员名单'))
  expect(desk.rows('drafts')).toHaveLength(before)
  desk.setDirectoryHere(true)
  await vi.waitFor(() => expect(document.activeElement?.classList.contains('gw')).toBe(true), { timeout: 3000 })
  expect(desk.rows('drafts')).toHaveLength(before + 1)
})

test('[UI-67] a draft with the usual parts of its kind; the choice is remembered', async () => {
  await openWindow('wang', 'draft')
  await userEvent.keyboard('{Control>}n{/Control}')
  await vi.waitFor(() => expect(document.querySelector('.draft-ways input')).not.toBeNull())
  await pause(200)
  document.querySelector<HTMLInputElement>('.draft-ways input')?.click()
  ;[...document.querySelectorAll<HTMLElement>('.doc-type')].find((one) => one.textContent === '请示')?.click()
  await vi.waitFor(() => expect(editor()?.textContent).toContain('妥否，请批示。'), { timeout: 3000 })
  expect(localStorage.getItem('draft.template')).toBe('yes')
  localStorage.removeItem('draft.template')
})

test('[UI-68] a draft begun from another document: found by typing, chosen by Enter', async () => {
  await openWindow('wang', 'draft')
  const earlier = desk.rows('drafts')[0]
  if (!earlier) throw new Error('no draft')
  const before = desk.rows('drafts').map((row) => row.id)
  await userEvent.keyboard('{Control>}n{/Control}')
  await vi.waitFor(() => expect(document.querySelector('.draft-ways .link')).not.toBeNull())
  await pause(200)
  document.querySelector<HTMLElement>('.draft-ways .link')?.click()
  await vi.waitFor(() => expect(document.activeElement?.classList.contains('earlier-query')).toBe(true))
  await userEvent.keyboard('没有这样的公文')
  await vi.waitFor(() => expect(document.querySelector('.earlier .empty')).not.toBeNull())
  await userEvent.clear(document.querySelector<HTMLInputElement>('.earlier-query') as HTMLInputElement)
  await userEvent.keyboard(earlier.title.slice(0, 6))
  await vi.waitFor(() =>
    expect(document.querySelector('.earlier-row.selected')?.textContent).toContain(earlier.title.slice(0, 6)),
  )
  await userEvent.keyboard('{Enter}')
  await vi.waitFor(() => expect(desk.rows('drafts')).toHaveLength(before.length + 1), { timeout: 3000 })
  const made = desk.rows('drafts').find((row) => !before.includes(row.id))
  expect(made?.title.slice(0, 6)).toBe(earlier.title.slice(0, 6))
})

test('[UI-22] a title composed in the form stands on the page, whole, as one text', async () => {
  await openWindow('wang', 'draft')
  const field = document.querySelector<HTMLInputElement>('.elements .field.wide input')
  field?.focus()
  field?.setSelectionRange(0, 0)
  await compose('g', 'guan', '关于')
  await pause(300)
  expect(field?.value.startsWith('关于柳河镇')).toBe(true)
  expect(document.querySelector('.sheet .el-title')?.textContent?.startsWith('关于柳河镇')).toBe(true)
  await vi.waitFor(() =>
    expect(
      desk
        .working(first as never)
        ?.child(0)
        .child(0)
        .textContent.startsWith('关于柳河镇'),
    ).toBe(true),
  )
})

/** What an item of refused text has beside what happened. */
const textItem = (text: string) => ({
  cmdId: null,
  body: bodyJson(makeDocument({ codes: { docType: '通知' }, elements: {}, paragraphs: [text] }, v7)),
  settled: undefined,
})

test('[UI-11] 需处理 tells what happened, shows what was written, and keeps it', async () => {
  await openWindow('zhao', 'check')
  const base = {
    docId: first as never,
    title: '关于资金的请示',
    article: undefined,
    detail: undefined,
    parkedBy: undefined,
    authoredAt: 1,
    at: 2,
  }
  desk.setAttention([
    { ...base, id: 'a', code: 'RV-BASE-ALTERED', commandName: 'SubmitBody', args: {}, ...textItem('我改过的话') },
  ])
  await userEvent.keyboard('{Control>}6{/Control}')
  await vi.waitFor(() => expect(document.querySelector('.att-detail')?.textContent).toContain('我改过的话'))
  expect(document.querySelector('.att-detail')?.textContent).toContain('没留痕的改动')
  await screen.getByRole('button', { name: '放入搁置' }).click()
  await vi.waitFor(() => expect(desk.attention()).toHaveLength(0))
})

test('[UI-12] [SY-101] while a restored server waits for what desks send again, that is said, and can be closed', async () => {
  await openWindow('zhao', 'check')
  const banner = () => document.querySelector('.banner')?.textContent ?? ''
  expect(banner()).toBe('')
  desk.setStatus({ notice: 'SY-RECOVERING' })
  await vi.waitFor(() => expect(banner()).toContain('服务器从备份恢复过'))
  expect(banner()).toContain('可以照常办')
  document.querySelector<HTMLElement>('.banner button')?.click()
  await vi.waitFor(() => expect(banner()).toBe(''))
  // the next restore is told again
  desk.setStatus({ notice: null })
  await pause(50)
  desk.setStatus({ notice: 'SY-RECOVERING' })
  await vi.waitFor(() => expect(banner()).toContain('服务器从备份恢复过'))
})

test('[SY-190] after 30 days without a line, or with 2,000 steps waiting, the desk asks for a line and offers a safe copy', async () => {
  await openWindow('zhao', 'check')
  const banner = () => document.querySelector('.banner')?.textContent ?? ''
  const days = (n: number): number => Date.now() - n * 86_400_000
  desk.setStatus({ connection: 'offline', lastSyncAt: days(29) })
  await vi.waitFor(() => expect(banner()).toContain('现在没有连上县里的服务器'))
  desk.setStatus({ lastSyncAt: days(31) })
  await vi.waitFor(() => expect(banner()).toContain('已有 30 天没有连上'))
  expect(banner()).toContain('安全副本')
  desk.setStatus({ connection: 'online', lastSyncAt: Date.now(), pending: 2001 })
  await vi.waitFor(() => expect(banner()).toContain('已超过 2000 条'))
  desk.setStatus({ pending: 2000 })
  await vi.waitFor(() => expect(banner()).toBe(''))
})

test('[UI-60] before the first sync is through no place says that it is empty', async () => {
  await openWindow('zhao', 'check')
  const empty = () => document.querySelector('.list .empty')?.textContent ?? ''
  await userEvent.click(screen.getByText('草稿', { exact: true }))
  await vi.waitFor(() => expect(empty()).toContain('没有草稿'))
  desk.setStatus({ lastSyncAt: null })
  await vi.waitFor(() => expect(empty()).toContain('正在取您的公文'))
  desk.setStatus({ connection: 'offline' })
  await vi.waitFor(() => expect(empty()).toContain('还没有取到您的公文'))
})

test('[UI-08] views are readings: 最终稿 cannot be written in and saves nothing', async () => {
  await openWindow('zhao', 'check')
  await userEvent.keyboard('{Alt>}3{/Alt}')
  await pause(200)
  const shown = [...document.querySelectorAll<HTMLElement>('.sheet .gw')].filter((one) => !one.hidden)
  expect(shown).toHaveLength(1)
  expect(shown[0]?.isContentEditable).toBe(false)
  expect(shown[0]?.querySelector('ins, del')).toBeNull()
  expect(desk.saves).toHaveLength(0)
})

test('[UI-01] under the policy of the app no style or script is refused', async () => {
  const meta = document.createElement('meta')
  meta.setAttribute('name', 'csp-nonce')
  meta.setAttribute('content', 'bm9uY2U')
  const policy = document.createElement('meta')
  policy.httpEquiv = 'Content-Security-Policy'
  policy.content = "script-src 'self'; style-src 'self' 'nonce-bm9uY2U'; object-src 'none'; base-uri 'none'"
  document.head.append(meta, policy)
  const refused: string[] = []
  const listen = (event: SecurityPolicyViolationEvent): void =>
    void refused.push(`${event.violatedDirective} ${event.sourceFile}:${event.lineNumber} ${event.sample}`)
  document.addEventListener('securitypolicyviolation', listen)
  await openWindow('zhao', 'check')
  await press('Enter', 13, CTRL)
  await pause(300)
  await userEvent.keyboard('{Escape}')
  document.querySelector<HTMLElement>('.toolbar .ant-select')?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }))
  await press('k', 75, CTRL)
  await pause(600)
  document.removeEventListener('securitypolicyviolation', listen)
  expect(refused).toEqual([])
})
