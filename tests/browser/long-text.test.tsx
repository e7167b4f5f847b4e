import { afterEach, expect, test, vi } from 'vitest'
import { labels } from '../../src-renderer/document/labels.ts'
import { openTestPage } from '../support/ui/open-page.ts'
import { longRequest } from '../support/ui/scenes.ts'
import { closeWindow, openWindow, shownPage, type TestWindow } from '../support/ui/window.tsx'
import { painted, pressAlt, readings } from '../support/ui/timed.ts'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))

afterEach(closeWindow)

const open = (): Promise<TestWindow> => openWindow('zhao', 'check', (desk) => longRequest(desk))

test('[UI-45] 109,000 characters with 5,000 changes: every reading comes and goes, and the page is written on again', async () => {
  await open()
  await vi.waitFor(() => expect(document.querySelectorAll('.mk-ins, .mk-del').length).toBe(5000), 20_000)
  for (const [, key] of readings) {
    pressAlt(key)
    await vi.waitFor(() => expect(shownPage().getAttribute('aria-readonly')).toBe('true'))
    pressAlt('2')
    await vi.waitFor(() => expect(shownPage().getAttribute('aria-readonly')).toBeNull())
    expect(shownPage().querySelectorAll('.mk-ins, .mk-del').length).toBe(5000)
  }
})

test('[UI-49] a decision on 5,000 changes paints what is there: nothing of the text is drawn anew', async () => {
  const { desk, first } = await open()
  const text = desk.working(first)
  if (!text) throw new Error('lost')
  await closeWindow()
  const page = openTestPage(text)
  page.editor.view.dom.parentElement?.style.setProperty('height', '700px')
  page.editor.view.dom.parentElement?.style.setProperty('overflow', 'auto')
  const { dom } = page.editor.view
  const changes = page.editor.changes()
  expect(changes.length).toBe(5000)
  let drawn = 0
  const observer = new MutationObserver((records) => (drawn += records.filter((one) => one.type !== 'attributes').length))
  observer.observe(dom, { childList: true, characterData: true, subtree: true })
  const looks = { persons: new Map(), current: null, labels }
  page.editor.setLooks({ ...looks, verdicts: new Map() })
  for (const verdict of ['accept', 'reject', undefined, 'accept'] as const) {
    const verdicts = new Map(verdict ? changes.map(({ id }) => [id, verdict] as const) : [])
    page.editor.setLooks({ ...looks, verdicts })
    await painted()
    expect(dom.querySelectorAll('.v-accept, .v-reject').length).toBe(verdict ? 5000 : 0)
  }
  for (const { id } of changes.slice(0, 5)) {
    const verdicts = new Map(changes.map((change) => [change.id, change.id === id ? ('reject' as const) : ('accept' as const)]))
    page.editor.setLooks({ ...looks, verdicts })
    await painted()
  }
  observer.disconnect()
  page.close()
  expect(drawn).toBe(0)
})
