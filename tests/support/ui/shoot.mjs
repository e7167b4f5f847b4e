// Screenshots of the window over a desk in memory: node tests/support/ui/shoot.mjs OUT [name…]
import { fileURLToPath } from 'node:url'
import { mkdirSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import { chromium } from 'playwright-core'
import { createServer } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))
const out = process.argv[2] ?? '/tmp/shots'
const only = process.argv.slice(3)
mkdirSync(out, { recursive: true })

const fakes = { 'data/queries.ts': 'fake-queries.ts', 'data/open-desk-data.ts': 'fake-open-desk.ts' }
const server = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  cacheDir: process.env['LIUHEN_VITE_CACHE'] ?? '/tmp/liuhen-vite',
  server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
  plugins: [
    react(),
    {
      name: 'fakes',
      enforce: 'pre',
      resolveId(id, importer) {
        if (importer?.includes('/src-renderer/data/')) return undefined
        const found = Object.entries(fakes).find(([real]) => id.endsWith(real))
        return found && importer && !importer.includes('/support/ui/') ? `${here}${found[1]}` : undefined
      },
    },
  ],
})
await server.listen()
const base = `http://127.0.0.1:${server.httpServer.address().port}/tests/support/ui/harness.html`
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })

/** Opens a dialog of safe copies; main answers as it does when all goes well, or is still `busy`. */
const copies = async (p, name, busy = false) => {
  await p.evaluate((isBusy) => {
    const counts = { documents: 3, commands: 7, items: 1, history: 120, files: 2, fileBytes: 5_400_000 }
    const answers = {
      'safeCopy.place': { copyId: '01900000-0000-7000-8000-00000000c0b1' },
      'safeCopy.write': {
        file: '/media/zhaomin/移动硬盘/留痕/赵敏-20261122.lhcopy',
        bytes: 6_300_000,
        spoilt: 0,
        counts,
      },
      'safeCopy.open': { name: '赵敏-20261122.lhcopy', madeAt: Date.now() - 7_200_000, here: false, counts },
    }
    const { invoke } = window.desk
    window.desk.invoke = async (call, input) => {
      if (call === 'safeCopy.read') return { ok: false, code: 'SC-PASSWORD' }
      if (call === 'safeCopy.write' && isBusy) return new Promise(() => undefined)
      return call in answers ? { ok: true, value: answers[call] } : invoke(call, input)
    }
  }, busy)
  await p.keyboard.press('Control+k')
  await p.keyboard.type(name)
  await p.waitForTimeout(300)
  await p.keyboard.press('Enter')
  await p.waitForTimeout(500)
}

/** Writes faults into the open draft, and shows what the rules find. */
const faulty = async (p) => {
  p.setDefaultTimeout(4000)
  const form = p.locator('.elements')
  await form.getByLabel('标题').fill('柳河镇人民政府关于解决堤防资金以及增加编制的请示。')
  await form.getByLabel('主送').fill('青禾县人民政府、青禾县财政局：')
  await p.getByText('始建于上世纪').click()
  await p.keyboard.press('Home')
  await p.keyboard.insertText(
    '二〇二六年七月三日，按照青政办[2025]第08号和《国家行政机关公文处理办法》要求,镇政府(水利站)开展排查.',
  )
  await p.getByRole('tab', { name: /检查/ }).click()
  await p.waitForTimeout(700)
}

/** Draws a line on the paper by mouse: places as parts of its width and height in the window. */
const inkStroke = async (p, points) => {
  await p.mouse.move(...points[0])
  await p.mouse.down()
  for (const [x, y] of points.slice(1)) await p.mouse.move(x, y, { steps: 6 })
  await p.mouse.up()
}
const inked = async (p) => {
  await p.keyboard.press('Alt+o')
  await p.keyboard.press('Enter')
  await p.waitForTimeout(300)
  await p.keyboard.press('Alt+i')
  const loop = Array.from({ length: 25 }, (_, i) => [880 + 66 * Math.cos(i / 3.9 - 2), 594 + 17 * Math.sin(i / 3.9 - 2)])
  await inkStroke(p, loop)
  await inkStroke(p, [
    [906, 668],
    [930, 664],
    [955, 662],
  ])
  await inkStroke(p, [
    [930, 650],
    [931, 690],
  ])
  await inkStroke(p, [
    [912, 686],
    [932, 682],
    [960, 684],
  ])
  await inkStroke(p, [
    [985, 652],
    [972, 672],
    [962, 688],
  ])
  await inkStroke(p, [
    [975, 668],
    [990, 676],
    [1003, 690],
  ])
}

