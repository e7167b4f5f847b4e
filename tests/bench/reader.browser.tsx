import { commands } from 'vitest/browser'
import { afterEach, expect, test, vi } from 'vitest'
import { labels } from '../../src-renderer/document/labels.ts'
import { openTestPage } from '../support/ui/open-page.ts'
import { longRequest } from '../support/ui/scenes.ts'
import { pause } from '../support/ui/ime.ts'
import { median, pressAlt, readings, slideTo, timed } from '../support/ui/timed.ts'
import { closeWindow, openWindow, shownPage } from '../support/ui/window.tsx'
import { result, type BenchResult } from './result.ts'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))

afterEach(closeWindow)

/** What a reader may wait for another reading, ms (issue "留痕 complete"). */
const SWITCH = 150
const rounds = 5

test('the window on 109,000 characters with 5,000 changes: opening it, every reading, the time line', async () => {
  const results: BenchResult[] = []
  const begun = performance.now()
  await openWindow('zhao', 'check', (desk) => longRequest(desk))
  await vi.waitFor(() => expect(document.querySelectorAll('.mk-ins, .mk-del').length).toBe(5000), {
    timeout: 20_000,
    interval: 5,
  })
  results.push(
    result(3, 'opening the document until all 5,000 changes are on the page, ms (2 s)', performance.now() - begun, 2000, 1),
  )
  for (const [name, key] of readings) {
    const there: number[] = []
    const back: number[] = []
    for (let i = 0; i < rounds; i++) {
      there.push(await timed(() => pressAlt(key)))
      expect(shownPage().getAttribute('aria-readonly')).toBe('true')
      back.push(await timed(() => pressAlt('2')))
      expect(shownPage().getAttribute('aria-readonly')).toBeNull()
    }
    results.push(result(3, `to ${name}, key to paint, median, ms (limit)`, median(there), SWITCH, 1))
    results.push(result(3, `back from ${name}, key to paint, median, ms (limit)`, median(back), SWITCH, 1))
  }
  pressAlt('7')
  await pause(300)
  const slides: number[] = []
  for (const at of [4900, 2500, 100, 101, 102]) slides.push(await timed(() => slideTo(at)))
  results.push(result(3, 'a step on the time line to paint, median, ms (limit)', median(slides), SWITCH, 1))
  await commands.writeFile('artifacts/bench/reader.json', JSON.stringify(results))
})

test('a decision on 5,000 changes, and on one of them', async () => {
  const { desk, first } = await openWindow('zhao', 'check', (given) => longRequest(given))
  const text = desk.working(first)
  if (!text) throw new Error('lost')
  await closeWindow()
  const page = openTestPage(text)
  const desktop = page.editor.view.dom.parentElement
  desktop?.style.setProperty('height', '700px')
  desktop?.style.setProperty('overflow', 'auto')
  const changes = page.editor.changes()
  const looks = { persons: new Map(), current: null, labels }
  const all: number[] = []
  const one: number[] = []
  page.editor.setLooks({ ...looks, verdicts: new Map() })
  for (const verdict of ['accept', 'reject', undefined, 'accept'] as const) {
    const verdicts = new Map(verdict ? changes.map(({ id }) => [id, verdict] as const) : [])
    all.push(await timed(() => page.editor.setLooks({ ...looks, verdicts })))
  }
  for (const { id } of changes.slice(0, 5)) {
    const verdicts = new Map(changes.map((change) => [change.id, change.id === id ? ('reject' as const) : ('accept' as const)]))
    one.push(await timed(() => page.editor.setLooks({ ...looks, verdicts })))
  }
  page.close()
  const results = [
    result(3, 'a decision on 5,000 changes to paint, median, ms (limit)', median(all), 100, 1),
    result(3, 'a decision on one of 5,000 to paint, median, ms (limit)', median(one), 50, 1),
  ]
  await commands.writeFile('artifacts/bench/decisions.json', JSON.stringify(results))
})
