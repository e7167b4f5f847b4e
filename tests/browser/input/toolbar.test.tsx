import { ConfigProvider } from 'antd'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { EditorToolbar } from '../../../src-renderer/document/EditorToolbar.tsx'
import { pageCommands } from '../../../src-renderer/document/editor/page-commands.ts'
import { c } from '../../../src-renderer/ui/text-commands.ts'
import { t } from '../../../src-renderer/ui/text.ts'
import { openTestPage, type TestPage } from '../../support/ui/open-page.ts'

let page: TestPage
let root: Root
let mount: HTMLElement

/** The toolbar over a page with the caret in a table. */
async function open(mode: 'tracked' | 'untracked'): Promise<void> {
  page = openTestPage({ paragraphs: ['一', '二'] }, { mode })
  page.select(0, 1)
  page.editor.perform(pageCommands.insertTable)
  page.editor.jump(page.doc().child(0).nodeSize + 1 + page.doc().child(1).child(0).nodeSize + 4)
  mount = document.createElement('div')
  document.body.prepend(mount)
  root = createRoot(mount)
  // as the window is where nothing moves
  root.render(
    <ConfigProvider theme={{ token: { motion: false } }}>
      <EditorToolbar editor={page.editor} editable tracked={mode === 'tracked'} tick={0} />
    </ConfigProvider>,
  )
  const menu = () => mount.querySelector<HTMLElement>(`[aria-label="${t.table}"]`)
  await vi.waitFor(() => expect(menu()).not.toBeNull())
  await userEvent.click(menu() ?? mount)
  await vi.waitFor(() => expect(items().length).toBeGreaterThan(5))
}
const items = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.ant-dropdown-menu-item')]
const item = (title: string): HTMLElement | undefined => items().find((one) => one.textContent === title)
afterEach(() => {
  root.unmount()
  mount.remove()
  page.close()
})

test('[RV-41] what tracking cannot take is off, and says why', async () => {
  await open('tracked')
  for (const title of [c.mergeCells, c.splitCell]) {
    expect(item(title)?.getAttribute('aria-disabled')).toBe('true')
    expect(item(title)?.querySelector('[title]')?.getAttribute('title')).toBe(c.notTracked)
  }
  expect(item(t.addRowAfter)?.getAttribute('aria-disabled')).not.toBe('true')
  await userEvent.click(item(t.addRowAfter) ?? mount)
  expect(page.doc().child(1).child(1).childCount).toBe(4)
  expect(page.original().eq(page.start)).toBe(true)
})

test('[RV-41] before the first 报送 the same commands have no reason to be off', async () => {
  await open('untracked')
  for (const title of [c.mergeCells, c.splitCell]) expect(item(title)?.querySelector('[title]')).toBeNull()
})
