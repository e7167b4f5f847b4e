import { expect, test } from 'vitest'
import { readPlaced } from '../../../src-renderer/paper/read-placed.ts'
import { renderSheet } from '../../../src-renderer/paper/sheets/render-sheet.ts'
import { blankIncoming, type DraftSheet, type PaperSheet, type SheetOpinion } from '../../../src-shared/paper/sheets/model.ts'
import { textOfPdf, textOfPlaced } from './measured.ts'
import { printed } from './support.ts'

const opinion = (name: string, text: string, more: Partial<SheetOpinion> = {}): SheetOpinion => ({
  stance: 'agree',
  text,
  name,
  unit: '青禾县水利局',
  on: '2026-11-20',
  late: false,
  ...more,
})

const draft: DraftSheet = {
  kind: 'draft',
  organ: '柳河镇人民政府',
  docType: '请示',
  secrecy: '',
  urgency: '特急',
  openness: '依申请公开',
  number: '',
  copies: '',
  title: '柳河镇人民政府关于解决柳河堤防应急加固工程资金的请示',
  mainTo: '青禾县人民政府',
  copyTo: '县财政局，县水利局，县应急管理局。',
  attachments: ['1. 柳河堤防险工险段现状表', '2. 工程概算表'],
  unit: '柳河镇党政办公室',
  drafter: '王芳',
  phone: '0123-4567890',
  draftedOn: '2026-11-18',
  sign: { opinions: [], awaits: ['陈立新'] },
  cosign: { opinions: [opinion('周强', '同意，建议补充石咀村段测量数据。')], awaits: ['赵敏'] },
  check: { opinions: [opinion('赵敏', '请核实资金缺口。', { stance: 'return' }), opinion('赵敏', '')], awaits: [] },
  review: { opinions: [opinion('李建国', '情况属实。', { late: true })], awaits: [] },
  draft: { opinions: [], awaits: [] },
}

async function drawn(sheet: PaperSheet, watermark: string | null = null) {
  const root = document.createElement('div')
  document.body.append(root)
  const done = await renderSheet(root, { sheet, watermark })
  return { root, ...done, placed: readPlaced(root) }
}
const compact = (text: string): string => text.replace(/\s/g, '')

test('PP-130 [PP-131] 发文稿纸 has every opinion with name and full date; PDF, OFD places and page have the same words', async () => {
  const { root, pages, placed } = await drawn(draft)
  expect(pages).toBe(1)
  const text = compact(root.textContent ?? '')
  for (const words of [
    '柳河镇人民政府发文稿纸',
    '非密',
    '特急',
    '送陈立新',
    '青禾县水利局',
    '周强2026年11月20日',
    '退回。请核实资金缺口。',
  ])
    expect(text).toContain(words)
  expect(text).toContain('（补充意见）同意。情况属实。')
  // 同意 is not said twice
  expect(text).not.toContain('同意。同意')
  expect((await printed(root, 'draft-sheet')).map(textOfPdf)).toEqual(placed.pages.map(textOfPlaced))
  const lines = placed.pages[0]?.items.filter((one) => one.kind === 'line') ?? []
  expect(lines.length).toBeGreaterThan(20)
  for (const line of lines) expect([line.x1 >= 27, line.x2 <= 185, line.y2 <= 277]).toEqual([true, true, true])
})

test('PP-131 no word touches a rule or leaves its cell', async () => {
  for (const sheet of [draft, { ...blankIncoming('青禾县人民政府办公室'), title: '关于做好今冬明春森林草原防灭火工作的通知' }]) {
    const { placed } = await drawn(sheet)
    const items = placed.pages[0]?.items ?? []
    const upright = items.flatMap((one) => (one.kind === 'line' && one.x1 === one.x2 ? [one] : []))
    for (const one of items) {
      if (one.kind !== 'text') continue
      const crossed = upright.some(
        (rule) => rule.x1 > one.box.x + 0.05 && rule.x1 < one.box.x + one.box.width - 0.05 && rule.y1 < one.y && rule.y2 > one.y,
      )
      expect(crossed, one.text).toBe(false)
    }
  }
})

