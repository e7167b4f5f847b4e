import { Fragment } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { v7 } from 'uuid'
import { expect, test } from 'vitest'
import { schema } from '../../src-shared/document/schema.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { openTestPage } from '../support/ui/open-page.ts'

/** 200 paragraphs of 100 characters, with a pending insertion of somebody else in each of the first 500 places. */
function longDocument() {
  const doc = makeDocument(
    { paragraphs: Array.from({ length: 200 }, (_, i) => `第${i}段`.padEnd(100, '关于进一步做好安全生产工作的通知')) },
    v7,
  )
  const state = EditorState.create({ doc, schema })
  const tr = state.tr
  let n = 0
  doc.child(1).forEach((block, offset) => {
    for (const at of [90, 60, 30]) {
      if (n++ >= 500) return
      const mark = schema.marks['ins']?.create({ id: v7(), author: 'li', at: 1, step: 'review' })
      tr.insert(
        tr.mapping.map(doc.child(0).nodeSize + 1 + offset + 1 + Math.min(at, block.content.size)),
        Fragment.from(schema.text('另行', mark ? [mark] : [])),
      )
    }
  })
  return tr.doc
}

test('[UI-40] a keystroke in a document of 20,000 characters with 500 changes is done within a frame', () => {
  const page = openTestPage(longDocument())
  expect(page.editor.changes().length).toBeGreaterThanOrEqual(500)
  page.select(100, 40)
  const times: number[] = []
  for (let i = 0; i < 60; i++) {
    const start = performance.now()
    page.editor.dispatch(page.editor.view.state.tr.insertText('字'))
    page.editor.view.dom.getBoundingClientRect()
    times.push(performance.now() - start)
  }
  page.close()
  const sorted = times.toSorted((a, b) => a - b)
  const median = sorted[30] ?? 0
  const p95 = sorted[57] ?? 0
  // the target is 16 ms; the bound leaves room for a loaded machine
  expect({ median, p95, ok: median < 16 && p95 < 40 }).toMatchObject({ ok: true })
  console.info(`keystroke ms: median ${median.toFixed(1)}, p95 ${p95.toFixed(1)}`) // oxlint-disable-line no-console
})
