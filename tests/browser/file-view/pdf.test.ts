import { afterEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import '../../../src-renderer/file-view/file-view.css'
import { openPdf } from '../../../src-renderer/file-view/pdf/open-pdf.ts'
import { openShell, type Shell } from '../../../src-renderer/file-view/shell.ts'
import type { ShownDocument } from '../../../src-renderer/file-view/shown-document.ts'
import { pdfWorker } from '../../../src-renderer/file-view/workers.ts'
import { tv } from '../../../src-renderer/ui/text-file-view.ts'
import type { FromFileView } from '../../../src-shared/ipc/file-view.ts'
import { pdfOf, type PdfPage } from '../../support/pdf-bytes.ts'

/* PDF in the shell of the viewer, with pdf.js's own worker and tables, in a real browser. */
let shell: Shell | undefined
let said: FromFileView[] = []
const links: string[] = []
afterEach(() => {
  shell?.close()
  shell = undefined
  said = []
  links.length = 0
  document.body.replaceChildren()
})
const files = '/node_modules/pdfjs-dist/'

const pdf = (bytes: Uint8Array<ArrayBuffer>): Promise<ShownDocument> =>
  openPdf(bytes, pdfWorker(), files, {
    progress: () => undefined,
    link: (url) => links.push(url),
    jump: (page) => shell?.list.goTo(page),
  })
async function open(bytes: Uint8Array<ArrayBuffer>): Promise<Shell> {
  const line = { say: (one: FromFileView) => void said.push(one), busyWith: <T>(task: () => Promise<T>) => task() }
  shell = await openShell(document.body, '通知.pdf', await pdf(bytes), line)
  return shell
}
const sheet = (page: number) => document.querySelector<HTMLElement>(`.sheet[data-page="${page}"]`)
const drawn = (page: number): Promise<void> => vi.waitFor(() => expect(sheet(page)?.dataset['state']).toBe('drawn'), 10_000)
const press = (key: string, more: Partial<KeyboardEventInit> = {}): boolean =>
  document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
/** dark pixels of the page as drawn */
const inked = (page: number): number => {
  const canvas = sheet(page)?.querySelector('canvas')
  if (!canvas || canvas.width === 0) return 0
  const copy = document.createElement('canvas')
  copy.width = canvas.width
  copy.height = canvas.height
  const pen = copy.getContext('2d')
  pen?.drawImage(canvas, 0, 0)
  const { data } = pen?.getImageData(0, 0, copy.width, copy.height) ?? { data: new Uint8ClampedArray() }
  let dark = 0
  for (let i = 0; i < data.length; i += 4) if ((data[i] ?? 255) < 128) dark += 1
  return dark
}
const codeOf = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  pdf(bytes).then(
    () => 'opened',
    (error: unknown) => String((error as { code?: string }).code),
  )

const notice: PdfPage[] = [
  { lines: ['国务院办公厅关于做好防汛工作的通知', '各省、自治区、直辖市人民政府：'] },
  { lines: ['入汛以来，柳河堤防出现管涌险', '情3处，请抓紧组织抢护。'] },
  { lines: ['附件：险工险段现状表'] },
]

test('PP-64 [PP-65] a PDF with Chinese in a font that is not in it: pages, letters on the canvas, text over them', async () => {
  await open(pdfOf(notice))
  await drawn(1)
  expect(document.querySelector('.tools')?.textContent).toContain(tv.of(3))
  expect(sheet(1)?.querySelector('.text-layer')?.textContent).toContain('国务院办公厅关于做好防汛工作的通知')
  press('0', { ctrlKey: true })
  await drawn(1)
  expect(inked(1)).toBeGreaterThan(1000)
  // the layer lies over the letters: its first line is as wide as 17 letters of 16 pt
  const line = sheet(1)?.querySelector('.text-layer span')?.getBoundingClientRect()
  const scale = (sheet(1)?.clientWidth ?? 0) / 595
  expect(Math.abs((line?.width ?? 0) - 17 * 16 * scale)).toBeLessThan(3 * scale)
})

test('PP-65 old files: the table GBK-EUC-H, as the programs of the 2000s wrote it', async () => {
  // 防汛通知 in GBK
  const gbk: Record<string, string> = { 防: 'b7c0', 汛: 'd1b4', 通: 'cda8', 知: 'd6aa' }
  const bytes = pdfOf([{ lines: ['防汛通知'] }], { font: { name: 'SimSun', encoding: 'GBK-EUC-H' } }, (text) =>
    [...text].map((char) => gbk[char] ?? '').join(''),
  )
  await open(bytes)
  await drawn(1)
  expect(sheet(1)?.querySelector('.text-layer')?.textContent).toBe('防汛通知')
  press('0', { ctrlKey: true })
  await drawn(1)
  expect(inked(1)).toBeGreaterThan(200)
})

test('PP-66 pages, zoom and turning by keys', async () => {
  const { list } = await open(pdfOf(notice))
  await drawn(1)
  press('0', { ctrlKey: true })
  expect(list.scale()).toBe(1)
  await drawn(1)
  expect(sheet(1)?.clientWidth).toBe(Math.round((595 * 96) / 72))
  press('+', { ctrlKey: true })
  expect(list.scale()).toBe(1.1)
  press('-', { ctrlKey: true })
  expect(list.scale()).toBe(1)
  press('End')
  await vi.waitFor(() => expect(list.page()).toBe(3))
  await drawn(3)
  press('r')
  await drawn(3)
  expect(sheet(3)?.clientWidth).toBe(Math.round((842 * 96) / 72))
  // the text turns with the page
  const box = sheet(3)?.querySelector('.text-layer span')?.getBoundingClientRect()
  expect((box?.height ?? 0) > (box?.width ?? 0)).toBe(true)
  press('Home')
  await vi.waitFor(() => expect(list.page()).toBe(1))
  const number = document.querySelector<HTMLInputElement>('.page-number')
  number?.focus()
  await userEvent.keyboard('2{Enter}')
  await vi.waitFor(() => expect(list.page()).toBe(2))
})

test('PP-67 search finds a word across a line break, steps through places, marks them, and says when there is none', async () => {
  await open(pdfOf(notice))
  await drawn(1)
  press('f', { ctrlKey: true })
  await userEvent.keyboard('险情')
  const told = document.querySelector('.find-bar .told')
  await vi.waitFor(() => expect(told?.textContent).toBe(tv.found(1, 1)))
  await drawn(2)
  await vi.waitFor(() =>
    expect([...(CSS.highlights.get('found-now') ?? [])].map((range) => range.toString()).join('|')).toBe('险|情'),
  )
  await userEvent.keyboard('{Control>}a{/Control}险')
  await vi.waitFor(() => expect(told?.textContent).toMatch(/共 3 处/))
  const first = told?.textContent
  await userEvent.keyboard('{Enter}')
  expect(told?.textContent).not.toBe(first)
  await userEvent.keyboard('{Control>}a{/Control}没有的话')
  await vi.waitFor(() => expect(told?.textContent).toBe(tv.none))
  await userEvent.keyboard('{Escape}')
  expect(document.querySelector<HTMLElement>('.find-bar')?.hidden).toBe(true)
})

test('PP-67 copied text is the text', async () => {
  await open(pdfOf(notice))
  await drawn(1)
  const range = document.createRange()
  range.selectNodeContents(sheet(1)?.querySelector('.text-layer span') as Node)
  document.getSelection()?.removeAllRanges()
  document.getSelection()?.addRange(range)
  const clipboardData = new DataTransfer()
  document.body.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }))
  expect(clipboardData.getData('text/plain')).toBe('国务院办公厅关于做好防汛工作的通知')
})

