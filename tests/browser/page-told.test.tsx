import { afterEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { addDocument, leveeRequest } from '../support/ui/scenes.ts'
import { closeWindow, openWindow, shownPage } from '../support/ui/window.tsx'

/* The page the status bar tells. */

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const told = (): string => document.querySelector('footer.status')?.textContent ?? ''

test('[PP-59] the page of the caret is told; the next document is not told by the pages of the one before', async () => {
  const paragraphs = Array.from({ length: 12 }, (_, i) => `第${i}段，各村各单位压实责任，按月报送进展情况。`.repeat(4))
  let other = ''
  await openWindow('wang', 'draft', (desk) => {
    other = addDocument(desk, leveeRequest, 'draft')
    return addDocument(desk, { ...leveeRequest, paragraphs }, 'draft')
  })
  const last = [...shownPage().querySelectorAll('p')].findLast((one) => one.textContent.startsWith('第11段'))
  if (!last) throw new Error('no last paragraph')
  await userEvent.click(last)
  await vi.waitFor(() => expect(told()).toMatch(/第 [2-9] 页，共 [2-9] 页/), 10_000)
  window.getSelection()?.removeAllRanges()
  location.hash = `#/drafts/${other}`
  await vi.waitFor(() => expect(document.querySelector('.sheet .gw')?.textContent).not.toContain('第11段'), 10_000)
  await vi.waitFor(() => expect(told()).toContain('拟稿中'))
  expect(told()).not.toContain('页')
})
