import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { compose, frame, pause } from '../support/ui/ime.ts'
import type { FakeDesk } from '../support/ui/fake-desk.ts'
import { closeWindow, openWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const field = (): HTMLInputElement => {
  const found = document.querySelector<HTMLInputElement>('.seek-line input')
  if (!found) throw new Error('no field')
  return found
}
const hits = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.seek-rows [role="option"]')]
const marked = (): string[] => [...document.querySelectorAll('.seek-rows mark')].map((mark) => mark.textContent ?? '')
const standing = (): string => document.querySelector('.seek-standing')?.textContent ?? ''
const options = { timeout: 10_000 }

async function openFind(): Promise<FakeDesk> {
  const { desk } = await openWindow('zhao', 'check')
  await userEvent.keyboard('{Control>}{Shift>}f{/Shift}{/Control}')
  await vi.waitFor(() => expect(document.activeElement).toBe(field()), options)
  return desk
}

describe('[FD-10] 查找', () => {
  test('results while typing, what was found is marked in title and text; arrows move, Enter opens, and coming back finds all as it was', async () => {
    const desk = await openFind()
    expect(location.hash).toBe('#/find')
    expect(document.querySelector('.seek .empty strong')?.textContent).toBe('查找您可以看到的全部公文')
    await userEvent.keyboard('水利')
    await vi.waitFor(() => expect(hits().length).toBeGreaterThan(0), options)
    expect(new Set(marked())).toEqual(new Set(['水利']))
    expect(standing()).toContain(`本机找到 ${hits().length} 件`)
    await userEvent.keyboard('{Control>}a{/Control}正文第二段')
    await vi.waitFor(() => expect(document.querySelector('.hit-text mark')?.textContent).toBe('正文第二段'), options)
    expect(document.querySelector('.hit-text')?.textContent).toBe('正文第二段。')
    await userEvent.keyboard('{Control>}a{/Control}请示')
    await vi.waitFor(() => expect(new Set(marked())).toEqual(new Set(['请示'])), options)
    await vi.waitFor(() => expect(hits().length).toBeGreaterThan(1))
    await userEvent.keyboard('{ArrowDown}')
    await frame()
    expect(hits().findIndex((one) => one.ariaSelected === 'true')).toBe(1)
    const second = hits()[1]
    expect(field().getAttribute('aria-activedescendant')).toBe(second?.id)
    const title = second?.querySelector('.hit-title')?.textContent ?? ''
    await userEvent.keyboard('{Enter}')
    await vi.waitFor(() => expect(location.hash).toContain(second?.id.slice(4)), options)
    const id = second?.id.slice(4) as never
    expect(desk.state(id)?.header.title).toBe(title.replace(/^(特急|加急)/, ''))
    await userEvent.keyboard('{Control>}{Shift>}f{/Shift}{/Control}')
    await vi.waitFor(() => expect(field().value).toBe('请示'), options)
    await vi.waitFor(() => expect(hits().length).toBeGreaterThan(1), options)
  })

  test('nothing half composed is asked for; initials and 繁体 find', async () => {
    const desk = await openFind()
    await compose('shui li', 'shui', '水利')
    await vi.waitFor(() => expect(new Set(marked())).toEqual(new Set(['水利'])), options)
    expect(desk.finding.asked.filter((text) => /[a-z]/.test(text))).toEqual([])
    const some = hits().length
    await userEvent.keyboard('{Control>}a{/Control}ntsl')
    await vi.waitFor(() => expect(marked()).toContain('农田水利'), options)
    await userEvent.keyboard('{Control>}a{/Control}農田')
    await vi.waitFor(() => expect(marked()).toContain('农田'), options)
    expect(some).toBeGreaterThan(0)
    await userEvent.keyboard('{Escape}')
    await vi.waitFor(() => expect(field().value).toBe(''))
  })

  test('a filter narrows, and clears; nothing found says so', async () => {
    await openFind()
    await userEvent.keyboard('的')
    await vi.waitFor(() => expect(hits().length).toBeGreaterThan(1), options)
    const all = hits().length
    const person = document.querySelector<HTMLInputElement>('.seek-words input[aria-label="人员"], input[aria-label="人员"]')
    person?.focus()
    await userEvent.keyboard('没有此人')
    await vi.waitFor(() => expect(document.querySelector('.seek .empty strong')?.textContent).toBe('没有找到“的”'), options)
    document.querySelector<HTMLElement>('.seek-filter > button:last-child')?.click()
    await vi.waitFor(() => expect(hits()).toHaveLength(all), options)
  })

  test('FD-11 a question is kept under a name and brings its filter back', async () => {
    const desk = await openFind()
    await userEvent.keyboard('水利')
    await vi.waitFor(() => expect(hits().length).toBeGreaterThan(0), options)
    ;[...document.querySelectorAll<HTMLElement>('.seek-line button')].at(-1)?.click()
    await vi.waitFor(() => expect(document.querySelector('.seek-saved input')).not.toBeNull())
    document.querySelector<HTMLElement>('.seek-saved input')?.focus()
    await userEvent.keyboard('水利件{Enter}')
    await vi.waitFor(() => expect(desk.finding.saved().map((one) => [one.name, one.query.text])).toEqual([['水利件', '水利']]))
    field().focus()
    await userEvent.keyboard('{Escape}')
    await vi.waitFor(() => expect(field().value).toBe(''))
    ;[...document.querySelectorAll<HTMLElement>('.seek-line button')].at(-1)?.click()
    await vi.waitFor(() => expect(document.querySelector('.seek-saved-row button')?.textContent).toBe('水利件'))
    await pause(200)
    document.querySelector<HTMLElement>('.seek-saved-row button')?.click()
    await vi.waitFor(() => expect(field().value).toBe('水利'))
    await vi.waitFor(() => expect(hits().length).toBeGreaterThan(0), options)
  })

  test('FD-09 what only the county has stands below and does not open; without a line that is said', async () => {
    const desk = await openFind()
    const [own] = desk.rows('todo')
    if (!own) throw new Error('no row')
    const away = {
      id: '0190c000-0000-7000-8000-000000000001' as never,
      title: '关于水利普查的通知',
      number: '青政发〔2025〕3号',
      units: ['青禾县水利局'],
      persons: ['田苗'],
      docType: '通知',
      urgency: '',
      stage: 'issued' as const,
      shelves: ['reading' as const],
      on: '2025-03-02',
      updatedAt: 1,
      titlePlaces: [[2, 4] as [number, number]],
      snippet: null,
    }
    desk.finding.setElsewhere(() => Promise.resolve({ hits: [away], more: false, pending: 2 }))
    await userEvent.keyboard('水利')
    await vi.waitFor(() => expect(standing()).toContain('县里另有 1 件，还没有同步到本机'), options)
    expect(standing()).toContain('县里还有 2 件正在编入')
    const last = hits().at(-1)
    expect([last?.ariaDisabled, last?.querySelector('.hit-about')?.textContent]).toEqual([
      'true',
      '青政发〔2025〕3号 · 青禾县水利局 · 田苗 · 通知 · 已印发 · 2025年3月2日',
    ])
    last?.click()
    await vi.waitFor(() => expect(document.querySelector('.ant-message')?.textContent).toContain('还没有同步到本机'))
    expect(location.hash).toBe('#/find')
    desk.setStatus({ connection: 'offline' })
    await vi.waitFor(() => expect(standing()).toContain('没有网络，只查了本机'))
    desk.finding.setState({ ready: false, done: 1200, total: 20_000 })
    await vi.waitFor(() => expect(standing()).toContain('正在编入索引：1200 / 20000 件，结果可能不全'))
  })
})
