import { undo } from '../../src-renderer/document/editor/history.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { pageCommands } from '../../src-renderer/document/editor/page-commands.ts'
import { pasteHtml } from '../../src-renderer/document/editor/paste-html.ts'
import { sentence } from '../../src-renderer/ui/messages.ts'
import { tp } from '../../src-renderer/ui/text-pictures.ts'
import { commit, frame, start } from '../support/ui/ime.ts'
import {
  arrived,
  begin,
  desk,
  dom,
  here,
  images,
  insert,
  only,
  open,
  page,
  paste,
  pick,
  submitted,
  untouched,
  words,
  works,
} from '../support/ui/picture-page.ts'
import { drawn } from '../support/ui/pictures.ts'

beforeEach(begin)
afterEach(() => page.close())

describe('[RV-72] putting pictures in', () => {
  test('by the tool: alone in a paragraph it is centred, its size is that on paper, and one undo takes it back', async () => {
    open()
    page.select(1, 0)
    await insert(desk.add(await drawn(1600, 900)))
    await here()
    const { node } = only()
    expect(node.attrs).toMatchObject({ width: 156, height: 87.8, alt: '' })
    expect(node.attrs['sm3']).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(page.doc().toJSON())).not.toContain('base64')
    expect(page.doc().child(1).child(1).attrs['align']).toBe('center')
    expect(words()).toEqual(['插入 〔图片 156×87.8 毫米〕，对齐：无 改为 居中对齐'])
    untouched()
    const column = page.editor.view.dom.getBoundingClientRect()
    const box = dom()[0]?.getBoundingClientRect()
    expect(box?.width).toBeCloseTo(156 * 3, 0)
    expect(Math.abs((box?.left ?? 0) - column.left)).toBeLessThan(1.5)
    page.editor.run(undo)
    expect(page.doc().eq(page.start)).toBe(true)
  })

  test('in the middle of a sentence it stands there, and typing before and behind it are undone by themselves', async () => {
    open()
    page.caret('有关', 'behind')
    await commit('的')
    await page.settled()
    await insert(desk.add(await drawn(200, 100)))
    await commit('等')
    await page.settled()
    expect(page.marked()).toContain('有关[+的][+image][+等]事项')
    page.editor.run(undo)
    expect(page.marked()).toContain('有关[+的][+image]事项')
    page.editor.run(undo)
    expect(page.marked()).toContain('有关[+的]事项')
    untouched()
  })

  test('several at once, those refused told by their reason; into an element none', async () => {
    open()
    page.select(1, 0)
    desk.refused = ['AT-PICTURE-KIND', 'AT-PICTURE-LARGE', 'AT-PICTURE-KIND']
    await insert(desk.add(await drawn(20, 10)), desk.add(await drawn(30, 10)))
    expect(page.refusals()).toEqual([tp.refused(2, sentence('AT-PICTURE-KIND')), tp.refused(1, sentence('AT-PICTURE-LARGE'))])
    expect(page.editor.changes()).toHaveLength(1)
    page.editor.run(undo)
    expect(page.doc().eq(page.start)).toBe(true)
    page.editor.focusArea('title')
    expect(pageCommands.insertPicture.run(page.editor.view.state)).toBe(false)
    page.editor.perform(pageCommands.insertPicture)
    expect(page.refusals().at(-1)).toBe(tp.bodyOnly)
  })

  test('while its bytes are put away one may go on writing; it comes where it was put', async () => {
    open()
    let go = (): void => undefined
    desk.before = () => new Promise((done) => (go = done))
    page.caret('抓紧')
    const one = await drawn(60, 40)
    paste((data) => data.items.add(one.file()))
    page.caret('请各村')
    await commit('务')
    await page.settled()
    expect(images()).toHaveLength(0)
    go()
    await arrived(1)
    expect(page.marked()).toContain('[+务]请各村[+image]抓紧')
    untouched()
  })

  test('it waits for a composition to end, and breaks none off', async () => {
    open()
    let go = (): void => undefined
    desk.before = () => new Promise((done) => (go = done))
    page.caret('抓紧')
    const one = await drawn(60, 40)
    paste((data) => data.items.add(one.file()))
    page.select(0, 0)
    await start('n', 'ni')
    go()
    await frame()
    expect(images()).toHaveLength(0)
    await commit('你')
    await arrived(1)
    expect(page.accepted()).toContain('你现将')
    expect(page.editor.door.counters).toMatchObject({ escaped: 0, coarse: 0 })
    untouched()
  })

  test('work over a second is shown with a way to call it off; called off, nothing is put in', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      open()
      let go = (): void => undefined
      desk.before = () => new Promise((done) => (go = done))
      page.select(1, 0)
      const [one, two] = [await drawn(60, 40), await drawn(50, 40)]
      paste((data) => {
        data.items.add(one.file())
        data.items.add(two.file('q.png'))
      })
      await vi.waitFor(() => expect(desk.begun).toBe(1))
      expect(works).toEqual([])
      await vi.advanceTimersByTimeAsync(1100)
      expect(works.map((work) => work?.words)).toEqual([tp.working(1, 2)])
      works[0]?.cancel()
      go()
      await vi.waitFor(() => expect(works.at(-1)).toBeNull())
      expect(page.refusals()).toEqual([tp.cancelled])
      expect(desk.puts).toBe(1)
      expect(page.doc().eq(page.start)).toBe(true)
    } finally {
      vi.useRealTimers()
    }
  })

  test('a page that became read only, or was left, takes none, and says so', async () => {
    let mode: 'tracked' | null = 'tracked'
    open({ modeOf: () => mode })
    let go = (): void => undefined
    desk.before = () => new Promise((done) => (go = done))
    const one = await drawn(60, 40)
    page.select(1, 0)
    paste((data) => data.items.add(one.file()))
    await vi.waitFor(() => expect(desk.begun).toBe(1))
    mode = null
    page.editor.refreshEditable()
    go()
    await vi.waitFor(() => expect(page.refusals()).toEqual([tp.readOnly]))
    mode = 'tracked'
    page.editor.refreshEditable()
    paste((data) => data.items.add(one.file()))
    await vi.waitFor(() => expect(desk.begun).toBe(2))
    page.close()
    go()
    await vi.waitFor(() => expect(page.refusals().at(-1)).toBe(tp.left))
    expect(desk.puts).toBe(2)
    open()
  })

  test('dropped files: pictures where they are let go, other files with a word', async () => {
    open()
    const one = await drawn(60, 40)
    const target = page.editor.view.coordsAtPos(page.doc().child(0).nodeSize + 2 + 3)
    const data = new DataTransfer()
    data.items.add(one.file())
    data.items.add(new File(['x'], '表.xlsx', { type: 'application/vnd.ms-excel' }))
    page.editor.view.dom.dispatchEvent(
      new DragEvent('drop', {
        dataTransfer: data,
        clientX: target.left,
        clientY: (target.top + target.bottom) / 2,
        bubbles: true,
        cancelable: true,
      }),
    )
    await arrived(1)
    expect(page.refusals()).toEqual([tp.onlyPictures])
    expect(page.marked()).toContain('现将有[+image]关')
    untouched()
  })
})

