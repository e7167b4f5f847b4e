import { Fragment } from 'prosemirror-model'
import { TextSelection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { commands } from 'vitest/browser'
import { expect, inject, it, vi } from 'vitest'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { readBodyJson } from '../../src-shared/document/read-body.ts'
import type { PaperJob } from '../../src-shared/paper/model.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { cell, row, table } from '../browser/paper/bodies.ts'
import { jobOf, jobOfText } from '../browser/paper/support.ts'
import { openTestPage, type TestPage } from '../support/ui/open-page.ts'
import { frame, press } from './libraries/keys.ts'
import { newId, realParagraphs } from './libraries/long-text.ts'
import { quantile, result, type BenchResult } from './result.ts'

/*
 * Keys in a report of 20,000 characters and in a text of 1,650 paragraphs, in a paragraph that goes on over a page: 页面视图
 * against 连续视图 of the same editor with the same text, turn and turn about, each alone in a window of its own size.
 */
const { rounds } = inject('libraries')

type Side = { page: TestPage; window: HTMLElement; figures: Map<string, Figures[]> }

async function report(): Promise<PaperJob> {
  const reports = await commands.paperTexts('provincial-reports')
  return jobOfText(reports.find(({ name }) => name.includes('云南'))?.text ?? '', { form: 'file' })
}

async function longText(): Promise<PaperJob> {
  const paragraphs = realParagraphs(300_000).slice(0, 1650)
  return jobOf(bodyJson(makeDocument({ elements: { title: '关于工作的通知' }, paragraphs }, newId)))
}

/** The report with a table of 60 rows and five columns in its middle, over several pages. */
async function withTable(): Promise<PaperJob> {
  const { doc } = readBodyJson((await report()).body)
  if (!doc) throw new Error('no text')
  const rows = Array.from({ length: 60 }, (_, i) => [`${i + 1}`, '临江街道', '陈立新', '加强值班值守，发现险情即报', '2026年6月'])
  const long = table(
    ...[['序号', '乡镇', '责任人', '任务', '时限'], ...rows].map((one) => row(...one.map((words) => cell(words)))),
  )
  const blocks = doc.child(1).content.content
  const half = Math.floor(blocks.length / 2)
  const body = Fragment.fromArray([...blocks.slice(0, half), schema.nodeFromJSON(long), ...blocks.slice(half)])
  return jobOf(bodyJson(doc.copy(Fragment.fromArray([doc.child(0), doc.child(1).copy(body)]))))
}

/** A text in a scrolled window, with its pages or without. */
async function open(job: PaperJob, paged: boolean): Promise<Side> {
  const { doc } = readBodyJson(job.body)
  if (!doc) throw new Error('no text')
  const window = document.createElement('div')
  window.className = 'page-desk'
  window.style.cssText = 'width:900px;height:600px;overflow:auto;position:relative'
  document.body.append(window)
  const page = await new Promise<TestPage>((resolve) => {
    const facts = paged ? job.facts : null
    const made: TestPage = openTestPage(doc, {
      mode: 'untracked',
      pages: { facts: () => facts, onPages: (map) => map && resolve(made) },
    })
    const sheet = made.editor.view.dom.closest('.sheet')
    if (sheet) window.append(sheet)
    if (!paged) resolve(made)
  })
  return { page, window, figures: new Map() }
}

/** Where the caret goes: into the paragraph in the middle of the paged text that goes on over a page. */
function straddling(view: EditorView): number {
  const cut = [...view.dom.querySelectorAll('.pg-cut')]
  const middle = cut[Math.floor(cut.length / 2)]
  if (!middle) throw new Error('no paragraph goes on over a page')
  return view.posAtDOM(middle, 0) + 4
}

/** In the row behind a gap of the table. */
function behindSeam(view: EditorView): number {
  const text = view.dom.querySelector('.pg-again + tr:not(.pg-seam) > td:nth-child(4) > p')
  if (!text) throw new Error('no table goes on over a page')
  return view.posAtDOM(text, 0) + 2
}

/** Resolves once the browser had nothing to do: pages are counted then. */
const idle = (): Promise<void> => new Promise((done) => requestIdleCallback(() => done()))

type Figures = { layout: number[]; paint: number[] }

/** A key at a time, each from its transaction to the new layout and to paint; pages are counted between keys, as people type. */
async function keys(view: EditorView, times: number, key: () => void): Promise<Figures> {
  const figures: Figures = { layout: [], paint: [] }
  for (let i = 0; i < times; i++) {
    await idle()
    await frame()
    const begun = performance.now()
    key()
    view.coordsAtPos(view.state.selection.head) // forces the layout
    const laidOut = performance.now()
    figures.paint.push((await frame()) - begun)
    figures.layout.push(laidOut - begun)
  }
  return figures
}

const all: BenchResult[] = []

it.each([
  { name: '', text: report, characters: 19_000, place: straddling },
  { name: ' of a table over pages', text: withTable, characters: 20_000, place: behindSeam },
  { name: ' of a text of 1,650 paragraphs', text: longText, characters: 100_000, place: straddling },
])('keys in 页面视图$name against 连续视图, over $characters characters', async ({ name, text, characters, place }) => {
  const job = await text()
  const paged = await open(job, true)
  const plain = await open(job, false)
  expect(paged.page.doc().textContent.length).toBeGreaterThan(characters)
  const at = place(paged.page.editor.view)
  const acts = {
    insert: { times: 60, act: (view: EditorView) => view.dispatch(view.state.tr.insertText('县')) },
    Enter: { times: 20, act: (view: EditorView) => press(view, 'Enter') },
  }
  const sides = [paged, plain]
  // the first turn of each is a warm-up
  for (let round = -1; round < rounds; round++) {
    for (const [what, { times, act }] of Object.entries(acts)) {
      for (const { page, window, figures } of sides) {
        for (const side of sides) side.window.hidden = side.window !== window
        const { view } = page.editor
        const before = view.state.doc
        view.dispatch(view.state.tr.setSelection(TextSelection.create(before, at)).scrollIntoView())
        await idle()
        // the pages of a long text follow when the keys rest
        await vi.waitFor(() => expect(view.dom.querySelectorAll('.pg-cut').length > 0).toBe(window === paged.window), 5000)
        const one = await keys(view, round < 0 ? 10 : times, () => act(view))
        if (round >= 0) figures.set(what, [...(figures.get(what) ?? []), one])
        // each turn on the same text, its caret in a paragraph that goes on over a page
        view.dispatch(view.state.tr.replaceWith(0, view.state.doc.content.size, before.content))
        await idle()
        await idle()
      }
    }
  }
  const middle = (all: readonly Figures[], of: keyof Figures, share: number): number =>
    quantile(
      all.map((one) => quantile(one[of], share)),
      0.5,
    )
  const results = Object.keys(acts).flatMap((what) =>
    (['layout', 'paint'] as const).flatMap((of) =>
      (
        [
          ['p50', 0.5],
          ['p95', 0.95],
        ] as const
      ).map(([p, share]) => {
        const [ours, peer] = sides.map(({ figures }) => middle(figures.get(what) ?? [], of, share))
        return result(5, `${what} to ${of} in 页面视图${name}, ${p}, ms (连续视图)`, ours ?? 0, peer ?? 0, 1.3)
      }),
    ),
  )
  for (const { page, window } of sides) {
    page.close()
    window.remove()
  }
  all.push(...results)
  await commands.writeFile('artifacts/bench/pages.json', JSON.stringify(all))
})
