import { afterEach, expect, test, vi } from 'vitest'
import type { PictureDesk } from '../../../src-renderer/document/editor/picture-desk.ts'
import { chanceOf } from '../../support/clock.ts'
import { drawn } from '../../support/ui/pictures.ts'
import { bodyOf, cell, p, row, table, text, usual, words, type Elements, type Json } from './bodies.ts'
import { ends, openPaged, pagesOfEditor, pagesOfPaper, topsOfEditor, topsOfPaper, type Paged } from './editor-pages.ts'
import { jobOf, lay, type Laid } from './support.ts'

/* Tables and pictures of the editor stand on the pages of paper, at the same height (PP-58). */

const opened: { paged: Paged; laid: Laid }[] = []
afterEach(() => {
  for (const { paged, laid } of opened.splice(0)) {
    paged.page.close()
    laid.root.remove()
  }
})

const river = (await drawn(600, 400)).url
const desk: PictureDesk = {
  pick: () => Promise.resolve({ pictures: [], refused: [] }),
  put: () => Promise.reject(new Error('no pictures here')),
  keep: () => Promise.resolve('here'),
  url: () => river,
  trouble: () => Promise.resolve('missing'),
  onLine: () => () => undefined,
}
const picture = (width: number | null, height: number | null, sm3 = 'c'.repeat(64)): Json => ({
  type: 'image',
  attrs: { sm3, width, height, alt: '险工段' },
})
const centred = (...content: (Json | string)[]): Json => ({ ...p(...content), attrs: { style: 'centered' } })
const some = (n: number): Json[] => Array.from({ length: n }, () => p(words))
const rows = (n: number, ...cells: ((i: number) => string)[]): Json[] =>
  Array.from({ length: n }, (_, i) => row(...cells.map((one) => cell(one(i)))))
const heads = (...all: string[]): Json => row(...all.map((one) => cell(one)))

/** Lays a text out on paper and opens it in the editor; all pages must hold the same, tables and pictures at the same height. */
async function agrees(body: readonly Json[], elements: Elements = usual): Promise<{ paged: Paged; laid: Laid }> {
  const job = jobOf(bodyOf(elements, body))
  const laid = await lay(job, () => river)
  const paged = await openPaged(job, desk)
  opened.push({ paged, laid })
  const { view } = paged.page.editor
  await vi.waitFor(() => {
    expect(paged.maps.at(-1)?.count).toBe(laid.pages)
    const paper = pagesOfPaper(laid.root)
    const editor = pagesOfEditor(view, laid.pages)
    expect(editor.map(ends)).toEqual(paper.map(ends))
    expect(editor).toEqual(paper)
  })
  const [onPaper, onScreen] = [topsOfPaper(laid.root), topsOfEditor(view, laid.pages)]
  const turned = paged.maps.at(-1)?.turned ?? []
  onPaper.forEach((tops, i) => {
    if (turned.includes(i + 1)) return
    expect(onScreen[i]?.length, `page ${i + 1}`).toBe(tops.length)
    tops.forEach((top, k) => expect(Math.abs((onScreen[i]?.[k] ?? 0) - top), `page ${i + 1}, ${k}`).toBeLessThan(6))
  })
  return { paged, laid }
}

test('[PP-58] a table over three pages: its rows stand on the pages of paper, its head again on each, and no rule between', async () => {
  const long = table(
    heads('序号', '单位', '任务'),
    ...rows(
      34,
      (i) => `${i + 1}`,
      () => '柳河镇人民政府',
      (i) => (i % 3 === 1 ? words : '加强值守'),
    ),
  )
  const { paged, laid } = await agrees([...some(4), long, ...some(8)])
  expect(laid.root.querySelectorAll('table').length).toBeGreaterThanOrEqual(3)
  const { view } = paged.page.editor
  const seams = view.dom.querySelectorAll('tr.pg-seam')
  expect(seams).toHaveLength(laid.root.querySelectorAll('table').length - 1)
  const again = [...view.dom.querySelectorAll('tr.pg-again')].map((one) => one.textContent)
  expect(new Set(again)).toEqual(new Set(['序号单位任务']))
  for (const one of seams) expect(getComputedStyle(one.querySelector('td') as Element).borderLeftStyle).toBe('hidden')
  // what one writes has nothing of it
  expect(view.state.doc.textContent).not.toContain('任务序号')
})

test('[PP-58] tables paper narrows, with columns of their own and with merged cells, are as high in the editor', async () => {
  const given = table(
    row(...['序号', '单位', '任务'].map((one) => cell(one, { colwidth: [220] }))),
    ...Array.from({ length: 12 }, (_, i) => row(cell(`${i + 1}`), cell('柳河镇人民政府'), cell(words))),
  )
  const open = table(
    heads('序号', '乡镇', '水库座数', '堤防长度', '责任人', '联系电话', '完成时限'),
    ...rows(
      9,
      (i) => `${i + 1}`,
      () => '临江街道办事处',
      (i) => `${i}座`,
      () => '12.5公里',
      () => '陈立新',
      () => '13800138000',
      () => '2026年6月30日',
    ),
  )
  const merged = table(
    row(cell('县防汛指挥部成员单位', { colspan: 3 })),
    ...Array.from({ length: 16 }, (_, i) =>
      i % 2 === 0
        ? row(cell(`第${i / 2 + 1}组`, { rowspan: 2 }), cell('县水利局'), cell(words))
        : row(cell('县应急管理局'), cell('组织群众转移')),
    ),
  )
  await agrees([...some(3), given, ...some(2), open, ...some(5), merged, ...some(6)])
})