/** Main as the preview and batch printing find it: a printer, and a batch of which one fails. */
const printers = (p) =>
  p.evaluate(() => {
    const { invoke } = window.desk
    let n = 0
    window.desk.invoke = async (call, input) => {
      if (call === 'paper.printers')
        return { ok: true, value: [{ name: 'a', title: '奔图 CM1150ADN（一楼文印室）', isDefault: true }] }
      if (call === 'paper.print') return ++n === 2 ? { ok: false, code: 'PP-PRINT' } : { ok: true, value: { pages: 3 } }
      return invoke(call, input)
    }
  })
const preview = (keys) => async (p) => {
  await printers(p)
  await p.keyboard.press('Control+p')
  await p.locator('.print-room[aria-busy="false"] .paper-page').first().waitFor()
  for (const key of keys) await p.keyboard.press(key)
  await p.locator('.print-room[aria-busy="false"] .paper-page').first().waitFor()
  await p.waitForTimeout(1200)
}
const batch = (begin) => async (p) => {
  await printers(p)
  await p.keyboard.press('Control+1')
  await p.waitForTimeout(300)
  await p.locator('.row').first().click()
  await p.keyboard.press('Control+a')
  await p.waitForTimeout(200)
  if (begin === 'list') return
  await p.keyboard.press('Control+Shift+P')
  await p.waitForTimeout(400)
  if (begin) await p.getByRole('dialog').getByRole('button', { name: '打印', exact: true }).click()
  await p.waitForTimeout(800)
}
const blank = async (p) => {
  await printers(p)
  await p.locator('.top-me').click()
  await p.getByText('文件处理单（空白表）').click()
  await p.locator('.print-room[aria-busy="false"] .paper-page').first().waitFor()
  await p.waitForTimeout(800)
}
const wide = { width: 1920, height: 1080 }

/** Scrolls to where page 2 begins. */
const toGap = async (p) => {
  await p.locator('.page-leaf').nth(1).waitFor({ state: 'attached' })
  await p.evaluate(() => {
    const desk = document.querySelector('.page-desk')
    const leaf = document.querySelectorAll('.page-leaf')[1]
    desk?.scrollBy({ top: (leaf?.getBoundingClientRect().top ?? 0) - 420 })
  })
}

