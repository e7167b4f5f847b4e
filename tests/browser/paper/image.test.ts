import { commands } from 'vitest/browser'
import { afterEach, expect, test } from 'vitest'
import { openOfd } from '../../../src-renderer/file-view/ofd/open-ofd.ts'
import { ofdWorker } from '../../../src-renderer/file-view/workers.ts'
import { pictureAsPng } from '../../../src-renderer/paper/png.ts'
import { readPlaced } from '../../../src-renderer/paper/read-placed.ts'
import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { bodyOf, cell, p, row, table, usual, words } from './bodies.ts'
import { jobOf, jobOfText, lay, printed, type Laid } from './support.ts'
import { councilDoc } from './ink-texts.ts'
import { askedFor, blockOf, inkOver, onDesk, ringRound } from './ink-hand.ts'

/*
 * Our own reader shows our own OFD as Poppler shows our PDF of the same pages: both are drawn at the same size and held against
 * each other, pixel by pixel (`differenceOf`).
 */

const scale = 1.5
/** At 144 dpi: a tenth of a percent of the page; no place off by more than two rows and one column (0.4 mm), as the two draw letters. */
const bound = { share: 0.001, shift: 2.24 }
const texts = await commands.paperTexts('state-council')
const laidOut: Laid[] = []
afterEach(() => {
  for (const { root } of laidOut.splice(0)) root.remove()
})

const base64 = (bytes: Uint8Array): string => {
  let text = ''
  for (let i = 0; i < bytes.length; i += 32_768) text += String.fromCharCode(...bytes.subarray(i, i + 32_768))
  return btoa(text)
}

/** The grey of a canvas as Poppler counts it. */
function greyOf(canvas: HTMLCanvasElement) {
  const copy = document.createElement('canvas')
  copy.width = canvas.width
  copy.height = canvas.height
  const pen = copy.getContext('2d', { willReadFrequently: true })
  if (!pen) throw new Error('no canvas')
  pen.drawImage(canvas, 0, 0)
  const { data } = pen.getImageData(0, 0, copy.width, copy.height)
  const values = new Uint8Array(copy.width * copy.height)
  for (let i = 0; i < values.length; i++)
    values[i] = Math.round(0.299 * (data[4 * i] ?? 0) + 0.587 * (data[4 * i + 1] ?? 0) + 0.114 * (data[4 * i + 2] ?? 0))
  return { width: copy.width, height: copy.height, dpi: 96 * scale, base64: base64(values) }
}

type Shown = { name: string; page: number; share: number; shift: number; ink: readonly [number, number] }

/** Prints a laid out text, makes its OFD, draws the asked pages of both. */
async function compared(
  laid: Laid,
  name: string,
  wanted: readonly number[],
  pictures: Parameters<typeof commands.makeOfd>[1] = {},
): Promise<Shown[]> {
  laidOut.push(laid)
  await printed(laid.root, name)
  const placed = JSON.stringify(readPlaced(laid.root))
  expect((await commands.checkOfd(placed, pictures)).faults, name).toEqual([])
  const bytes = Uint8Array.from(atob(await commands.makeOfd(placed, pictures, name)), (char) => char.charCodeAt(0))
  const ofd = await openOfd(bytes, ofdWorker(), { progress: () => undefined, link: () => undefined, jump: () => undefined })
  expect(ofd.troubles, name).toEqual([])
  const out: Shown[] = []
  for (const page of wanted) {
    const drawn = await ofd.draw(page, { scale, turn: 0 }, new AbortController().signal)
    const canvas = drawn.elements.find((one) => one instanceof HTMLCanvasElement)
    if (!canvas) throw new Error('nothing drawn')
    out.push({ name, page, ...(await commands.comparePage(name, page, greyOf(canvas))) })
    drawn.drop()
  }
  ofd.close()
  return out
}

