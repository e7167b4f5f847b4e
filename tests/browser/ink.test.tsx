import type { Node as PmNode } from 'prosemirror-model'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import { v7 } from 'uuid'
import type { DocumentId } from '../../src-shared/ids.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { pointsOf, type Ink } from '../../src-shared/workflow/inks.ts'
import { personOf } from '../support/small-county.ts'
import type { FakeDesk } from '../support/ui/fake-desk.ts'
import { frame, send } from '../support/ui/ime.ts'
import { trackedEdit } from '../support/ui/scenes.ts'
import { closeWindow, openWindow, shownPage } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

type Point = readonly [x: number, y: number]

/** One event of the real pointer, at a place of this window; the runner may show the window smaller than it is. */
const pointer = (type: string, [x, y]: Point, buttons: number, kind = 'mouse', force = 0.5) => {
  const shown = window.frameElement?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight)
  return send('Input.dispatchMouseEvent', {
    type,
    x: shown.left + x * (shown.width / innerWidth),
    y: shown.top + y * (shown.height / innerHeight),
    button: type === 'mouseMoved' && !buttons ? 'none' : 'left',
    buttons,
    clickCount: 1,
    pointerType: kind,
    force,
  })
}
/** Draws a line with the pointer held down. */
async function draw(points: readonly Point[], kind?: string): Promise<void> {
  const [first, ...rest] = points
  if (!first) return
  await pointer('mouseMoved', first, 0, kind)
  await pointer('mousePressed', first, 1, kind)
  for (const [i, at] of rest.entries()) await pointer('mouseMoved', at, 1, kind, 0.2 + (0.6 * i) / rest.length)
  await pointer('mouseReleased', points.at(-1) ?? first, 0, kind)
  await frame()
}
const circle = ([x, y]: Point, rx = 40, ry = 20): Point[] =>
  Array.from({ length: 32 }, (_, i) => [x + rx * Math.cos(i / 5), y + ry * Math.sin(i / 5)])

/** The block of the page that has these words, and its middle in the window. */
function block(words: string): { element: HTMLElement; id: string; at: Point } {
  const found = [...shownPage().querySelectorAll<HTMLElement>('p[data-id]')].find((one) => one.textContent?.includes(words))
  if (!found) throw new Error(`no ${words}`)
  found.scrollIntoView({ block: 'center' })
  const box = found.getBoundingClientRect()
  return { element: found, id: found.dataset['id'] ?? '', at: [box.left + box.width / 2, box.top + box.height / 2] }
}
const bar = (): HTMLElement => {
  const found = document.querySelector<HTMLElement>('.ink-bar')
  if (!found) throw new Error('no bar')
  return found
}
const said = (words: string): void => {
  if (!bar().textContent?.includes(words)) throw new Error(`the bar says ${bar().textContent}`)
}
/** Takes the pen or the ring by keyboard. */
async function take(key: 'i' | 'o'): Promise<void> {
  await userEvent.keyboard(`{Alt>}${key}{/Alt}`)
  await vi.waitFor(() => expect(document.activeElement?.classList.contains('ink-pad')).toBe(true))
}
const inksOf = (desk: FakeDesk, id: DocumentId): Ink[] => desk.state(id)?.inks ?? []
const onPage = (): SVGSVGElement[] =>
  [...document.querySelectorAll<SVGSVGElement>('.doc .ink-layer svg[data-ink]')].filter(
    (one) => one.dataset['ink'] && one.style.visibility !== 'hidden',
  )
const textOf = (desk: FakeDesk, id: DocumentId): PmNode => {
  const found = desk.working(id)
  if (!found) throw new Error('no text')
  return found
}
const openRail = async (): Promise<void> => {
  await screen.getByRole('tab', { name: /批注/ }).click()
  await vi.waitFor(() => expect(document.querySelector('.ink-list')).not.toBeNull())
}
const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.ink-row')]
const button = (words: string, within: ParentNode = document): HTMLElement => {
  const found = [...within.querySelectorAll<HTMLElement>('button')].find((one) =>
    one.textContent?.replaceAll(' ', '').includes(words),
  )
  if (!found) throw new Error(`no button ${words}`)
  return found
}
/** Someone else changes words of the text while it is open here. */
function editElsewhere(desk: FakeDesk, id: DocumentId, find: string, put: string): void {
  desk.moveBody(id, trackedEdit(textOf(desk, id), { author: 'li', step: 'review', at: Date.now() }, find, put))
}

