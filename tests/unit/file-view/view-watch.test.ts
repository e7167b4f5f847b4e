import { describe, expect, it, vi } from 'vitest'
import { outsideLink, asksOutside, safeLink } from '../../../src-main/file-view/outside.ts'
import { serveView, viewPolicy } from '../../../src-main/file-view/view-session.ts'
import { heard, memoryLimitKb, ticked, watchBegins, type Watched } from '../../../src-main/file-view/view-watch.ts'
import { viewWord } from '../../../src-main/file-view/view-words.ts'

vi.mock('electron', () => ({ session: {}, app: {} }))

/** After so many seconds without a word. */
const after = (watched: Watched, seconds: number) => {
  let now: ReturnType<typeof ticked> = { watched }
  for (let i = 0; i < seconds && !now.end; i++) now = ticked(now.watched, 0)
  return now
}

describe('the watch over an opened file', () => {
  it('PP-63 20 seconds without progress of work end it, work that goes on may last', () => {
    expect(after(watchBegins, 19).end).toBeUndefined()
    expect(after(watchBegins, 20).end).toBe('FV-SLOW')
    let watched = watchBegins
    for (let i = 0; i < 100; i++) watched = heard(after(watched, 15).watched, 'progress')
    expect(watched.busy).toBe(true)
  })

  it('PP-63 answering is not working: a page that lives while its worker hangs is ended all the same', () => {
    let watched = watchBegins
    for (let i = 0; i < 19; i++) watched = heard(after(watched, 1).watched, 'pong')
    expect(after(watched, 1).end).toBe('FV-SLOW')
  })

  it('PP-63 a file that only lies open is left alone, while it answers', () => {
    let watched = heard(watchBegins, 'idle')
    for (let i = 0; i < 1000; i++) {
      const next = after(watched, 1)
      expect(next.end).toBeUndefined()
      watched = heard(next.watched, 'pong')
    }
    expect(after(watched, 20).end).toBe('FV-SLOW')
  })

  it('PP-63 too much memory ends it at once', () => {
    expect(ticked(heard(watchBegins, 'idle'), memoryLimitKb + 1).end).toBe('FV-MEMORY')
    expect(ticked(watchBegins, memoryLimitKb).end).toBeUndefined()
  })
})

describe('what the page of an opened file may say', () => {
  it('SE-83 only words of the list, of the right kind', () => {
    for (const word of [{ type: 'next' }, { type: 'busy', on: true }, { type: 'shown', pages: 3 }, { type: 'link', url: 'x' }])
      expect(viewWord.safeParse(word).success).toBe(true)
    for (const word of [
      null,
      'next',
      { type: 'open' },
      { type: 'shown', pages: 2001 },
      { type: 'failed', code: 'SE-LOST' },
      { type: 'link', url: 'x'.repeat(2001) },
    ])
      expect(viewWord.safeParse(word).success).toBe(false)
  })

  it('SE-86 an address is asked for by main, one at a time, and only http and https', async () => {
    expect(['https://a.cn/', 'http://a.cn/x?y'].map(safeLink)).toEqual(['https://a.cn/', 'http://a.cn/x?y'])
    for (const url of ['javascript:1', 'file:///etc/passwd', 'https://gov.cn@evil.example/', 'ms-msdt:/id', 'a', '\\\\s\\x'])
      expect(safeLink(url)).toBeUndefined()
    let settle: (answer: { response: number; checkboxChecked: boolean }) => void = () => undefined
    const showMessageBox = vi.fn(
      () => new Promise<{ response: number; checkboxChecked: boolean }>((resolve) => (settle = resolve)),
    )
    const openExternal = vi.fn(() => Promise.resolve())
    const follow = outsideLink({ showMessageBox }, { openExternal })
    for (let i = 0; i < 50; i++) follow('https://a.cn/', {} as never)
    follow('file:///etc/passwd', {} as never)
    expect(showMessageBox).toHaveBeenCalledTimes(1)
    settle({ response: 1, checkboxChecked: false })
    await vi.waitFor(() => {
      follow('https://b.cn/', {} as never)
      expect(showMessageBox).toHaveBeenCalledTimes(2)
    })
    expect(openExternal).not.toHaveBeenCalled()
    settle({ response: 0, checkboxChecked: false })
    await vi.waitFor(() => expect(openExternal).toHaveBeenCalledWith('https://b.cn/'))
  })

  it('SE-87 before another program gets a file main asks, says who sent it, and the safe answer is the usual one', async () => {
    const showMessageBox = vi.fn((..._args: unknown[]) => Promise.resolve({ response: 1, checkboxChecked: false }))
    const asked = await asksOutside({ showMessageBox } as never, undefined, {
      name: '表.xlsx',
      size: 2_100_000,
      from: '柳河镇 王芳',
    })
    expect(asked).toBe(false)
    const options = showMessageBox.mock.calls[0]?.[0] as { message: string; detail: string; defaultId: number; cancelId: number }
    expect(options.message).toContain('表.xlsx')
    expect(options.detail).toMatch(/2\.0 MB[\s\S]*柳河镇 王芳/)
    expect([options.defaultId, options.cancelId]).toEqual([1, 1])
  })
})

describe("what the viewer's page is served", () => {
  it('SE-81 its policy allows scripts and workers of its own and nothing else', () => {
    expect(viewPolicy).not.toMatch(/unsafe|\*|https?:|blob:|data:/)
    expect(viewPolicy).toContain("default-src 'none'")
  })

  it('SE-82 only its own files, by GET, from its own host', async () => {
    const serve = serveView(new URL('../../../src-renderer', import.meta.url).pathname)
    const status = async (url: string, method = 'GET'): Promise<number> => (await serve(new Request(url, { method }))).status
    expect(await status('app://file-view/file-view/file-view.html')).toBe(200)
    for (const url of [
      'app://liuhen/file-view/file-view.html',
      'app://file-view/index.html',
      'app://file-view/',
      'app://file-view/file-view/..%2findex.html',
      'app://file-view/file-view/main.ts',
    ])
      expect([url, await status(url)]).toEqual([url, 404])
    expect(await status('app://file-view/file-view/file-view.html', 'POST')).toBe(404)
  })
})
