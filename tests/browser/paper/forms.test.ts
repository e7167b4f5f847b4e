import { commands } from 'vitest/browser'
import { expect, test } from 'vitest'
import { readPlaced } from '../../../src-renderer/paper/read-placed.ts'
import type { PaperFacts } from '../../../src-shared/paper/model.ts'
import { line } from '../../../src-shared/paper/measures.ts'
import { bodyOf, p, usual, words } from './bodies.ts'
import { textOfPdf, textOfPlaced } from './measured.ts'
import { jobOf, jobOfText, lay, printed, type Laid, type PdfPage } from './support.ts'

const texts = await commands.paperTexts('state-council')
const textOf = (name: string): string => texts.find((one) => one.name === name)?.text ?? ''

/** Lays a real text out, prints it, and holds that the PDF has the texts of the screen, page by page. */
async function made(name: string, text: string, facts: Partial<PaperFacts>, more = {}): Promise<{ laid: Laid; pdf: PdfPage[] }> {
  const laid = await lay({ ...jobOfText(textOf(text), facts), ...more })
  const pdf = await printed(laid.root, name)
  const placed = readPlaced(laid.root)
  expect(pdf.map(textOfPdf)).toEqual(placed.pages.map(textOfPlaced))
  return { laid, pdf }
}
const lineOf = (page: PdfPage | undefined, text: string) => page?.lines.find((one) => one.text === text)

test('PP-06 upward 文件 with three 签发人: two to a row, the number on the last row, names 楷体', async () => {
  const { laid, pdf } = await made('upward', '006.txt', {
    upward: true,
    signers: ['陈立新', '周强', '赵敏'],
    urgency: '特急',
    serial: '000012',
  })
  expect(laid.troubles).toEqual([])
  const rows = laid.root.querySelectorAll<HTMLElement>('.pp-signer')
  expect(rows).toHaveLength(4)
  const number = laid.root.querySelector<HTMLElement>('.pp-issue-number')
  expect(number?.style.top).toBe(rows[3]?.style.top)
  expect(rows[0]?.style.top).toBe(rows[2]?.style.top)
  // names stand in columns
  expect(rows[3]?.style.left).toBe(rows[1]?.style.left)
  expect(lineOf(pdf[0], '000012')?.y1).toBeCloseTo(37 + (225 / 22 - (16 * 25.4) / 72) / 2, 0)
  expect(lineOf(pdf[0], '000012')?.x1).toBeCloseTo(28, 0)
})

test('PP-06 joint issue of three organs: equal widths, 文件 at the right, names in one row with room for a seal each', async () => {
  const { laid } = await made('joint', '006.txt', { organs: ['青禾县财政局', '青禾县水利局', '青禾县应急管理局'] })
  const marks = [...laid.root.querySelectorAll<HTMLElement>('.pp-mark')]
  expect(marks.map((one) => one.textContent)).toEqual(['青禾县财政局', '青禾县水利局', '青禾县应急管理局', '文件'])
  expect(laid.root.querySelectorAll('.pp-seal-row > span')).toHaveLength(3)
})

test('PP-06 信函: double rules of 170 mm, number at the right, none on page 1, no rules in 版记', async () => {
  const { laid, pdf } = await made('letter', '006.txt', { form: 'letter' })
  expect(lineOf(pdf[0], '—1—')).toBeUndefined()
  expect(lineOf(pdf[1], '—2—')).toBeDefined()
  const [mark, first, second] = await commands.inkOnPage('letter', 1, [
    { box: { top: 20, bottom: 47, left: 20, right: 200 }, colour: 'red' },
    { box: { top: 47, bottom: 70, left: 10, right: 205 }, colour: 'red' },
    { box: { top: 265, bottom: 290, left: 10, right: 205 }, colour: 'red' },
  ])
  expect(mark?.top).toBeCloseTo(30, 0)
  expect(Math.abs((first?.top ?? 0) - (mark?.bottom ?? 0) - 4)).toBeLessThan(1)
  expect(Math.abs((second?.bottom ?? 0) - 277)).toBeLessThan(1)
  for (const rule of [first, second]) {
    expect(Math.abs((rule?.left ?? 0) - 20)).toBeLessThan(1)
    expect(Math.abs((rule?.right ?? 0) - 190)).toBeLessThan(1)
  }
  expect(
    readPlaced(laid.root)
      .pages.at(-1)
      ?.items.filter((one) => one.kind === 'line'),
  ).toEqual([])
})

test('PP-06 命令: mark 20 mm below the type area, 令号 centred, 签名章', async () => {
  const { laid } = await made('order', '013.txt', {
    form: 'order',
    number: '第712号',
    organs: ['中华人民共和国国务院'],
    sealing: 'stamp',
  })
  const [mark] = await commands.inkOnPage('order', 1, [{ box: { top: 40, bottom: 100, left: 20, right: 200 }, colour: 'red' }])
  expect(Math.abs((mark?.top ?? 0) - 57)).toBeLessThan(1)
  expect(laid.root.querySelector('.pp-mark')?.textContent).toBe('中华人民共和国国务院令')
})

test('PP-06 纪要: its own mark 35 mm below the type area', async () => {
  await made('minutes', '006.txt', { form: 'minutes', number: '第3期', organs: ['青禾县人民政府常务会议'], sealing: 'none' })
  const [mark] = await commands.inkOnPage('minutes', 1, [{ box: { top: 60, bottom: 95, left: 20, right: 200 }, colour: 'red' }])
  expect(Math.abs((mark?.top ?? 0) - 72)).toBeLessThan(1)
})

test('PP-06 纪要: 出席, 请假 and 列席 one blank line below the text, 黑体, names hanging behind them', async () => {
  const laid = await lay(
    jobOf(
      bodyOf({ ...usual, mainTo: [] }, [
        p(words),
        p('出席：'.concat('李四、王五、赵六，'.repeat(4))),
        p('请假：孙七'),
        p('列席：周八'),
      ]),
      { form: 'minutes', sealing: 'none' },
    ),
  )
  const names = [...laid.root.querySelectorAll<HTMLElement>('.pp-names')]
  expect(names.map((one) => one.querySelector('.pp-who')?.textContent)).toEqual(['出席：', '请假：', '列席：'])
  const text = laid.root.querySelector<HTMLElement>('.paper-column > .pp-p')
  const at = (one: HTMLElement | null | undefined): number => (Number.parseFloat(one?.style.top ?? '') || 0) / line
  // two lines of text, a blank one, then the names; no blank between them
  expect(at(names[0]) - at(text)).toBeCloseTo(3, 1)
  expect(at(names[2]) - at(names[1])).toBeCloseTo(1, 1)
})

test('PP-08 套打 leaves the red parts out and nothing moves; a watermark is on every page and in no text', async () => {
  const plain = await made('plain', '006.txt', {})
  const { laid, pdf } = await made('preprinted', '006.txt', {}, { preprinted: true })
  expect(laid.root.querySelector('.pp-mark')).toBeNull()
  expect(lineOf(pdf[0], '国办发〔2019〕3号')?.y1).toBe(lineOf(plain.pdf[0], '国办发〔2019〕3号')?.y1)
  const marked = await lay({ ...jobOfText(textOf('006.txt')), watermark: '王芳 2026-07-14 09:10' })
  expect(marked.root.querySelectorAll('.paper-watermark')).toHaveLength(marked.pages)
  const { root } = plain.laid
  expect(readPlaced(marked.root).pages).toEqual(readPlaced(root).pages)
  await printed(marked.root, 'watermark')
})
