import { undo } from '../../src-renderer/document/editor/history.ts'
import { NodeSelection } from 'prosemirror-state'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import { schema } from '../../src-shared/document/schema.ts'
import { acceptAll } from '../../src-shared/revision/resolve.ts'
import { looksKey, type Looks } from '../../src-renderer/document/editor/looks.ts'
import { pageCommands } from '../../src-renderer/document/editor/page-commands.ts'
import { openProjection } from '../../src-renderer/document/editor/page-editor.ts'
import { findAll } from '../../src-renderer/document/find/search.ts'
import { describeChange } from '../../src-renderer/ui/change-words.ts'
import { tp } from '../../src-renderer/ui/text-pictures.ts'
import { ALT, compose, commit, frame, press, SHIFT } from '../support/ui/ime.ts'
import type { TestPage } from '../support/ui/open-page.ts'
import {
  begin,
  desk,
  dom,
  here,
  images,
  insert,
  only,
  open,
  overlay,
  page,
  pick,
  submitted,
  untouched,
} from '../support/ui/picture-page.ts'
import { drawn } from '../support/ui/pictures.ts'

beforeEach(begin)
afterEach(() => page.close())

describe('[RV-73] another size, other words', () => {
  test('while tracked: the old picture is struck, the new one put in, one change that tells both sizes', async () => {
    open()
    page.select(1, 0)
    await insert(desk.add(await drawn(400, 200)))
    submitted()
    pick()
    const smaller = pageCommands.pictureNarrower
    for (let i = 0; i < 3; i++) page.editor.perform(smaller)
    expect(images().map(({ node }) => node.attrs['width'])).toEqual([105.8, 90.8])
    expect(page.editor.view.state.selection).toBeInstanceOf(NodeSelection)
    expect(page.editor.view.state.selection.from).toBe(images()[1]?.pos)
    expect(page.editor.changes().map(describeChange)).toContain('替换 〔图片 105.8×52.9 毫米〕 → 〔图片 90.8×45.4 毫米〕')
    expect(images(acceptAll(page.doc())).map(({ node }) => node.attrs['width'])).toEqual([90.8])
    untouched()
    for (let i = 0; i < 3 && images().length > 1; i++) page.editor.run(undo)
    expect(images()).toHaveLength(1)
    expect(only().node.attrs['width']).toBe(105.8)
  })

  test('own and unsent, and in a draft: the same picture gets the size', async () => {
    for (const mode of ['tracked', 'untracked'] as const) {
      open({ mode })
      page.select(1, 0)
      await insert(desk.add(await drawn(400, 200)))
      pick()
      await press('ArrowRight', 39, ALT | SHIFT)
      expect(only().node.attrs).toMatchObject({ width: 110.8, height: 55.4 })
      expect(page.editor.view.state.selection).toBeInstanceOf(NodeSelection)
      page.editor.run(undo)
      expect(only().node.attrs['width']).toBe(105.8)
      page.editor.run(undo)
      expect(page.doc().eq(page.start)).toBe(true)
      if (mode === 'tracked') page.close()
    }
  })

  test('by a corner: it follows the mouse, keeps its shape, is one undo, and Escape leaves it', async () => {
    await screen.viewport(1000, 1200)
    open()
    page.select(1, 0)
    await insert(desk.add(await drawn(400, 200)))
    await here()
    pick()
    await vi.waitFor(() => expect(overlay()?.hidden).toBe(false))
    const handle = overlay()?.querySelector<HTMLElement>('.se')
    const box = handle?.getBoundingClientRect()
    if (!handle || !box) throw new Error('no handle')
    const [x, y] = [box.left + 5, box.top + 5]
    const mouse = (type: string, dx: number) =>
      handle.dispatchEvent(
        new PointerEvent(type, { clientX: x + dx, clientY: y, button: 0, pointerId: 1, bubbles: true, cancelable: true }),
      )
    handle.setPointerCapture = () => undefined
    mouse('pointerdown', 0)
    mouse('pointermove', -90)
    expect(dom()[0]?.getBoundingClientRect().width).toBeCloseTo((105.8 - 30) * 3, 0)
    expect(overlay()?.textContent).toContain('76 × 38 毫米')
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', cancelable: true }))
    mouse('pointerup', -90)
    expect(only().node.attrs['width']).toBe(105.8)
    mouse('pointerdown', 0)
    mouse('pointermove', -90)
    mouse('pointerup', -90)
    expect(only().node.attrs).toMatchObject({ width: 75.8, height: 37.9 })
    page.editor.run(undo)
    expect(only().node.attrs['width']).toBe(105.8)
  })

  test('its words by F2 and an input method; typing there is no edit of the page, Enter hands them in', async () => {
    open()
    page.select(1, 0)
    await insert(desk.add(await drawn(400, 200)))
    pick()
    await press('F2', 113)
    await vi.waitFor(() => expect(document.activeElement).toBe(overlay()?.querySelector('input')))
    await compose('x', 'xian', '险工段')
    expect(page.editor.door.busy(page.editor.view)).toBe(false)
    expect(only().node.attrs['alt']).toBe('')
    await press('Enter', 13)
    expect(only().node.attrs['alt']).toBe('险工段')
    expect(page.editor.view.hasFocus()).toBe(true)
    expect(dom()[0]?.alt).toBe('险工段')
    await press('F2', 113)
    await vi.waitFor(() => expect(document.activeElement).toBe(overlay()?.querySelector('input')))
    await commit('不要')
    await press('Escape', 27)
    expect(only().node.attrs['alt']).toBe('险工段')
  })

  test('a struck picture, and a page one only reads, have no corners', async () => {
    open()
    page.select(1, 0)
    await insert(desk.add(await drawn(400, 200)))
    submitted()
    pick()
    expect(overlay()?.hidden).toBe(false)
    await press('Backspace', 8)
    expect(only().node.marks.some((mark) => mark.type.name === 'del')).toBe(true)
    pick()
    expect(overlay()?.hidden).toBe(true)
  })
})

