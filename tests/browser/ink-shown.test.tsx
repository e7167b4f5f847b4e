import { afterEach, describe, expect, test, vi } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import { v7 } from 'uuid'
import { type Ink } from '../../src-shared/workflow/inks.ts'
import { personOf } from '../support/small-county.ts'
import { closeWindow, openWindow, shownPage } from '../support/ui/window.tsx'
import {
  type Point,
  pointer,
  draw,
  circle,
  block,
  take,
  inksOf,
  onPage,
  openRail,
  rows,
  button,
  editElsewhere,
} from '../support/ui/ink-hand.ts'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

describe('[UI-60] drawings stay with their words', () => {
  /** A ring of 周强 on the open document, over the block with these words. */
  async function ringed(words: string, kind: Ink['kind'] = 'circled') {
    const opened = await openWindow('zhao', 'check')
    const { at } = block(words)
    await take(kind === 'circled' ? 'o' : 'i')
    if (kind === 'note') {
      await draw(circle(at))
      await userEvent.keyboard('{Enter}')
    } else {
      await pointer('mousePressed', at, 1)
      await pointer('mouseReleased', at, 0)
    }
    await vi.waitFor(() => expect(onPage().length).toBe(1))
    const [ink] = inksOf(opened.desk, opened.first)
    if (!ink) throw new Error('no ink')
    return { ...opened, ink }
  }
  const offset = (words: string): number =>
    (onPage()[0]?.getBoundingClientRect().top ?? NaN) - block(words).element.getBoundingClientRect().top

  test('edits above move it with its block; when the words of its block change it is listed, not shown', async () => {
    const { desk, first } = await ringed('恳请县')
    const before = offset('恳请县')
    editElsewhere(desk, first, '柳河上游', '柳河上游干流和各支流沿线，自五月上旬至六月下旬，在全镇九个行政村范围内')
    await vi.waitFor(() => expect(shownPage().textContent).toContain('九个行政村'))
    // to the pixel, which may round the other way where the block stands now
    await vi.waitFor(() => expect(Math.abs(offset('恳请县') - before)).toBeLessThan(1.5))
    await openRail()
    expect(rows()[0]?.textContent).not.toContain('后来改过')

    editElsewhere(desk, first, '302万元，用于', '300万元，用于')
    await vi.waitFor(() => expect(onPage().length).toBe(0))
    await vi.waitFor(() => expect(rows()[0]?.textContent).toContain('写在第 1 稿上，所写的文字后来改过'))
  })

  test('one’s own typing in the block hides it too, and taking it back brings it again', async () => {
    await ringed('恳请县')
    const { element } = block('恳请县')
    shownPage().focus()
    getSelection()?.collapse(element.firstChild, 0)
    document.dispatchEvent(new Event('selectionchange'))
    await userEvent.keyboard('x')
    await vi.waitFor(() => expect(onPage().length).toBe(0))
    await userEvent.keyboard('{Backspace}')
    await vi.waitFor(() => expect(onPage().length).toBe(1))
  })

  test('shown on all marks and on the time line, in no other reading', async () => {
    await ringed('恳请县')
    for (const [key, shown] of [
      ['3', 0],
      ['1', 0],
      ['7', 1],
      ['2', 1],
    ] as const) {
      await userEvent.keyboard(`{Alt>}${key}{/Alt}`)
      await vi.waitFor(() => expect(onPage().length, `Alt+${key}`).toBe(shown))
    }
  })

  test('the list: who, when, step, version; jumps there, strikes after asking, shows struck ones on demand', async () => {
    const { desk, first, ink } = await ringed('恳请县', 'note')
    desk.act(personOf('zhou'), {
      name: 'AddInk',
      args: { docId: first, ink: { ...ink, id: v7() } },
    })
    await openRail()
    await vi.waitFor(() => expect(rows()).toHaveLength(2))
    const own = rows().find((row) => row.textContent?.includes('赵敏'))
    const other = rows().find((row) => row.textContent?.includes('周强'))
    expect(own?.textContent).toMatch(/手写.*核稿 · 第 \d 稿.*恳请县/)
    expect(() => button('划去', other)).toThrow()
    document.querySelector('.page-desk')?.scrollTo(0, 0)
    own?.querySelector<HTMLElement>('.ink-jump')?.click()
    await vi.waitFor(() => {
      const box = onPage()[0]?.getBoundingClientRect()
      expect(box && box.top > 160 && box.bottom < 740).toBe(true)
    })
    button('划去', own).click()
    await vi.waitFor(() => expect(document.body.textContent).toContain('划去这幅手写？'))
    button('划去', document.querySelector('.ant-modal-wrap:not([style*="none"])') ?? document).click()
    await vi.waitFor(() => expect(rows()).toHaveLength(1))
    expect(inksOf(desk, first)).toHaveLength(2)
    button('显示划去的1').click()
    await vi.waitFor(() => expect(rows()).toHaveLength(2))
    await vi.waitFor(() => expect(document.querySelector('.ink.struck')).not.toBeNull())
  })

  test('the version it was made on opens with its words and the drawing over them', async () => {
    const { desk, first, ink } = await ringed('恳请县')
    editElsewhere(desk, first, '302万元，用于', '300万元，用于')
    await openRail()
    await vi.waitFor(() => expect(rows()[0]?.textContent).toContain('后来改过'))
    button('看那一稿', rows()[0]).click()
    const drawn = () => document.querySelector<SVGSVGElement>(`.ink-version svg[data-ink="${ink.id}"]`)
    await vi.waitFor(() => expect(drawn()?.style.visibility).toBe('visible'))
    const version = document.querySelector('.ink-version')
    expect(version?.querySelector(`[data-id="${ink.blockId}"]`)?.textContent).toContain('302万元')
    expect(version?.querySelector(`[data-id="${ink.blockId}"]`)?.textContent).not.toContain('300万元')
    await screen.screenshot({ path: '../../artifacts/ink-version.png' })
  })

  test('without a line the version cannot be had: it says so, and shows the strokes', async () => {
    const { desk, first } = await ringed('恳请县')
    editElsewhere(desk, first, '302万元，用于', '300万元，用于')
    desk.setStatus({ connection: 'offline' })
    await openRail()
    await vi.waitFor(() => button('看那一稿', rows()[0]).click())
    await vi.waitFor(() => expect(document.querySelector('.ink-version')?.textContent).toContain('没有连上'))
    expect(document.querySelector('.ink-version .ink-thumb')).not.toBeNull()
  })

  test('the mouse on a drawing tells who and when, and the words below it stay within reach', async () => {
    await ringed('恳请县')
    const box = onPage()[0]?.getBoundingClientRect()
    if (!box) throw new Error('no ring')
    const middle: Point = [box.left + box.width / 2, box.top + box.height / 2]
    await pointer('mouseMoved', [middle[0] - 200, middle[1] - 120], 0)
    await pointer('mouseMoved', middle, 0)
    await vi.waitFor(() => expect(document.querySelector('.ink-card')?.textContent).toMatch(/赵敏.*圈阅.*核稿.*第 \d 稿/))
    expect(document.elementFromPoint(...middle)?.closest('.gw')).not.toBeNull()
    await screen.screenshot({ path: '../../artifacts/ink-ring.png' })
  })
})
