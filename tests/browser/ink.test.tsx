import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { pointsOf } from '../../src-shared/workflow/inks.ts'
import { closeWindow, openWindow, shownPage } from '../support/ui/window.tsx'
import { pointer, draw, circle, block, bar, said, take, inksOf, onPage, textOf, button } from '../support/ui/ink-hand.ts'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

describe('[UI-61] handwriting with the real pointer', () => {
  test('drawn by mouse, kept by Enter: over its block, on the version shown, in the record of the person', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    // the pages are there: a paragraph they cut is drawn on before the cut
    await vi.waitFor(() => expect(document.querySelector('.page-leaf')).not.toBeNull(), { timeout: 5000 })
    const { id, element } = block('堤身以沙壤土填筑')
    const place = element.getBoundingClientRect()
    const at = [place.left + place.width / 2, place.top + 45] as const
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
    const waiting: (() => void)[] = []
    let isSlow = true
    desk.data.command = async (name, args) => {
      if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve))
      return command(name, args)
    }
    await take('o')
    await userEvent.keyboard('{Enter}')
    await userEvent.keyboard('{Alt>}i{/Alt}')
    // the ring is on its way, with whatever goes before it
    await vi.waitFor(() => expect(waiting).not.toHaveLength(0))
    isSlow = false
    for (const go of waiting) go()
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

describe('WF-119 圈阅 counts as 同意 where a leader has the turn', () => {
  const dialog = (): string => (document.querySelector('.ant-modal')?.textContent ?? '').replaceAll(/\s/g, '')
  const offer = (): HTMLElement => button('圈阅即同意')
  const words = (): string => document.querySelector<HTMLTextAreaElement>('.ant-modal textarea')?.value ?? ''
  const ring = async (): Promise<void> => {
    await take('o')
    await userEvent.keyboard('{Enter}')
    await vi.waitFor(() => expect(document.querySelector('.ink-bar')).toBeNull())
  }

  test('at 审签 the ring offers to agree; nothing is done before it is said so, and the opinion stands in the record', async () => {
    const { desk, first } = await openWindow('zhou', 'cosign')
    await ring()
    await vi.waitFor(() => expect(offer().textContent).toBe('圈阅即同意，办理审签…'))
    expect([desk.state(first)?.step, desk.state(first)?.opinions.some((one) => one.by.userId === 'zhou')]).toEqual([
      'cosign',
      false,
    ])
    offer().click()
    await vi.waitFor(() => expect(dialog()).toContain('您已在文上圈阅，视为同意（条例第二十二条）'))
    expect(words()).toBe('圈阅，同意。')
    document.querySelector<HTMLElement>('.ant-modal-footer .ant-btn-primary')?.click()
    await vi.waitFor(() => expect(desk.state(first)?.step).toBe('sign'))
    expect(desk.state(first)?.opinions.at(-1)).toMatchObject({ by: { userId: 'zhou' }, stance: 'agree', text: '圈阅，同意。' })
  })

  test('at 签发 too; struck, it agrees to nothing any more', async () => {
    const { desk, first } = await openWindow('chen', 'sign')
    await ring()
    await vi.waitFor(() => button('撤销').click())
    await vi.waitFor(() => expect(inksOf(desk, first)[0]?.struck).not.toBeNull())
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await vi.waitFor(() => expect(words()).toBe('同意，请印发。'))
    expect(dialog()).not.toContain('您已在文上圈阅')
  })

  test('at 核稿 a ring is a mark on the text and offers nothing', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    await ring()
    await vi.waitFor(() => expect(inksOf(desk, first)).toHaveLength(1))
    await vi.waitFor(() => expect(button('撤销')).not.toBeNull())
    expect(document.body.textContent).not.toContain('圈阅即同意')
  })
})
