import { afterEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import '../../../src-renderer/file-view/file-view.css'
import { openOfd } from '../../../src-renderer/file-view/ofd/open-ofd.ts'
import { openShell, type Shell } from '../../../src-renderer/file-view/shell.ts'
import { ofdWorker } from '../../../src-renderer/file-view/workers.ts'
import { tv } from '../../../src-renderer/ui/text-file-view.ts'
import { foreignOfd, withObjects } from '../../support/ofd/foreign.ts'

/* OFD in the shell of the viewer: read in its worker, drawn on a canvas, text over it; packages as others write them. */
let shell: Shell | undefined
afterEach(() => {
  shell?.close()
  shell = undefined
  document.body.replaceChildren()
})
const host = { progress: () => undefined, link: () => undefined, jump: () => undefined }
async function open(bytes: Uint8Array): Promise<void> {
  const line = { say: () => undefined, busyWith: <T>(task: () => Promise<T>) => task() }
  const shown = await openOfd(new Uint8Array(bytes), ofdWorker(), host)
  shell = await openShell(document.body, '通知.ofd', shown, line)
  shell.list.zoomTo(1)
  await drawn()
}
const sheet = () => document.querySelector<HTMLElement>('.sheet[data-page="1"]')
const drawn = (): Promise<void> => vi.waitFor(() => expect(sheet()?.dataset['state']).toBe('drawn'), 10_000)
/** The page as drawn: the colour at a place in mm. */
function looked(): (x: number, y: number) => [number, number, number] {
  const canvas = sheet()?.querySelector('canvas')
  const copy = document.createElement('canvas')
  const pen = copy.getContext('2d')
  if (!canvas || !pen) throw new Error('nothing drawn')
  copy.width = canvas.width
  copy.height = canvas.height
  pen.drawImage(canvas, 0, 0)
  const { data } = pen.getImageData(0, 0, copy.width, copy.height)
  const k = copy.width / 210
  return (x, y) => {
    const at = 4 * (Math.round(y * k) * copy.width + Math.round(x * k))
    return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0]
  }
}
/** How many places of a box (mm), four a mm, are dark. */
function inked(x: number, y: number, width: number, height: number): number {
  const colourAt = looked()
  let dark = 0
  for (let dx = 0; dx < width; dx += 0.25)
    for (let dy = 0; dy < height; dy += 0.25) if (colourAt(x + dx, y + dy)[0] < 128) dark += 1
  return dark
}
const codeOf = (bytes: Uint8Array): Promise<string> =>
  openOfd(new Uint8Array(bytes), ofdWorker(), host).then(
    () => 'opened',
    (error: unknown) => String((error as { code?: string }).code),
  )

test('PP-70 [PP-71] the letters of an OFD stand where it says, and the unseen text lies over them', async () => {
  await open(foreignOfd())
  expect(sheet()?.clientWidth).toBe(Math.round((210 * 96) / 25.4))
  // 4 mm letters on a baseline 24 mm down, beginning 10 mm from the left
  expect(inked(10, 20.5, 8, 4)).toBeGreaterThan(20)
  expect(inked(19, 20, 40, 5)).toBe(0)
  expect(inked(10, 12, 8, 7)).toBe(0)
  const span = sheet()?.querySelector('.text-layer span')
  const [box, page] = [span?.getBoundingClientRect(), sheet()?.getBoundingClientRect()]
  expect(span?.textContent).toBe('你好')
  const mm = 96 / 25.4
  expect(((box?.left ?? 0) - (page?.left ?? 0)) / mm).toBeCloseTo(10, 0)
  expect((box?.width ?? 0) / mm).toBeCloseTo(8, 0)
  expect(Math.abs(((box?.top ?? 0) + (box?.height ?? 0) / 2 - (page?.top ?? 0)) / mm - 22.5)).toBeLessThan(0.7)
})

test('PP-70 lines, areas, matrices, clips and colours', async () => {
  await open(
    withObjects(
      [
        '<PathObject ID="6" Boundary="20 40 60 1" LineWidth="1" Stroke="true"><StrokeColor Value="230 0 18"/><AbbreviatedData>M 0 0.5 L 60 0.5</AbbreviatedData></PathObject>',
        '<PathObject ID="7" Boundary="100 100 20 20" Fill="true" Stroke="false" CTM="0.5 0 0 0.5 0 0"><FillColor Value="0 128 0"/><AbbreviatedData>M 0 0 L 20 0 L 20 20 L 0 20 C</AbbreviatedData></PathObject>',
        '<PathObject ID="8" Boundary="150 150 20 20" Fill="true" Stroke="false"><Clips><Clip><Area><Path Boundary="0 0 10 20"><AbbreviatedData>M 0 0 L 10 0 L 10 20 L 0 20 C</AbbreviatedData></Path></Area></Clip></Clips><FillColor Value="0 0 255"/><AbbreviatedData>M 0 0 L 20 0 L 20 20 L 0 20 C</AbbreviatedData></PathObject>',
      ].join(''),
    ),
  )
  const colourAt = looked()
  expect(colourAt(50, 40.5)).toEqual([230, 0, 18])
  expect(colourAt(105, 105)).toEqual([0, 128, 0])
  expect(colourAt(115, 115)).toEqual([255, 255, 255])
  expect(colourAt(155, 160)).toEqual([0, 0, 255])
  expect(colourAt(165, 160)).toEqual([255, 255, 255])
})

test('PP-66 [PP-67] an OFD turns, is searched and marked like a PDF', async () => {
  await open(foreignOfd())
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'r' }))
  await drawn()
  expect(sheet()?.clientWidth).toBe(Math.round((297 * 96) / 25.4))
  const span = sheet()?.querySelector('.text-layer span')?.getBoundingClientRect()
  expect((span?.height ?? 0) > (span?.width ?? 0)).toBe(true)
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'f', ctrlKey: true }))
  await userEvent.keyboard('好')
  await vi.waitFor(() => expect(document.querySelector('.told')?.textContent).toBe(tv.found(1, 1)))
  await vi.waitFor(() => expect([...(CSS.highlights.get('found-now') ?? [])].map(String)).toEqual(['好']))
})

test('PP-72 what is not shown as it is in the file is told above the pages', async () => {
  // begins like a TrueType font and is none
  const font = Uint8Array.from({ length: 400 }, (_byte, i) => [0, 1, 0, 0, 0, 1][i] ?? 7)
  await open(
    foreignOfd({
      'Doc_0/PublicRes.xml':
        '<Res BaseLoc="Res"><Fonts><Font ID="2" FontName="宋体"><FontFile>f.ttf</FontFile></Font></Fonts></Res>',
      'Doc_0/Res/f.ttf': font,
    }),
  )
  expect(document.querySelector('.troubles')?.textContent).toMatch(/字体.*相近/)
  expect(inked(10, 20.5, 8, 4)).toBeGreaterThan(20)
})

test('PP-63 hostile: cut off, no OFD, a bomb', async () => {
  expect(await codeOf(foreignOfd().slice(0, 300))).toBe('FV-DAMAGED')
  expect(await codeOf(foreignOfd({ 'OFD.xml': null }))).toBe('FV-DAMAGED')
  expect(await codeOf(withObjects(' '.repeat(60 * 1024 * 1024)))).toBe('FV-BOMB')
})