test('PP-64 a file of 1,000 pages keeps only a few of them drawn', async () => {
  const { list } = await open(pdfOf(Array.from({ length: 1000 }, (_page, i) => ({ lines: [`第${i + 1}页`] }))))
  await drawn(1)
  list.goTo(700)
  await drawn(700)
  expect(sheet(700)?.querySelector('.text-layer')?.textContent).toBe('第700页')
  expect(document.querySelectorAll('.sheet').length).toBeLessThan(6)
})

test('PP-63 hostile: cut off, not a PDF, locked by a password, a million pages claimed, more pages than are shown', async () => {
  const whole = pdfOf(notice)
  expect(await codeOf(new TextEncoder().encode('这不是 PDF'))).toBe('FV-DAMAGED')
  expect(await codeOf(whole.slice(0, 200))).toBe('FV-DAMAGED')
  const locked = new TextDecoder()
    .decode(whole)
    .replace(
      '/Root 1 0 R',
      `/Root 1 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >>`,
    )
  expect(await codeOf(new TextEncoder().encode(locked))).toBe('FV-ENCRYPTED')
  // the claim is looked at: no page 1,000,000, so the pages are counted
  expect(['opened', 'FV-PAGES']).toContain(await codeOf(pdfOf(notice, { count: 1_000_000 })))
  expect(await codeOf(pdfOf(Array.from({ length: 2001 }, () => ({}))))).toBe('FV-PAGES')
})

test('PP-63 hostile: a page of kilometres is shown small, on a canvas of bounded size', async () => {
  await open(pdfOf([{ box: [0, 0, 14_400_000, 14_400_000] }, { box: [0, 0, 0, 0] }, { lines: ['末页'] }]))
  await drawn(1)
  const canvas = sheet(1)?.querySelector('canvas')
  expect((canvas?.width ?? 0) * (canvas?.height ?? 0)).toBeLessThanOrEqual(16_000_000)
  press('End')
  await drawn(3)
})

test('SE-84 hostile: scripts, launches and forms of a PDF do nothing; an address is only told to main', async () => {
  const rect = (y: number): string => `/Rect [72 ${y} 300 ${y + 30}]`
  const link = (y: number, action: string): string =>
    `<< /Type /Annot /Subtype /Link ${rect(y)} /Border [0 0 0] /A << ${action} >> >>`
  Reflect.set(window, '__ran', undefined)
  await open(
    pdfOf(
      [
        {
          lines: ['看这里'],
          annots: [
            link(700, '/S /URI /URI (https://example.invalid/a)'),
            link(660, '/S /URI /URI (javascript:window.__ran=1)'),
            link(620, '/S /URI /URI (file:///etc/passwd)'),
            link(580, '/S /Launch /F (C:/Windows/System32/cmd.exe)'),
            link(540, '/S /JavaScript /JS (app.alert\\(1\\); window.__ran = 1)'),
            link(500, '/S /SubmitForm /F (https://example.invalid/form)'),
            link(460, '/S /GoToR /F (\\\\\\\\server\\\\share\\\\x.pdf) /D [0 /Fit]'),
          ],
        },
        {},
      ],
      {
        catalog:
          '/OpenAction << /S /JavaScript /JS (window.__ran = 1; this.submitForm\\("https://example.invalid/"\\)) >> /AA << /WC << /S /JavaScript /JS (window.__ran = 1) >> >>',
      },
    ),
  )
  await drawn(1)
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('.link-layer button')]
  expect(buttons.map((one) => one.title)).toEqual([tv.link('https://example.invalid/a')])
  for (const one of buttons) one.click()
  expect(links).toEqual(['https://example.invalid/a'])
  expect(Reflect.get(window, '__ran')).toBeUndefined()
  expect(document.querySelectorAll('.sheet :is(a, iframe, embed, object, form, script)').length).toBe(0)
})