const scenes = {
  'draft-new': { query: 'as=wang&step=draft', act: (p) => p.keyboard.press('Control+n') },
  'draft-from': {
    query: 'as=wang&step=draft',
    act: async (p) => {
      await p.keyboard.press('Control+n')
      await p.locator('.draft-ways .link').click()
      await p.locator('.earlier-row').first().waitFor()
    },
  },
  'pages-first': { query: 'as=zhao&step=check', act: (p) => p.locator('.page-leaf').first().waitFor({ state: 'attached' }) },
  'pages-gap': { query: 'as=zhao&step=check', act: toGap },
  'pages-gap-wide': { query: 'as=zhao&step=check', act: toGap, size: wide },
  'paper-text': { query: 'as=zhao&step=check', act: preview([]) },
  'paper-text-wide': { query: 'as=zhao&step=check', act: preview([]), size: wide },
  'paper-marked': {
    query: 'as=zhao&step=check',
    act: async (p) => {
      await preview([])(p)
      await p.getByText('花脸稿', { exact: true }).click()
      await p.waitForTimeout(1000)
    },
  },
  'paper-sheet': { query: 'as=chen&step=sign', act: preview(['Alt+2']) },
  'paper-sheet-large': { query: 'as=chen&step=sign', act: preview(['Alt+2', 'Control+=', 'Control+=', 'Control+=']) },
  'paper-sheet-wide': { query: 'as=chen&step=sign', act: preview(['Alt+2']), size: wide },
  'paper-batch': { query: 'as=zhao&step=check', act: batch(false) },
  'paper-batch-list': { query: 'as=zhao&step=check', act: batch('list') },
  'paper-batch-done': { query: 'as=zhao&step=check', act: batch(true) },
  'paper-batch-wide': { query: 'as=zhao&step=check', act: batch(false), size: wide },
  'paper-blank': { query: 'as=zhao&step=check', act: blank },
  'paper-blank-wide': { query: 'as=zhao&step=check', act: blank, size: wide },
  ink: { query: 'as=zhao&step=check', act: inked },
  'ink-kept': {
    query: 'as=zhao&step=check',
    act: async (p) => {
      await inked(p)
      await p.keyboard.press('Enter')
      await p.getByRole('tab', { name: /批注/ }).click()
      await p.mouse.move(946, 594)
    },
  },
  'ink-ring': {
    query: 'as=chen&step=sign',
    act: async (p) => {
      await p.keyboard.press('Alt+o')
      await p.mouse.move(900, 560)
    },
  },
  check: { query: 'as=zhao&step=check' },
  change: {
    query: 'as=zhao&step=check',
    act: async (p) => {
      for (let i = 0; i < 3; i++) await p.keyboard.press('Alt+ArrowDown')
      await p.keyboard.press('Alt+y')
    },
  },
  final: { query: 'as=zhao&step=check', act: (p) => p.keyboard.press('Alt+3') },
  original: { query: 'as=zhao&step=check', act: (p) => p.keyboard.press('Alt+1') },
  people: {
    query: 'as=zhao&step=check',
    act: async (p) => {
      await p.getByRole('button', { name: '更多看法' }).click()
      await p.getByText('按人Alt').click()
      await p.locator('.choice').first().click()
    },
  },
  views: { query: 'as=zhao&step=check', act: (p) => p.getByRole('button', { name: '更多看法' }).click() },
  steps: { query: 'as=zhao&step=check', act: (p) => p.keyboard.press('Alt+5') },
  versions: {
    query: 'as=zhao&step=check&scene=versions',
    act: async (p) => {
      await p.keyboard.press('Alt+6')
      await p.waitForTimeout(400)
      await p.locator('.version-pick .ant-select').first().click()
      await p.waitForTimeout(200)
    },
  },
  'versions-offline': { query: 'as=zhao&step=check&scene=offline', act: (p) => p.keyboard.press('Alt+6') },
  moment: {
    query: 'as=zhao&step=check',
    act: async (p) => {
      await p.keyboard.press('Alt+7')
      for (let i = 0; i < 3; i++) await p.keyboard.press('ArrowLeft')
    },
  },
  filter: {
    query: 'as=zhao&step=check',
    act: async (p) => {
      await p.getByRole('button', { name: '筛选' }).click()
      await p.locator('.filter .choice').nth(0).click()
      await p.getByText('文字增删').click()
    },
  },
  hover: { query: 'as=zhao&step=check', act: (p) => p.locator('.sheet .mk-ins').first().hover() },
  card: {
    query: 'as=zhao&step=check',
    act: async (p) => {
      await p.keyboard.press('Alt+ArrowDown')
      await p.keyboard.press('Alt+y')
      await p.keyboard.press('Alt+ArrowUp')
      await p.waitForTimeout(300)
      await p.keyboard.press('Alt+Enter')
    },
  },
  margin: {
    query: 'as=zhao&step=check',
    size: { width: 1920, height: 1000 },
    act: (p) => p.keyboard.press('Control+\\'),
  },
  selection: {
    query: 'as=zhao&step=check',
    act: async (p) => {
      await p.locator('.sheet p').first().click()
      await p.keyboard.press('Control+a')
    },
  },
  find: {
    query: 'as=zhao&step=check',
    act: async (p) => {
      await p.keyboard.press('Control+f')
      await p.keyboard.type('堤防')
      await p.keyboard.press('Enter')
    },
  },
  replace: {
    query: 'as=zhao&step=check',
    act: async (p) => {
      await p.keyboard.press('Control+h')
      await p.keyboard.type('柳河')
      await p.getByLabel('替换为').fill('清河')
      await p.getByRole('button', { name: /全部替换/ }).click()
    },
  },
  crowd: {
    query: 'as=zhao&step=check&scene=crowd',
    act: (p) =>
      p
        .getByRole('button', { name: '更多看法' })
        .click()
        .then(() => p.getByText('标出修改人').click()),
  },
  'crowd-grey': {
    query: 'as=zhao&step=check&scene=crowd',
    act: (p) => p.addStyleTag({ content: 'html { filter: grayscale(1) }' }),
  },
  draft: { query: 'as=wang&step=draft' },
  review: { query: 'as=li&step=review' },
  sign: { query: 'as=chen&step=sign', act: (p) => p.keyboard.press('Control+Enter') },
  submit: { query: 'as=wang&step=draft', act: (p) => p.keyboard.press('Control+Enter') },
  approve: { query: 'as=zhao&step=check', act: (p) => p.keyboard.press('Control+Enter') },
  return: {
    query: 'as=zhao&step=check',
    act: async (p) => {
      await p.getByRole('button', { name: '退回' }).click()
      await p.getByText('部门审核　李建国').click()
    },
  },
  opinions: { query: 'as=zhao&step=check', act: (p) => p.getByRole('tab', { name: '意见' }).click() },
  findings: { query: 'as=wang&step=draft', act: (p) => p.getByRole('tab', { name: '检查' }).click() },
  ...Object.fromEntries(
    [
      ['findings-faulty', 'as=wang&step=draft', async () => undefined],
      ['findings-basis', 'as=wang&step=draft', (p) => p.locator('button.find-rule').nth(2).click()],
      ['findings-level', 'as=wang&step=draft', (p) => p.locator('.find-levels button').nth(1).click()],
      ['findings-walk', 'as=wang&step=draft', (p) => p.keyboard.press('F8')],
      ['findings-mended', 'as=wang&step=draft', (p) => p.locator('.find-all').click()],
    ].map(([name, query, act]) => [name, { query, act: async (p) => (await faulty(p), act(p)) }]),
  ),
  folded: { query: 'as=zhao&step=check', act: (p) => p.keyboard.press('Control+\\') },
  offline: { query: 'as=zhao&step=check&scene=offline' },
  outbox: { query: 'as=zhao&step=check&scene=offline', act: (p) => p.keyboard.press('Control+5') },
  attention: { query: 'as=zhao&step=sign&scene=attention' },
  'attention-sides': {
    query: 'as=zhao&step=sign&scene=attention',
    act: async (p) => void (await p.locator('.att-row').nth(1).click()),
  },
  'attention-supplement': {
    query: 'as=zhao&step=sign&scene=attention',
    act: async (p) => void (await p.getByRole('button', { name: '记为补充意见' }).click()),
  },
  palette: {
    query: 'as=zhao&step=check',
    act: async (p) => {
      await p.keyboard.press('Control+k')
      await p.waitForTimeout(600)
      await p.keyboard.type('tz')
      await p.waitForTimeout(300)
    },
  },
  sheet: { query: 'as=zhao&step=check', act: (p) => p.keyboard.press('?') },
  new: { query: 'as=wang&step=draft', act: (p) => p.keyboard.press('Control+n') },
  fresh: {
    query: 'as=wang&step=draft',
    act: async (p) => {
      await p.keyboard.press('Control+n')
      await p.waitForTimeout(400)
      await p.getByRole('button', { name: '请示', exact: true }).click()
    },
  },
  bottom: { query: 'as=zhao&step=check', act: (p) => p.evaluate(() => document.querySelector('.page-desk')?.scrollTo(0, 9999)) },
  table: {
    query: 'as=wang&step=draft',
    act: async (p) => {
      await p.evaluate(() => document.querySelector('.page-desk')?.scrollTo(0, 500))
      await p.getByText('始建于上世纪').click()
      await p.getByRole('button', { name: '表格' }).click()
      await p.getByText('插入 3 行').click()
      await p.waitForTimeout(200)
      await p.getByRole('button', { name: '编号列表' }).click()
    },
  },
  tip: { query: 'as=zhao&step=check', act: (p) => p.locator('.route-step span').nth(1).hover() },
  done: { query: 'as=chen&step=sign', act: (p) => p.keyboard.press('Control+4') },
  late: {
    query: 'as=zhao&step=check',
    act: (p) =>
      p.evaluate(() =>
        window.fakeDesk.setStatus({ disk: 'low', progress: { done: 120, total: 800 }, stalled: true, pending: 3, attention: 1 }),
      ),
  },
  'copy-menu': { query: 'as=zhao&scene=offline', act: (p) => p.locator('.top-me').click() },
  'copy-export': { query: 'as=zhao&scene=offline', act: (p) => copies(p, '导出安全副本') },
  'copy-written': {
    query: 'as=zhao&scene=offline',
    act: async (p) => {
      await copies(p, '导出安全副本')
      await p.keyboard.press('Enter')
    },
  },
  'copy-import': {
    query: 'as=zhao',
    act: async (p) => {
      await copies(p, '导入安全副本')
      await p.keyboard.press('Enter')
      await p.waitForTimeout(300)
      await p.keyboard.type('x')
      await p.keyboard.press('Enter')
    },
  },
  'copy-writing': {
    query: 'as=zhao&scene=offline',
    act: async (p) => {
      await copies(p, '导出安全副本', true)
      await p.keyboard.press('Enter')
    },
  },
  empty: { query: 'as=wang&scene=empty' },
  'sign-in': { query: 'scene=sign-in' },
  'sign-in-wrong': {
    query: 'scene=sign-in&code=SE-WRONG-PASSWORD',
    act: async (p) => {
      await p.getByText('王芳').click()
      await p.keyboard.press('Enter')
    },
  },
}
for (const [name, { query, act, size }] of Object.entries(scenes)) {
  if (only.length && !only.includes(name)) continue
  const page = await browser.newPage({
    viewport: size ?? { width: 1366, height: 768 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  })
  page.on(
    'console',
    (line) => ['error', 'warning'].includes(line.type()) && console.log(name, line.type(), line.text().slice(0, 400)),
  )
  page.on('pageerror', (error) => console.log(name, 'pageerror', error.stack?.slice(0, 800)))
  await page.goto(`${base}?${query}`)
  await page.waitForSelector('.desk, .sign-in, .whole.empty', { timeout: 60_000 })
  await page.waitForTimeout(1200)
  try {
    await act?.(page)
  } catch (error) {
    console.log(name, 'act', String(error).slice(0, 300))
  }
  await page.waitForTimeout(500)
  await page.screenshot({ path: `${out}/${name}.png` })
  await page.close()
}
await browser.close()
await server.close()
