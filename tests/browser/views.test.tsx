import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { personOf } from '../support/small-county.ts'
import { CTRL, pause, press } from '../support/ui/ime.ts'
import { addDocument, leveeRequest, longRequest, trackedEdit } from '../support/ui/scenes.ts'
import { closeWindow, openWindow, shownPage, type TestWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const alt = (key: string): Promise<void> => userEvent.keyboard(`{Alt>}${key}{/Alt}`)
const text = (): string => shownPage().querySelector('[data-block="body"]')?.textContent ?? ''
const bar = (): string => document.querySelector('.view-note')?.textContent ?? ''
const choice = (name: string): HTMLElement => {
  const found = [...document.querySelectorAll<HTMLElement>('.choice')].find((one) => one.textContent?.includes(name))
  if (!found) throw new Error(`no ${name} to choose`)
  return found
}
const decideFirst = async ({ desk, first }: TestWindow, verdict: 'accept' | 'reject'): Promise<string> => {
  const doc = desk.working(first)
  const id = (doc && listChanges(doc)[0]?.id) ?? ''
  await desk.data.command('DecideChanges', { docId: first, decisions: [{ changeId: id, verdict }] })
  await pause(100)
  return id
}

describe('[UI-44] readings', () => {
  test('原稿 has nothing of the changes; 最终稿 drops the rejected and takes the rest', async () => {
    const opened = await openWindow('zhao', 'check')
    await decideFirst(opened, 'reject')
    await alt('1')
    expect(text()).toContain('出现三次强降雨')
    expect(text()).toContain('最为突出')
    expect(shownPage().querySelector('[data-change]')).toBeNull()
    await alt('3')
    expect(text()).toContain('出现三次强降雨')
    expect(text()).toContain('尤为严重')
    expect(shownPage().querySelector('[data-change]')).toBeNull()
  })

  test('[DR-13] a title whose change is rejected stands in the head of the document at once, and goes with the undo', async () => {
    const opened = await openWindow('zhao', 'check', (desk) =>
      addDocument(desk, leveeRequest, 'check', (doc) =>
        trackedEdit(doc, { author: 'li', step: 'review', at: Date.now() - 3_600_000 }, '解决', '尽快解决'),
      ),
    )
    const title = () => document.querySelector('.doc-head h1')?.textContent
    await vi.waitFor(() => expect(title()).toContain('尽快解决'))
    const changeId = await decideFirst(opened, 'reject')
    await vi.waitFor(() => expect(title()).not.toContain('尽快解决'))
    await opened.desk.data.command('DecideChanges', { docId: opened.first, decisions: [{ changeId, verdict: 'undo' }] })
    await vi.waitFor(() => expect(title()).toContain('尽快解决'))
  })

  test('按人 marks the chosen people’s changes and shows the others as final', async () => {
    await openWindow('zhao', 'check')
    await alt('4')
    expect(text()).toContain('四次强')
    expect(text()).not.toContain('三次')
    expect(text()).toContain('最为突出尤为严重')
    choice('李建国').click()
    await pause(50)
    expect(text()).toContain('三次四次')
    choice('赵敏').click()
    await pause(50)
    expect(text()).toContain('三次四次')
    expect(text()).not.toContain('最为突出')
  })

  test('按环节 does the same by step', async () => {
    await openWindow('zhao', 'check')
    await alt('5')
    expect(choice('核稿').getAttribute('aria-checked')).toBe('true')
    choice('部门审核').click()
    await pause(50)
    choice('核稿').click()
    await pause(50)
    expect(text()).toContain('三次四次')
    expect(text()).not.toContain('最为突出')
  })

  test('the menu names the reading and leads to the less usual ones', async () => {
    await openWindow('zhao', 'check')
    document.querySelector<HTMLElement>('.view-more')?.click()
    await vi.waitFor(() => expect(document.querySelector('.ant-dropdown-menu')?.textContent).toContain('时间线'))
    ;[...document.querySelectorAll<HTMLElement>('.ant-dropdown-menu-item')]
      .find((one) => one.textContent?.includes('按环节'))
      ?.click()
    await vi.waitFor(() => expect(document.querySelector('.view-more')?.textContent).toContain('按环节'))
    document.querySelector<HTMLElement>('.view-note .link')?.click()
    await vi.waitFor(() => expect(document.querySelector('.view-note')).toBeNull())
  })
})

describe('[UI-46] two versions', () => {
  const pick = async (side: number, name: string): Promise<void> => {
    document
      .querySelectorAll<HTMLElement>('.version-pick .ant-select')
      [side]?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }))
    await vi.waitFor(() => expect(document.querySelector('.ant-select-item-option')).not.toBeNull())
    await pause(150)
    const options = [
      ...document.querySelectorAll<HTMLElement>('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option'),
    ]
    options.findLast((one) => one.textContent?.startsWith(name))?.click()
    await pause(250)
  }
  test('begins with 原稿 against now, signed by who made each change; any two can be picked', async () => {
    await openWindow('zhao', 'check')
    await alt('6')
    await vi.waitFor(() => expect(document.querySelector('.view-note .muted')).toBeNull())
    expect(text()).toContain('三次四次')
    await pick(0, '第 2 稿')
    await vi.waitFor(() => expect(text()).toContain('最为突出尤为严重'))
    expect(text()).not.toContain('三次')
    await pick(1, '第 2 稿')
    await vi.waitFor(() => expect(bar()).toContain('文字一样'))
  })
  test('without a line it says why there is no list, and what can be compared all the same', async () => {
    const { desk } = await openWindow('zhao', 'check')
    desk.setStatus({ connection: 'offline' })
    await alt('6')
    await vi.waitFor(() => expect(bar()).toContain('现在离线'))
    expect(text()).toContain('三次四次')
    desk.setStatus({ connection: 'online' })
    await vi.waitFor(() => expect(bar()).not.toContain('现在离线'))
  })
})