test('PP-132 opinions too long for a page go on on further sheets, every word of them', async () => {
  const said = Array.from({ length: 30 }, (_, i) =>
    opinion(`第${i + 1}人`, `第${i + 1}条意见：${'请按程序办理并核实有关数据。'.repeat(1 + (i % 9) * 5)}`),
  )
  const { root, pages, placed } = await drawn({ ...draft, sign: { opinions: said, awaits: [] } })
  expect(pages).toBeGreaterThan(2)
  // other cells of the row stand between the lines: only those of the signing column count
  const signing = [...root.querySelectorAll<HTMLElement>('.sheet-text:not(.sheet-label)')]
    .filter((one) => Number.parseFloat(one.style.left) < 55)
    .map((one) => one.textContent)
    .join('')
  for (const { text, name } of said) {
    expect(compact(signing)).toContain(compact(text))
    expect(compact(signing)).toContain(name)
  }
  expect(compact(root.textContent ?? '')).toContain(`第${pages}页共${pages}页`)
  for (const page of placed.pages)
    for (const one of page.items) if (one.kind === 'text') expect(one.box.y + one.box.height).toBeLessThan(290)
  expect((await printed(root, 'long-sheet')).map(textOfPdf)).toEqual(placed.pages.map(textOfPlaced))
})

test('PP-131 the same sheet is drawn the same, a watermark is no part of its text', async () => {
  const [once, again] = [await drawn(draft), await drawn(draft)]
  expect(again.root.innerHTML).toBe(once.root.innerHTML)
  const marked = await drawn(draft, '王芳 柳河镇党政办 2026-11-23 07:05')
  expect(marked.placed.pages).toEqual(once.placed.pages)
  expect(marked.root.querySelectorAll('.paper-watermark')).toHaveLength(1)
})

test('PP-134 an empty 文件处理单 is one page with every field and room for the pen', async () => {
  const { root, pages } = await drawn(blankIncoming('青禾县人民政府办公室'))
  expect(pages).toBe(1)
  const text = compact(root.textContent ?? '')
  for (const field of [
    '收文编号',
    '收到日期',
    '来文机关',
    '来文字号',
    '份数',
    '标题',
    '拟办意见',
    '领导批示',
    '承办情况',
    '传阅',
    '办理结果',
  ])
    expect(text).toContain(field)
})

test('PP-143 a register on paper: its head on every page, every line once and in order, PDF and page have the same words', async () => {
  const lines = Array.from({ length: 60 }, (_, i) => [
    `2026-${String(i + 1).padStart(4, '0')}`,
    `来文单位${i}`,
    `关于第${i}号事项的请示及其办理情况的详细说明`,
  ])
  const table = {
    kind: 'table' as const,
    title: '青禾县人民政府收文登记簿',
    heads: ['收文号', '来文单位', '标题'],
    widths: [4, 6, 14],
  }
  const { root, pages, placed } = await drawn({ ...table, rows: lines })
  expect(pages).toBeGreaterThan(2)
  for (const page of root.querySelectorAll('.paper-page'))
    expect([...page.querySelectorAll('.sheet-label')].map((one) => one.textContent)).toEqual(table.heads)
  const numbers = [...root.querySelectorAll('.sheet-text')]
    .map((one) => one.textContent ?? '')
    .filter((one) => /^2026-\d{4}$/.test(one))
  expect(numbers).toEqual(lines.map(([number]) => number))
  for (const page of placed.pages)
    for (const one of page.items) if (one.kind === 'text') expect(one.box.y + one.box.height).toBeLessThan(290)
  expect((await printed(root, 'register-sheet')).map(textOfPdf)).toEqual(placed.pages.map(textOfPlaced))
  // an empty one is its head
  expect(await drawn({ ...table, rows: [] })).toMatchObject({ pages: 1 })
})

test('PP-131 [PP-132] a filled 文件处理单: every opinion, every name of 传阅 with its day, on as many sheets as they need', async () => {
  const names = Array.from({ length: 40 }, (_, i) => ({ name: `阅办人${i + 1}`, text: '已阅', on: '2026-11-21' }))
  const { root, pages, placed } = await drawn({
    ...blankIncoming('青禾县人民政府办公室'),
    from: '省水利厅',
    fromNumber: '水防〔2026〕17号',
    register: '2026-0412',
    receivedOn: '2026-11-19',
    title: '关于做好今冬明春水利工程安全度汛准备工作的通知',
    proposal: [opinion('马军', '拟请县水利局主办，应急局协办。', { stance: 'note' })],
    instructions: [opinion('林国栋', '同意拟办意见，抓好落实。')],
    handling: [{ name: '周强', text: '已布置排查，12月5日前报结果。', on: '2026-11-22' }],
    circulation: names,
  })
  expect(pages).toBeGreaterThan(1)
  const text = compact(root.textContent ?? '')
  for (const { name } of names) expect(text).toContain(`${name}2026年11月21日`)
  for (const words of [
    '省水利厅',
    '水防〔2026〕17号',
    '拟请县水利局主办',
    '同意拟办意见，抓好落实。林国栋2026年11月20日',
    '已布置排查',
  ])
    expect(text).toContain(words)
  expect(text).not.toContain('同意。同意')
  expect((await printed(root, 'incoming-sheet')).map(textOfPdf)).toEqual(placed.pages.map(textOfPlaced))
})