describe('[UI-61] handwriting with the real pointer', () => {
  test('drawn by mouse, kept by Enter: over its block, on the version shown, in the record of the person', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    const { id, at } = block('堤身以沙壤土填筑')
    await take('i')
    await draw(circle(at))
    await vi.waitFor(() => said('1 笔'))
    await userEvent.keyboard('{Enter}')
    await vi.waitFor(() => expect(inksOf(desk, first)).toHaveLength(1))
    const [ink] = inksOf(desk, first)
    const state = desk.state(first)
    expect(ink).toMatchObject({
      kind: 'note',
      by: { userId: 'zhao' },
      blockId: id,
      bodyVersion: state?.bodyVersion,
      bodySm3: state?.bodySm3,
      struck: null,
    })
    expect(ink?.quote).toContain('柳河右岸堤防始建于')
    expect(JSON.stringify(ink?.strokes).length).toBeLessThan(1024)
    // the tool is put away, the text is untouched, and the drawing lies where it was drawn
    expect(document.querySelector('.ink-bar')).toBeNull()
    expect(listChanges(textOf(desk, first))).toHaveLength(8)
    const box = onPage()[0]?.getBoundingClientRect()
    expect(Math.abs((box?.left ?? 0) + (box?.width ?? 0) / 2 - at[0])).toBeLessThan(4)
    expect(Math.abs((box?.top ?? 0) + (box?.height ?? 0) / 2 - at[1])).toBeLessThan(4)
  })

  test('a pen writes with its pressure, and its line is wider where it is pressed', async () => {
    const { desk, first } = await openWindow('chen', 'sign')
    const { at } = block('恳请县')
    await take('i')
    await draw(
      Array.from({ length: 30 }, (_, i) => [at[0] - 90 + i * 6, at[1]]),
      'pen',
    )
    await vi.waitFor(() => said('1 笔'))
    await userEvent.keyboard('{Enter}')
    await vi.waitFor(() => expect(inksOf(desk, first)).toHaveLength(1))
    const points = inksOf(desk, first)[0]?.strokes[0]?.points ?? []
    const pressures = points.filter((_, i) => i % 3 === 2)
    expect(Math.max(...pressures) - Math.min(...pressures)).toBeGreaterThan(60)
  })

  test('Ctrl+Z takes back stroke by stroke, the eraser too; the editor below is not undone', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    const text = textOf(desk, first)
    const { at } = block('堤身以沙壤土填筑')
    await take('i')
    await draw(circle(at))
    await draw(circle([at[0] + 120, at[1]], 20, 20))
    await vi.waitFor(() => said('2 笔'))
    button('橡皮', bar()).click()
    await draw([
      [at[0] + 150, at[1]],
      [at[0] + 139, at[1]],
    ])
    await vi.waitFor(() => said('1 笔'))
    await userEvent.keyboard('{Control>}z{/Control}')
    await vi.waitFor(() => said('2 笔'))
    await userEvent.keyboard('{Control>}z{/Control}')
    await vi.waitFor(() => said('1 笔'))
    await userEvent.keyboard('{Control>}z{/Control}')
    await vi.waitFor(() => said('直接在页面上写'))
    expect(textOf(desk, first).eq(text)).toBe(true)
    await userEvent.keyboard('{Escape}')
    await vi.waitFor(() => expect(document.querySelector('.ink-bar')).toBeNull())
    expect(inksOf(desk, first)).toEqual([])
  })

  test('Esc throws one stroke away at once, and asks before it throws away more', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    const { at } = block('堤身以沙壤土填筑')
    await take('i')
    await draw(circle(at))
    await draw(circle([at[0] + 100, at[1]]))
    await vi.waitFor(() => said('2 笔'))
    await userEvent.keyboard('{Escape}')
    await vi.waitFor(() => expect(document.body.textContent).toContain('不要这 2 笔了？'))
    button('接着写').click()
    await vi.waitFor(() => said('2 笔'))
    await vi.waitFor(() => expect(document.querySelector('.ant-modal-wrap:not([style*="none"])')).toBeNull())
    await userEvent.keyboard('{Escape}')
    await vi.waitFor(() => expect(document.querySelector('.ant-modal-wrap:not([style*="none"])')).not.toBeNull())
    button('不要了', document.querySelector('.ant-modal-wrap:not([style*="none"])') ?? document).click()
    await vi.waitFor(() => expect(document.querySelector('.ink-bar')).toBeNull())
    expect(inksOf(desk, first)).toEqual([])
  })

  test('while strokes wait Ctrl+Enter is no 同意; another document and back, and they are still there', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    const { at } = block('堤身以沙壤土填筑')
    await take('i')
    await draw(circle(at))
    await vi.waitFor(() => said('1 笔'))
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await vi.waitFor(() => expect(document.body.textContent).toContain('这幅手写还没有留下'))
    expect(desk.state(first)?.step).toBe('check')
    const here = location.hash
    location.hash = here.replace(first, desk.rows('todo').find((row) => row.id !== first)?.id ?? '')
    await vi.waitFor(() => expect(document.querySelector('.ink-bar')).toBeNull())
    location.hash = here
    await vi.waitFor(() => said('1 笔'))
    await vi.waitFor(() => expect(document.activeElement?.classList.contains('ink-pad')).toBe(true))
    await userEvent.keyboard('{Enter}')
    await vi.waitFor(() => expect(inksOf(desk, first)).toHaveLength(1))
  })

  test('what is refused or cannot be written stays on the page to be kept later', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    const { at } = block('堤身以沙壤土填筑')
    const command = desk.data.command
    await take('i')
    await draw(circle(at))
    await vi.waitFor(() => said('1 笔'))
    desk.data.command = async () => Promise.reject(new Error('JR-FULL'))
    await userEvent.keyboard('{Enter}')
    await vi.waitFor(() => expect(document.querySelector('.ant-message')?.textContent).toMatch(/没有/))
    said('1 笔')
    desk.data.command = command
    await userEvent.keyboard('{Enter}')
    await vi.waitFor(() => expect(inksOf(desk, first)).toHaveLength(1))
  })
})

