import { commands } from 'vitest/browser'
import { expect, test } from 'vitest'
import { readPlaced } from '../../../src-renderer/paper/read-placed.ts'
import { typeArea } from '../../../src-shared/paper/measures.ts'
import type { PlacedPage, PlacedText } from '../../../src-shared/paper/placed.ts'
import { bodyOf, cell, p, row, table, usual, words, type Json } from './bodies.ts'
import { textOfPdf, textOfPlaced, withinTypeArea } from './measured.ts'
import { jobOf, lay, printed } from './support.ts'

const places = ['柳河镇', '石桥乡', '青山镇', '临江街道', '白沙乡', '长岭镇']
const heads = [
  '序号',
  '乡镇',
  '水库座数',
  '堤防长度',
  '责任人姓名',
  '联系电话',
  '抢险队伍人数',
  '物资储备点',
  '避险安置点',
  '完成时限',
  '备注',
]
/** The table of a county's flood plan: eleven columns, more than an upright page holds. */
const plan = (rows: number): Json =>
  table(
    row(...heads.map((one) => cell(one))),
    ...Array.from({ length: rows }, (_, i) =>
      row(
        ...[`${i + 1}`, places[i % 6] ?? '', `${3 + i}`, `${12.5 + i}公里`, '陈立新', `13800138${100 + i}`, '120人'].map((one) =>
          cell(one),
        ),
        ...['镇政府仓库', '中心小学操场', '2026年6月30日', i % 7 === 3 ? words : ''].map((one) => cell(one)),
      ),
    ),
  )
const turnedOf = (page: PlacedPage | undefined): PlacedText[] =>
  page?.items.flatMap((one) => (one.kind === 'text' && one.turned ? [one] : [])) ?? []
const letters = (text: string): string => [...text.replace(/\s/g, '')].toSorted().join('')

test('PP-120 a table of eleven columns is turned: its head at the left of every page, rows whole, number where it was', async () => {
  const laid = await lay(jobOf(bodyOf(usual, [p(words), plan(40), p(words), p(words)])))
  expect(laid.troubles).toEqual([])
  const sheets = [...laid.root.querySelectorAll('.pp-turned')]
  expect(sheets.length).toBeGreaterThan(2)
  expect(new Set(sheets.map((one) => one.querySelector('tr')?.textContent))).toEqual(new Set([heads.join('')]))
  const numbers = [...laid.root.querySelectorAll('td:first-child')].map((one) => Number(one.textContent)).filter((n) => n > 0)
  expect(numbers).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
  const placed = readPlaced(laid.root)
  for (const page of placed.pages) withinTypeArea(page.items)
  const first = Number(sheets[0]?.closest<HTMLElement>('.paper-page')?.dataset['page'])
  expect(first).toBe(2)
  for (let n = first; n < first + sheets.length; n++) {
    const page = placed.pages[n - 1]
    const turned = turnedOf(page)
    // §8: the head of the table is at the left on odd and even pages alike: 订口 and 切口
    const head = turned.find((one) => one.text === '序号')
    expect(head?.box.x).toBeLessThan(typeArea.left + 10)
    expect(head?.box.y).toBeGreaterThan(typeArea.top + typeArea.height - 30)
    for (const one of turned) {
      expect(one.box.y).toBeGreaterThanOrEqual(typeArea.top - 0.1)
      expect(one.box.y + one.box.height).toBeLessThan(typeArea.top + typeArea.height + 0.1)
    }
    const number = page?.items.find((one) => one.kind === 'text' && one.text.includes(`—${n}—`))
    expect(number?.kind === 'text' && number.turned).toBeFalsy()
  }
  // the page before and the pages behind stand upright and hold the text in its order
  expect(laid.root.querySelectorAll('.paper-page')[first + sheets.length - 1]?.textContent).toContain(words)
  const pdf = await printed(laid.root, 'turned')
  expect(pdf.map((page) => [Math.round(page.width), Math.round(page.height)])).toEqual(placed.pages.map(() => [210, 297]))
  pdf.forEach((page, i) => {
    const own = placed.pages[i] as PlacedPage
    if (turnedOf(own).length === 0) expect(textOfPdf(page)).toBe(textOfPlaced(own))
    else expect(letters(textOfPdf(page))).toBe(letters(textOfPlaced(own)))
  })
  // every run of the PDF stands where it was placed
  const at = (page: number, text: string) => pdf[page - 1]?.lines.find((one) => one.text.includes(text))
  const run = turnedOf(placed.pages[first - 1]).find((one) => one.text === '抢险队伍人数') ?? turnedOf(placed.pages[first - 1])[0]
  const seen = at(first, run?.text ?? '')
  expect(Math.abs((seen?.x1 ?? 0) - (run?.box.x ?? 0))).toBeLessThan(1)
  const ofd = await commands.checkOfd(JSON.stringify(placed))
  expect(ofd.faults).toEqual([])
  expect(ofd.text).toContain('抢险队')
})

