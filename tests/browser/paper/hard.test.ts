import { commands } from 'vitest/browser'
import { expect, test } from 'vitest'
import { readPlaced } from '../../../src-renderer/paper/read-placed.ts'
import { bodyOf, cell, p, row, table, text, usual, words, type Json } from './bodies.ts'
import { withinTypeArea } from './measured.ts'
import { jobOf, lay, printed } from './support.ts'

test('PP-05 PP-120 PP-122 forty columns, and a row higher than a page, stay on paper whole', async () => {
  const many = table(row(...Array.from({ length: 40 }, (_, i) => cell(`列${i}`))))
  const tall = table(row(cell('说明'), cell(words.repeat(60))), row(cell('末行', { colspan: 2 })))
  const laid = await lay(jobOf(bodyOf(usual, [p(words), many, tall])))
  // each with the page it happened on
  expect(laid.troubles.map(({ code, page }) => `${code} ${page}`)).toEqual(['PP-TABLE-WIDE 2', 'PP-ROW-TALL 3'])
  const placed = readPlaced(laid.root)
  for (const page of placed.pages) withinTypeArea(page.items)
  expect(laid.root.textContent.split(words)).toHaveLength(62)
  await printed(laid.root, 'tall-row')
})

test('PP-09 PP-122 a picture larger than the type area is shrunk and told, one that is missing leaves a frame and is told', async () => {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 40
  canvas.getContext('2d')?.fillRect(5, 5, 30, 30)
  const address = canvas.toDataURL()
  const image = (sm3: string, width: number, height: number): Json => ({
    type: 'image',
    attrs: { sm3: sm3.repeat(64), width, height, alt: '现场' },
  })
  const laid = await lay(
    jobOf(bodyOf(usual, [p('如图：', image('a', 400, 300), '以上为现场。'), p(image('b', 60, 40))])),
    (sm3) => (sm3.startsWith('a') ? address : 'data:image/png;base64,AAAA'),
  )
  expect(laid.troubles.map(({ code, page }) => `${code} ${page}`).toSorted()).toEqual([
    'PP-PICTURE-LARGE 2',
    'PP-PICTURE-MISSING 2',
  ])
  const items = readPlaced(laid.root).pages.flatMap((page) => page.items)
  withinTypeArea(items)
  const [picture] = items.filter((one) => one.kind === 'image')
  expect(picture?.box.width).toBeCloseTo(156, 0)
  expect(picture?.box.height).toBeCloseTo(117, 0)
  await printed(laid.root, 'pictures')
})

test('PP-03 a title of 200 characters and too many addressees leave text on page 1, and it is told', async () => {
  const long = '关于'.concat('进一步加强和改进全县防汛抗旱应急管理工作'.repeat(10)).slice(0, 198).concat('通知')
  const laid = await lay(
    jobOf(
      bodyOf({ ...usual, title: [long], mainTo: ['各乡镇人民政府，县政府各部门，'.repeat(30).concat('各企业：')] }, [
        p(words),
        p(words),
      ]),
    ),
  )
  expect(laid.troubles.map((one) => one.code)).toEqual(['PP-TITLE-LONG', 'PP-MAIN-TO-MOVED'])
  expect(laid.root.querySelector('.paper-page')?.textContent).toContain('各乡镇要落实防汛责任')
  expect(laid.root.textContent).toContain(long)
  for (const page of readPlaced(laid.root).pages) withinTypeArea(page.items)
  await printed(laid.root, 'long-title')
})

test('PP-02 an unbroken run of 5,000 letters breaks at the edge', async () => {
  const laid = await lay(jobOf(bodyOf(usual, [p('x'.repeat(5000)), p(words)])))
  const { pages } = readPlaced(laid.root)
  for (const page of pages) withinTypeArea(page.items)
  const letters = pages.flatMap((page) => page.items).flatMap((one) => (one.kind === 'text' ? [one.text] : []))
  expect(letters.join('').replace(/[^x]/g, '')).toHaveLength(5000)
})

test('PP-04 signature and date are never alone on a page, however long the text before them is', async () => {
  for (let n = 8; n < 40; n++) {
    const laid = await lay(
      jobOf(
        bodyOf(
          usual,
          Array.from({ length: n }, () => p('各乡镇要落实防汛责任。')),
        ),
      ),
    )
    expect(laid.troubles).toEqual([])
    const end = laid.root.querySelector('.pp-end')
    expect(end?.closest('.paper-column')?.querySelector('.pp-p:not(.pp-remark):not(.pp-end *)')).not.toBeNull()
    laid.root.remove()
  }
})