describe('[UI-45] switching', () => {
  test('what is read keeps its place in every reading and back', async () => {
    await openWindow('zhao', 'check', (desk) => longRequest(desk))
    const desk = document.querySelector<HTMLElement>('.page-desk')
    if (!desk) throw new Error('no desk')
    const block = shownPage().querySelectorAll<HTMLElement>('[data-block="body"] > p')[200]
    const id = block?.dataset['id'] ?? ''
    block?.scrollIntoView({ block: 'start' })
    await pause(100)
    const placeOf = (): number => {
      const found = shownPage().querySelector(`[data-id="${id}"]`)
      return (found?.getBoundingClientRect().top ?? -1e6) - desk.getBoundingClientRect().top
    }
    const before = placeOf()
    for (const key of ['1', '3', '4', '5', '6', '2', '3', '2']) {
      await alt(key)
      await pause(60)
      // the desk itself begins lower where the bar of a reading stands above it
      expect(Math.abs(placeOf() - before)).toBeLessThan(12)
    }
  })
})

describe('[UI-08] every reading is a reading', () => {
  test.each(['1', '3', '4', '5', '6', '7'])(
    'typing, saving and deciding in reading %s changes nothing of the text',
    async (key) => {
      const opened = await openWindow('zhao', 'check')
      const { desk, first } = opened
      const before = desk.working(first)
      const changes = before && listChanges(before).length
      await alt(key)
      await pause(80)
      const page = shownPage()
      expect(page.isContentEditable).toBe(false)
      page.focus()
      await userEvent.keyboard('abc')
      await press('s', 83, CTRL)
      await pause(100)
      opened.listeners.get('flush.request')?.({ token: 'now', reason: 'close' } as never)
      await vi.waitFor(() => expect(opened.calls.some((one) => one.name === 'flush.done')).toBe(true))
      await decideFirst(opened, 'accept')
      await alt('2')
      await pause(80)
      expect(desk.saves).toHaveLength(0)
      const after = desk.working(first)
      expect(after && before && after.eq(before)).toBe(true)
      expect(after && listChanges(after).length).toBe(changes)
      expect(shownPage().isContentEditable).toBe(true)
    },
  )

  test('a newer text that comes meanwhile stands in the reading at once', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    const { trackedEdit } = await import('../support/ui/scenes.ts')
    await alt('3')
    const doc = desk.working(first)
    if (!doc) throw new Error('lost')
    desk.moveBody(first, trackedEdit(doc, { author: personOf('li').userId, step: 'review', at: Date.now() }, '妥否', '当否'))
    await vi.waitFor(() => expect(text()).toContain('当否，请批示'))
  })
})