test('PP-120 a table a few characters over is narrowed and told with its page; one that needs more is turned', async () => {
  const wide = (mm: number): Json =>
    table(
      row(
        ...[0.2, 0.3, 0.5].map((part, i) =>
          cell(['序号', '单位', '任务'][i] ?? '', { colwidth: [Math.round((mm * part * 96) / 25.4)] }),
        ),
      ),
      row(cell('1'), cell('柳河镇人民政府'), cell(words)),
    )
  const told = async (mm: number) => {
    const laid = await lay(jobOf(bodyOf(usual, [p(words), wide(mm), p(words)])))
    const turned = laid.root.querySelectorAll('.pp-turned').length
    const columns = [...(laid.root.querySelector('tr')?.children ?? [])].map((one) => (one as HTMLElement).offsetWidth)
    return { turned, troubles: laid.troubles, share: (columns[2] ?? 0) / columns.reduce((a, b) => a + b, 0) }
  }
  expect(await told(150)).toMatchObject({ turned: 0, troubles: [] })
  expect(await told(170)).toMatchObject({ turned: 0, troubles: [{ code: 'PP-TABLE-WIDE', page: 1, detail: '170' }] })
  expect(await told(220)).toMatchObject({ turned: 1, troubles: [] })
  expect(await told(317)).toMatchObject({ turned: 1, troubles: [{ code: 'PP-TABLE-WIDE', page: 2, detail: '317' }] })
  expect((await told(220)).share).toBeCloseTo(0.5, 1)
})

test('PP-120 附件 and its title go onto the sheet of their table; page 1 and the signature keep their text', async () => {
  const title: Json = { ...p('防汛责任分解表') }
  const annexed = await lay(
    jobOf(bodyOf({ ...usual, attachmentNote: ['附件：防汛责任分解表'] }, [p(words), p('附件'), title, plan(6)])),
  )
  expect(annexed.troubles).toEqual([])
  // 版记 has no room below a turned table: it stands on the back of the next leaf (§7.5)
  expect(annexed.pages).toBe(4)
  const sheet = annexed.root.querySelector('.pp-turned')
  expect(sheet?.textContent.startsWith('附件防汛责任分解表序号')).toBe(true)
  await printed(annexed.root, 'turned-annex')
  // the only block of a text: narrowed as far as letters of 小五 go, and no page without a text
  const eight = table(row(...heads.slice(0, 9).map((one) => cell(one))))
  const only = await lay(jobOf(bodyOf(usual, [eight])))
  expect(only.root.querySelector('.pp-turned')).toBeNull()
  expect(only.troubles).toEqual([])
  // one with too many columns for that is turned, and what it costs is told
  const last = await lay(jobOf(bodyOf(usual, [p(words), table(row(...[...heads, ...heads].map((one) => cell(one))))])))
  expect(last.root.querySelector('.pp-turned')).not.toBeNull()
  expect(last.troubles.map(({ code, page }) => `${code} ${page}`)).toEqual(['PP-LONE-END 3', 'PP-TABLE-WIDE 2'])
})

test('PP-122 what a table parted over pages had to do is told once, with the page it begins on', async () => {
  const long = table(
    row(...['序号', '单位', '任务'].map((one) => cell(one, { colwidth: [220] }))),
    ...Array.from({ length: 60 }, (_, i) => row(cell(`${i + 1}`), cell('柳河镇人民政府'), cell(words))),
  )
  const laid = await lay(jobOf(bodyOf(usual, [...Array.from({ length: 30 }, () => p(words)), long, p(words)])))
  const page = Number(laid.root.querySelector('table')?.closest<HTMLElement>('.paper-page')?.dataset['page'])
  expect(laid.root.querySelectorAll('table').length).toBeGreaterThan(1)
  expect(laid.troubles).toEqual([{ code: 'PP-TABLE-WIDE', page, detail: '175' }])
})