/** Prints what was measured and holds it against the bound. */
function within(all: readonly Shown[], most: { share: number; shift: number }): void {
  for (const { name, page, share, shift, ink } of all)
    console.log(
      `${name} 第${page}页 差异 ${(share * 100).toFixed(4)} % 位移 ${shift.toFixed(2)} px 墨 ${(ink[0] * 100).toFixed(2)}/${(ink[1] * 100).toFixed(2)} %`,
    )
  for (const one of all) {
    expect(one.share, `${one.name} ${one.page}`).toBeLessThanOrEqual(most.share)
    expect(one.shift, `${one.name} ${one.page}`).toBeLessThanOrEqual(most.shift)
  }
}

test('PP-119 first, middle and last page of seven real texts look in OFD as in PDF', async () => {
  const all: Shown[] = []
  for (const i of [0, 3, 8, 22, 31, 38, 41]) {
    const { name, text } = texts[i] ?? { name: '', text: '' }
    const laid = await lay(jobOfText(text))
    const pages = [...new Set([1, Math.ceil(laid.pages / 2), laid.pages])]
    all.push(...(await compared(laid, `image-${name.replace(/\W/g, '')}`, pages)))
  }
  expect(all.length).toBeGreaterThanOrEqual(20)
  within(all, bound)
}, 300_000)

test('PP-114 [PP-112] [PP-119] a 花脸稿 with every line style and drawings, and a watermark, look in OFD as in PDF', async () => {
  const { doc, ids } = councilDoc({ mark: true })
  const block = blockOf(doc, ids.marked)
  const letters = onDesk(block, 11, 17)
  const inks = askedFor(
    [
      inkOver(block, 'note', [ringRound(letters.all)]),
      inkOver(block, 'circled', [ringRound({ left: 1590, right: 1790, top: letters.all.top, bottom: letters.all.bottom }, 20)]),
    ],
    doc,
  )
  const persons = ['u1', 'u0', 'u3', 'u2'].map((userId, i) => ({ userId, letter: '甲乙丙丁'[i] ?? '', name: '某人', post: '' }))
  const laid = await lay(jobOf(bodyJson(doc), {}, { copy: 'marked', persons, inks, watermark: '王芳 2026年7月14日' }))
  const marked = [...laid.root.querySelectorAll('.paper-page')].findIndex((page) => page.querySelector('.pp-ink')) + 1
  within(await compared(laid, 'image-marked', [...new Set([1, marked, laid.pages])]), bound)
}, 120_000)

/** A picture as a scanner or phone gives it: shades and edges. */
async function picture(type: 'image/png' | 'image/webp', draw: (pen: OffscreenCanvasRenderingContext2D) => void) {
  const canvas = new OffscreenCanvas(420, 420)
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  draw(pen)
  const blob = await canvas.convertToBlob({ type, quality: 0.9 })
  expect(blob.type).toBe(type)
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return { mime: type, base64: base64(bytes), url: `data:${type};base64,${base64(bytes)}` }
}