describe('[RV-72] pasted text with pictures', () => {
  test('data: pictures come along at their place, in one undo; those of web pages and files stay behind, with a word', async () => {
    open()
    const one = await drawn(400, 200)
    page.caret('请各村')
    paste((data) =>
      data.setData(
        'text/html',
        `<p>甲<img src="${one.url}" alt="位置图">乙</p><p><img src="https://example.invalid/x.png">丙<img src="file:///C:/a.png"></p>
         <img src="data:image/svg+xml,<svg onload='alert(1)'/>"><img data-sm3="${'e'.repeat(64)}" src="x">`,
      ),
    )
    await arrived(1)
    expect(page.refusals()).toEqual([tp.leftOut(4)])
    expect(page.accepted()).toBe(['现将有关事项通知如下', '', '甲乙', '丙请各村抓紧落实'].join('\n'))
    expect(only().node.attrs).toMatchObject({ alt: '位置图', width: 105.8, height: 52.9 })
    expect(desk.puts).toBe(1)
    untouched()
    page.editor.run(undo)
    expect(page.doc().eq(page.start)).toBe(true)
  })

  test('a data: picture that holds no bytes takes no words with it, and is told', async () => {
    open()
    page.caret('请各村')
    paste((data) => data.setData('text/html', '<p>甲<img src="data:image/png;base64,@@@">乙</p>'))
    await vi.waitFor(() => expect(page.refusals()).toHaveLength(1))
    expect(page.accepted()).toContain('甲乙')
    untouched()
  })

  test('[SE-09] a foreign page names none of our pictures', () => {
    open()
    expect(pasteHtml(`<p><img data-sm3="${'e'.repeat(64)}">甲</p>`)).not.toContain('img')
    expect(pasteHtml(`<p><img data-sm3="${'e'.repeat(64)}">甲</p>`, new Set(['e'.repeat(64)]))).toContain('img')
  })

  test('a picture of a copied text beside the text: the text goes first', async () => {
    open()
    const one = await drawn(60, 40)
    page.caret('请各村')
    paste((data) => {
      data.setData('text/html', '<p>文字</p>')
      data.items.add(one.file())
    })
    expect(page.accepted()).toContain('文字请各村')
    expect(images()).toHaveLength(0)
    expect(desk.puts).toBe(0)
  })

  test('copied inside the document: the same picture again, with its size and words; cut and pasted it is a move', async () => {
    open({ mode: 'tracked' })
    page.select(1, 0)
    await insert(desk.add(await drawn(400, 200)))
    submitted()
    pick()
    page.editor.dispatch(page.editor.view.state.tr.setNodeAttribute(only().pos, 'alt', '图'))
    pick(images().length - 1)
    const { dom: copied, text: plain } = page.editor.view.serializeForClipboard(page.editor.view.state.selection.content())
    expect(plain).toBe('〔图片 图 105.8×52.9 毫米〕')
    page.caret('抓紧')
    paste((data) => data.setData('text/html', copied.innerHTML))
    const last = images().at(-1)
    expect(last?.node.attrs).toMatchObject({ alt: '图', width: 105.8, height: 52.9 })
    expect(page.refusals()).toEqual([])
  })

  test('[SE-09] from another document: what this person has or may fetch comes, what is not theirs does not', async () => {
    open()
    const mine = desk.add(await drawn(40, 20))
    const theirs = 'f'.repeat(64)
    const html = (...names: string[]) =>
      `<p data-pm-slice="1 1 []" data-style="body">前${names.map((name) => `<img data-sm3="${name}" data-width="40" data-height="20">`).join('')}后</p>`
    page.caret('抓紧')
    paste((data) => data.setData('text/html', html(mine.sm3, theirs)))
    await arrived(1)
    expect(only().node.attrs['sm3']).toBe(mine.sm3)
    expect(page.refusals()).toEqual([tp.notYours(1)])
    expect(page.accepted()).toContain('请各村前后抓紧')
    page.editor.run(undo)
    expect(page.doc().eq(page.start)).toBe(true)
    // without a line nobody can say: it comes, and the server decides what it shows
    desk.online = false
    page.caret('抓紧')
    paste((data) => data.setData('text/html', html(theirs)))
    await arrived(1)
    await vi.waitFor(() => expect(dom()[0]?.title).toBe(tp.offline))
  })

  test('into an element its words come without it', async () => {
    open()
    const mine = desk.add(await drawn(40, 20))
    page.editor.focusArea('title')
    paste((data) => data.setData('text/html', `<p data-pm-slice="1 1 []">甲<img data-sm3="${mine.sm3}">乙</p>`))
    expect(images()).toHaveLength(0)
    expect(page.doc().child(0).firstChild?.textContent).toContain('甲乙')
    expect(page.refusals()).toEqual([tp.bodyOnly])
  })
})
