import { TextSelection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { commands } from 'vitest/browser'
import { expect, inject, it } from 'vitest'
import { readBodyJson } from '../../src-shared/document/read-body.ts'
import { jobOfText } from '../browser/paper/support.ts'
import { openTestPage, type TestPage } from '../support/ui/open-page.ts'
import { frame, keysToPaint, press } from './libraries/keys.ts'
import { quantile, result } from './result.ts'

/*
 * Keys in a report of 20,000 characters, in a paragraph that goes on over a page: 页面视图 against 连续视图 of the same editor
 * with the same text, turn and turn about, each alone in a window of its own size.
 */
const { rounds } = inject('libraries')

type Side = { page: TestPage; window: HTMLElement; figures: Map<string, number[][]> }

/** The report in a scrolled window, with its pages or without. */
async function open(paged: boolean): Promise<Side> {
  const reports = await commands.paperTexts('provincial-reports')
  const report = reports.find(({ name }) => name.includes('云南'))
  const job = jobOfText(report?.text ?? '', { form: 'file' })
  const { doc } = readBodyJson(job.body)
  if (!doc) throw new Error('no text')
  expect(doc.textContent.length).toBeGreaterThan(19_000)
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

const idle = (): Promise<void> => new Promise((done) => requestIdleCallback(() => done()))

it('keys in 页面视图 against 连续视图, 20,000 characters', async () => {
  const paged = await open(true)
  const plain = await open(false)
  const at = straddling(paged.page.editor.view)
  const caret = (view: EditorView): void =>
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, at)).scrollIntoView())
  const acts = {
    insert: { times: 60, before: caret, act: (view: EditorView) => view.dispatch(view.state.tr.insertText('县')) },
    Enter: { times: 30, before: caret, act: (view: EditorView) => press(view, 'Enter') },
  }
  const sides = [paged, plain]
  // the first turn of each is a warm-up
  for (let round = -1; round < rounds; round++) {
    for (const [what, act] of Object.entries(acts)) {
      for (const { page, window, figures } of sides) {
        for (const side of sides) side.window.hidden = side.window !== window
        await frame()
        await idle()
        await frame()
        const one = await keysToPaint(page.editor.view, round < 0 ? { ...act, times: 10 } : act)
        if (round >= 0) figures.set(what, [...(figures.get(what) ?? []), one])
      }
    }
  }
  const middle = (all: readonly number[][], share: number): number =>
    quantile(
      all.map((round) => quantile(round, share)),
      0.5,
    )
  const results = Object.keys(acts).flatMap((what) =>
    (
      [
        ['p50', 0.5],
        ['p95', 0.95],
      ] as const
    ).map(([p, share]) => {
      const [ours, peer] = sides.map(({ figures }) => middle(figures.get(what) ?? [], share))
      return result(5, `${what} to paint in 页面视图, ${p}, ms (连续视图)`, ours ?? 0, peer ?? 0, 1.3)
    }),
  )
  for (const { page, window } of sides) {
    page.close()
    window.remove()
  }
  await commands.writeFile('artifacts/bench/pages.json', JSON.stringify(results))
})