test('PP-117 [PP-118] [PP-119] a table, a WebP picture and a seal look in OFD as in PDF; the picture is PNG in the file', async () => {
  const webp = await picture('image/webp', (pen) => {
    pen.fillStyle = '#4477aa'
    pen.fillRect(0, 0, 420, 420)
    pen.fillStyle = '#ffeecc'
    pen.fillRect(60, 60, 200, 120)
    pen.fillStyle = '#222222'
    pen.fillRect(200, 220, 160, 160)
  })
  const seal = await picture('image/png', (pen) => {
    pen.strokeStyle = '#e60012'
    pen.lineWidth = 12
    pen.beginPath()
    pen.arc(210, 210, 200, 0, 2 * Math.PI)
    pen.stroke()
    pen.fillStyle = '#e60012'
    pen.fillRect(180, 180, 60, 60)
  })
  const [sm3, sealSm3] = ['c'.repeat(64), 'd'.repeat(64)]
  const text = (words: string) => ({ type: 'text', text: words })
  const p = (...content: object[]) => ({ type: 'paragraph', content })
  const cell = (words: string) => ({ type: 'tableCell', content: [p(text(words))] })
  const element = (type: string, words = '') => ({ type, content: words === '' ? [] : [text(words)] })
  const doc = schema.nodeFromJSON({
    type: 'doc',
    content: [
      {
        type: 'header',
        content: [
          element('title', '关于汛期物资的通知'),
          element('mainTo', '各乡镇人民政府：'),
          element('attachmentNote'),
          element('issuer', '青禾县人民政府'),
          element('issuedOn', '2026年7月14日'),
          element('remark'),
          element('copyTo'),
        ],
      },
      {
        type: 'body',
        content: [
          p(text('物资分配如下表，仓库位置见图。')),
          {
            type: 'table',
            content: ['青禾镇', '柳河镇', '东山乡'].map((name) => ({
              type: 'tableRow',
              content: [cell(name), cell('编织袋 5000 条'), cell('2026年7月20日前')],
            })),
          },
          p({ type: 'image', attrs: { sm3, mime: 'image/webp', widthMm: 60, heightMm: 60, alt: '仓库' } }),
          p(text('请各乡镇抓紧落实。')),
        ],
      },
    ],
  })
  const laid = await lay(jobOf(bodyJson(doc), {}, { seal: [{ sm3: sealSm3, width: 42, height: 42 }] }), (one) =>
    one === sm3 ? webp.url : seal.url,
  )
  expect(laid.troubles).toEqual([])
  // §7.3.5: over name and date, these a little below its middle, its upper edge within a line of the text
  const box = (selector: string): DOMRect => laid.root.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect()
  const mm = 96 / 25.4
  const [pressed, signature, first, last] = ['.pp-seal', '.pp-signature', '.pp-end-line', '.pp-end-line:last-child'].map(box) as [
    DOMRect,
    DOMRect,
    DOMRect,
    DOMRect,
  ]
  expect(pressed.width / mm).toBeCloseTo(42, 1)
  const below = ((first.top + last.bottom) / 2 - (pressed.top + pressed.bottom) / 2) / mm
  expect(below).toBeGreaterThan(2)
  expect(below).toBeLessThan(10)
  expect((pressed.top - signature.top) / mm).toBeGreaterThanOrEqual(0)
  expect((pressed.top - signature.top) / mm).toBeLessThan(225 / 22)

  const found = laid.root.querySelector('img:not(.pp-seal)')?.getAttribute('data-sm3') ?? ''
  expect(found).toBe(sm3)
  const png = await pictureAsPng(laid.root, sm3)
  expect([...png.subarray(1, 4)].map((code) => String.fromCharCode(code)).join('')).toBe('PNG')
  const read = await createImageBitmap(new Blob([new Uint8Array(png)], { type: 'image/png' }))
  expect([read.width, read.height]).toEqual([420, 420])
  const pictures = { [sm3]: { mime: 'image/png', base64: base64(png) }, [sealSm3]: seal }
  within(
    await compared(
      laid,
      'image-table',
      [...Array(laid.pages).keys()].map((i) => i + 1),
      pictures,
    ),
    bound,
  )
}, 120_000)

test('PP-120 [PP-119] a turned table looks in OFD as in PDF', async () => {
  const heads = Array.from({ length: 11 }, (_, i) => cell(`第${i + 1}项任务`))
  const rows = Array.from({ length: 9 }, (_, i) => row(...heads.map((_head, k) => cell(k === 3 ? words : `${i}.${k}万元`))))
  const laid = await lay(jobOf(bodyOf(usual, [p(words), table(row(...heads), ...rows), p(words)])))
  expect(laid.root.querySelector('.pp-turned')).not.toBeNull()
  within(await compared(laid, 'image-turned', [2]), bound)
}, 120_000)