test('[PP-58] [PP-120] a turned table in mid-text has a sheet of the editor for each of paper, and says so in the margin', async () => {
  const wide = (n: number): Json =>
    table(
      heads(
        '序号',
        '乡镇',
        '水库座数',
        '堤防长度',
        '责任人姓名',
        '联系电话',
        '抢险队伍',
        '物资储备点',
        '避险安置点',
        '完成时限',
        '备注',
      ),
      ...rows(
        n,
        (i) => `${i + 1}`,
        () => '临江街道',
        (i) => `${i}`,
        () => '12.5公里',
        () => '陈立新',
        () => '13800138000',
        () => '120人',
        () => '镇政府仓库',
        () => '中心小学操场',
        () => '2026年6月30日',
        (i) => (i % 7 === 3 ? words : ''),
      ),
    )
  const { paged, laid } = await agrees([...some(6), centred('防汛责任分解表'), wide(26), ...some(30)])
  const sheets = [...laid.root.querySelectorAll('.pp-turned')].map((one) =>
    Number(one.closest<HTMLElement>('.paper-page')?.dataset['page']),
  )
  expect(sheets.length).toBeGreaterThan(1)
  expect(paged.maps.at(-1)?.turned).toEqual(sheets)
  expect(paged.page.editor.view.dom.closest('.sheet')?.querySelectorAll('.page-note')).toHaveLength(sheets.length)
  await agrees([...some(5), p('附件'), p('防汛责任分解表'), wide(8), ...some(3)], {
    ...usual,
    attachmentNote: ['附件：防汛责任分解表'],
  })
})

test('[PP-58] pictures stand on lines of their own on the pages of paper: small, as wide as the page, higher than one', async () => {
  await agrees([...some(2), p(picture(40, 30)), ...some(6), p(picture(156, 104)), ...some(3), p(picture(100, 400)), ...some(9)])
})

test('[PP-58] pictures in mid-sentence, side by side, without a size and in a table stand where paper has them', async () => {
  const inCell = table(heads('图', '说明'), row({ ...cell(''), content: [p(picture(120, 60))] }, cell(words)))
  await agrees([
    p(words, picture(50, 40), words),
    p(picture(60, 40), picture(60, 50)),
    p(text('险工段位置'), picture(70, 45)),
    p(picture(90, 30), picture(90, 30)),
    ...some(4),
    { type: 'paragraph', content: [picture(80, 60), { type: 'hardBreak' }, text('图1　险工段')] },
    p(picture(null, null, 'd'.repeat(64))),
    inCell,
    ...some(14),
  ])
})

/** A text drawn by a seed: paragraphs, headings, tables of any shape and pictures anywhere. */
function drawnText(seed: number): Json[] {
  const { below, once, pick } = chanceOf(seed)
  const said = (n: number): string => words.repeat(5).slice(0, 1 + below(n))
  const anyPicture = (): Json => picture(20 + below(170), 15 + below(260))
  const anyCell = (): Json => {
    if (once(0.02)) return { ...cell(''), content: [p(anyPicture(), said(9))] }
    return cell(once(0.1) ? '' : said(once(0.25) ? 60 : 8))
  }
  const anyTable = (): Json => {
    const columns = once(0.2) ? 10 + below(4) : 2 + below(6)
    const line = (of = columns): Json => row(...Array.from({ length: of }, anyCell))
    const pair = (): Json[] => [
      row(cell(said(6), { rowspan: 2 }), ...Array.from({ length: columns - 1 }, anyCell)),
      line(columns - 1),
    ]
    return table(...Array.from({ length: 1 + below(22) }, () => (once(0.15) ? pair() : [line()])).flat())
  }
  const draw: readonly (() => Json)[] = [
    () => p(said(150)),
    () => p(said(150)),
    () => ({ ...p(said(12)), attrs: { style: 'h1' } }),
    () => centred(said(12)),
    anyTable,
    () => p(anyPicture()),
    () => ({ ...p(anyPicture()), attrs: { align: pick(['left', 'right', 'center']) } }),
    () => p(said(60), anyPicture(), said(60)),
    () => p(anyPicture(), anyPicture(), said(40)),
    () => p(said(9), picture(70, 30), '　', picture(20 + below(110), 40), { type: 'hardBreak' }, anyPicture()),
  ]
  const blocks = (n: number): Json[] => Array.from({ length: n }, () => pick(draw)())
  const annex = once(0.3) ? [p('附件'), p(said(12)), ...blocks(1 + below(4))] : []
  return [p(words), ...blocks(6 + below(14)), p(words), ...annex]
}

test('[PP-58] texts drawn at random, of tables and pictures among paragraphs, stand on the pages of paper', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    await agrees(drawnText(seed)).catch((fault: unknown) => {
      throw new Error(`seed ${seed}`, { cause: fault })
    })
    for (const { paged, laid } of opened.splice(0)) {
      paged.page.close()
      laid.root.remove()
    }
  }
}, 120_000)