describe('[RV-74] how pictures look', () => {
  const looks = (page: TestPage): Looks => {
    const now = looksKey.getState(page.editor.view.state)?.looks
    if (!now) throw new Error('no looks')
    return now
  }
  test('put in and struck by people: framed and crossed in their colour, and decided ones grey', async () => {
    await screen.viewport(1000, 1500)
    open()
    const person = (n: number, letter: string) => ({ className: `p${n} l${n}`, letter, name: letter })
    const people: Looks = {
      ...looks(page),
      persons: new Map([
        ['zhao', person(0, '赵')],
        ['li', person(1, '李')],
      ]) as unknown as Looks['persons'],
    }
    page.editor.setLooks(people)
    page.select(1, 0)
    await insert(desk.add(await drawn(400, 200)))
    await here()
    const style = () => getComputedStyle(dom()[0] ?? document.body)
    expect(style().outlineStyle).toBe('solid')
    expect(style().backgroundImage).toBe('none')
    expect(dom()[0]?.closest('[data-change]')).not.toBeNull()
    submitted()
    pick()
    await press('Backspace', 8)
    expect(style().backgroundImage).toMatch(/^linear-gradient\(.*url\("/)
    expect(style().objectPosition).toBe('-99999px 0px')
    const [, del] = page.editor.changes()
    if (del) page.editor.setLooks({ ...people, verdicts: new Map([[del.id, 'reject']]) })
    await frame()
    expect(style().backgroundImage).toBe('none')
  })

  test('a picture that is not here: a calm frame of its size, filled when the line is back', async () => {
    open()
    const one = await drawn(400, 200)
    desk.online = false
    const sm3 = 'd'.repeat(64)
    page.editor.dispatch(
      page.editor.view.state.tr.insert(
        page.doc().child(0).nodeSize + 2,
        schema.node('image', { sm3, width: 100, height: 50, alt: '位置图' }),
      ),
    )
    await vi.waitFor(() => expect(dom()[0]?.title).toBe(tp.offline))
    const box = dom()[0]?.getBoundingClientRect()
    expect([box?.width, box?.height]).toEqual([300, 150])
    desk.allowed.set(sm3, one.url)
    desk.setOnline(true)
    await here()
    expect(dom()[0]?.title).toBe('')
    expect(dom()[0]?.getBoundingClientRect().height).toBe(150)
  })

  test('a picture from nowhere is named as broken and does no harm', async () => {
    open()
    for (const attrs of [{ sm3: 'x' }, { sm3: '', width: 1e9 }, { sm3: 'javascript:alert(1)', width: 50, height: 50 }])
      page.editor.dispatch(page.editor.view.state.tr.insert(page.doc().child(0).nodeSize + 2, schema.node('image', attrs)))
    await vi.waitFor(() => expect(dom().map((one) => one.title)).toEqual([tp.broken, tp.broken, tp.broken]))
    expect(dom().every((one) => one.src.startsWith('data:image/svg+xml,'))).toBe(true)
  })

  test('in the other readings it stands as on the page', async () => {
    open()
    page.select(1, 0)
    await insert(desk.add(await drawn(400, 200)))
    const mount = document.createElement('div')
    page.editor.view.dom.parentElement?.append(mount)
    const shown = openProjection(mount, acceptAll(page.doc()), looks(page), '最终稿', { pictures: desk })
    await vi.waitFor(() => expect(shown.dom.querySelector<HTMLElement>('.picture')?.dataset['state']).toBe('here'))
    expect(shown.dom.querySelector('.picture')?.getBoundingClientRect().width).toBeCloseTo(105.8 * 3, 0)
    expect(shown.dom.querySelector('[data-change]')).toBeNull()
    shown.destroy()
  })

  test('words on both sides of a picture are not one word: replacing them never takes it away', async () => {
    open()
    page.caret('各村')
    await insert(desk.add(await drawn(40, 20)))
    expect(findAll(page.doc(), '请各村')).toHaveLength(0)
    expect(findAll(page.doc(), '各村')).toHaveLength(1)
    pick()
    await userEvent.keyboard('{Delete}')
    expect(findAll(page.doc(), '请各村')).toHaveLength(1)
  })
})