describe('[UI-62] 圈阅', () => {
  test('a click puts a ring with name and day there; 撤销 strikes it, and it stays in the record', async () => {
    const { desk, first } = await openWindow('chen', 'sign')
    const { at, id } = block('恳请县')
    await take('o')
    await pointer('mouseMoved', at, 0)
    await vi.waitFor(() => expect(document.querySelector('.ink.ghost')?.textContent).toContain('陈立新'))
    await pointer('mousePressed', at, 1)
    await pointer('mouseReleased', at, 0)
    await vi.waitFor(() => expect(inksOf(desk, first)).toMatchObject([{ kind: 'circled', blockId: id, by: { userId: 'chen' } }]))
    expect(pointsOf(inksOf(desk, first)[0]?.strokes ?? [])).toBeLessThan(60)
    await vi.waitFor(() => expect(onPage()[0]?.textContent).toMatch(/^陈立新\d{4}\.\d{1,2}\.\d{1,2}$/))
    // 圈阅 is no signature: the turn is where it was
    expect(desk.state(first)?.signed).toBeNull()
    await vi.waitFor(() => button('撤销').click())
    await vi.waitFor(() => expect(inksOf(desk, first)[0]?.struck).toMatchObject({ by: { userId: 'chen' } }))
    await vi.waitFor(() => expect(onPage().length).toBe(0))
  })

  test('by keyboard alone: Alt+O and Enter put it into the margin beside what one reads, the next one below it', async () => {
    const { desk, first } = await openWindow('zhou', 'cosign')
    for (let i = 1; i <= 2; i++) {
      await take('o')
      await userEvent.keyboard('{Enter}')
      await vi.waitFor(() => expect(inksOf(desk, first)).toHaveLength(i))
      await vi.waitFor(() => expect(document.querySelector('.ink-bar')).toBeNull())
    }
    const [one, two] = onPage().map((svg) => svg.getBoundingClientRect())
    const paper = document.querySelector('.sheet')?.getBoundingClientRect()
    const text = shownPage().getBoundingClientRect()
    if (!one || !two || !paper) throw new Error('no rings')
    expect(one.left).toBeGreaterThan(text.right)
    expect(one.right).toBeLessThan(paper.right)
    expect(two.top).toBeGreaterThan(one.bottom)
  })

  test('a ring in the middle of handwriting: the strokes wait, and so does a pen taken up before the ring is written down', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    const { at } = block('堤身以沙壤土填筑')
    await take('i')
    await draw(circle(at))
    await vi.waitFor(() => said('1 笔'))
    await userEvent.keyboard('{Alt>}o{/Alt}{Enter}')
    await vi.waitFor(() => expect(inksOf(desk, first)).toHaveLength(1))
    await vi.waitFor(() => said('1 笔'))
    await userEvent.keyboard('{Enter}')
    await vi.waitFor(() => expect(inksOf(desk, first).map((ink) => ink.kind)).toEqual(['circled', 'note']))
    await vi.waitFor(() => expect(document.querySelector('.ink-bar')).toBeNull())
    const command = desk.data.command
    let written = (): void => undefined
    desk.data.command = async (name, args) => {
      await new Promise<void>((resolve) => (written = resolve))
      return command(name, args)
    }
    await take('o')
    await userEvent.keyboard('{Enter}')
    await userEvent.keyboard('{Alt>}i{/Alt}')
    written()
    await vi.waitFor(() => expect(inksOf(desk, first)).toHaveLength(3))
    await vi.waitFor(() => said('直接在页面上写'))
  })

  test('with the button too, which says its keys', async () => {
    await openWindow('zhou', 'cosign')
    const tool = document.querySelector<HTMLButtonElement>('.ink-button')
    expect(tool?.title).toContain('Alt+O')
    tool?.click()
    await vi.waitFor(() => said('点一下要圈阅的地方'))
    tool?.click()
    await vi.waitFor(() => expect(document.querySelector('.ink-bar')).toBeNull())
  })
})

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
    await vi.waitFor(() => expect(Math.abs(offset('恳请县') - before)).toBeLessThan(1))
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

  test('on paper the drawing stands at its words, with the letter of the person', async () => {
    await ringed('恳请县', 'note')
    const before = offset('恳请县')
    const letter = () => {
      const element = onPage()[0]?.querySelector('.ink-letter')
      return element && getComputedStyle(element).display
    }
    expect(letter()).toBe('none')
    window.dispatchEvent(new Event('beforeprint'))
    expect(letter()).not.toBe('none')
    expect(Math.abs(offset('恳请县') - before)).toBeLessThan(1)
    window.dispatchEvent(new Event('afterprint'))
    await vi.waitFor(() => expect(letter()).toBe('none'))
  })
})