test('PP-10 版记 without room stands on the back of the last leaf; a blank page before it, and it, have no number', async () => {
  const numbers = (root: HTMLElement) =>
    [...root.querySelectorAll('.paper-page')].map((page) => page.querySelector('.pp-number')?.textContent ?? '')
  const seen = new Set<string>()
  for (let n = 8; n < 52; n++) {
    const laid = await lay(
      jobOf(
        bodyOf(
          usual,
          Array.from({ length: n }, () => p('各乡镇要落实防汛责任。')),
        ),
      ),
    )
    const pages = [...laid.root.querySelectorAll('.paper-page')]
    const last = pages.at(-1)
    expect(last?.querySelector('.pp-imprint')).not.toBeNull()
    if (last?.querySelector('.paper-column') === null) {
      expect(pages.length % 2).toBe(0)
      const blank = pages.at(-2)?.querySelector('.paper-column') === null
      seen.add(blank ? 'blank' : 'back')
      expect(numbers(laid.root).at(-1)).toBe(blank ? '' : `—${pages.length}—`)
    } else seen.add('same')
    laid.root.remove()
  }
  expect([...seen].toSorted()).toEqual(['back', 'blank', 'same'])
})

test('PP-11 花脸稿: letters and line styles tell who and at which step, a legend names them; the clean copy has no trace', async () => {
  const mark = (type: string, author: string, step: string): Json => ({
    type,
    attrs: { id: `${type}${author}${step}`, author, at: 1, step },
  })
  const body = bodyOf(usual, [
    p(
      '资金',
      text('65', [mark('del', 'u2', 's2')]),
      text('66.5', [mark('ins', 'u2', 's2')]),
      '万元',
      text('（含临时占用）', [mark('ins', 'u1', 's1'), mark('del', 'u3', 's3')]),
      '。',
    ),
  ])
  const persons = [
    { userId: 'u1', letter: '王', name: '王芳', post: '拟稿人' },
    { userId: 'u2', letter: '赵', name: '赵敏', post: '党政办主任' },
  ]
  const laid = await lay(jobOf(body, {}, { copy: 'marked', persons, steps: { s1: '拟稿', s2: '核稿', s3: '签发' } }))
  const text1 = laid.root.querySelector('.paper-column')?.textContent ?? ''
  expect(text1).toContain('资金赵65赵66.5万元王甲（含临时占用）。')
  expect(text1).toContain('赵　赵敏　党政办主任　核稿')
  expect(laid.root.querySelector('ins')?.className).not.toBe(laid.root.querySelectorAll('ins')[1]?.className)
  const lines = readPlaced(laid.root).pages[0]?.items.filter((one) => one.kind === 'line' && one.width === 0.265) ?? []
  expect(lines.length).toBeGreaterThanOrEqual(4)
  await printed(laid.root, 'marked')
  const clean = await lay(jobOf(body))
  const plain = clean.root.querySelector('.paper-column')?.textContent ?? ''
  expect(plain).toContain('资金66.5万元。')
  expect(clean.root.querySelector('ins, del, .pp-letter, .pp-legend')).toBeNull()
})

test('PP-01 a body that cannot be read gives a page and is told', async () => {
  const laid = await lay(jobOf({ type: 'nothing' }))
  expect(laid.pages).toBe(1)
  expect(laid.troubles.map((one) => one.code)).toContain('PP-BODY-UNREAD')
})

test('PP-07 an attachment bound with the text begins a page: 附件1 in 黑体, its title centred below, numbers go on', async () => {
  const laid = await lay(
    jobOf(
      bodyOf({ ...usual, attachmentNote: ['附件：1.防汛责任人名单'] }, [p(words), p('附件1'), p('防汛责任人名单'), p(words)]),
    ),
  )
  expect(laid.pages).toBe(2)
  expect(laid.root.querySelector('.pp-annex')?.closest<HTMLElement>('.paper-page')?.dataset['page']).toBe('2')
  await printed(laid.root, 'annex')
})

test('PP-15 the same places are read whatever the page is scaled by', async () => {
  const job = jobOf(bodyOf(usual, [p(words)]))
  const laid = await lay(job)
  const before = readPlaced(laid.root)
  laid.root.style.transform = 'scale(0.5)'
  laid.root.style.transformOrigin = '0 0'
  const after = readPlaced(laid.root)
  const first = (all: typeof before) => all.pages[0]?.items.flatMap((one) => (one.kind === 'text' ? [one.x, one.y] : [])) ?? []
  first(before).forEach((mm, i) => expect(first(after)[i]).toBeCloseTo(mm, 1))
})

test('PP-01 nothing hangs: a 100-page report is laid out at once', async () => {
  const [report] = await commands.paperTexts('provincial-reports')
  const paragraphs = (report?.text ?? '').split('\n').filter((one) => one.trim() !== '')
  const body = bodyOf(usual, Array.from({ length: 3 }, () => paragraphs.map((one) => p(one))).flat())
  const from = performance.now()
  const laid = await lay(jobOf(body))
  const took = performance.now() - from
  console.info(`PP-01 ${laid.pages} pages in ${Math.round(took)} ms`)
  expect(laid.pages).toBeGreaterThan(95)
})
