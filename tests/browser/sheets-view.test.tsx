import { createRef } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, test, vi } from 'vitest'
import { SheetsView, type ViewHandle } from '../../src-renderer/paper/view/SheetsView.tsx'
import '../../src-renderer/ui/tokens.css'

test('[UI-81] the page one looks at stays in sight when the room around it grows or shrinks', async () => {
  const mount = document.createElement('div')
  Object.assign(mount.style, { display: 'flex', width: '700px', height: '400px' })
  document.body.append(mount)
  const handle = createRef<ViewHandle>()
  const root = createRef<HTMLDivElement>()
  const react = createRoot(mount)
  const sheets = { pages: 4, troubles: [], code: null, drawing: false }
  react.render(<SheetsView shown="text" sheets={sheets} root={root} handle={handle} />)
  await vi.waitFor(() => expect(root.current).not.toBeNull())
  for (let i = 0; i < sheets.pages; i++)
    root.current?.append(
      Object.assign(document.createElement('div'), { className: 'paper-page', style: 'height: 1123px; background: #fff' }),
    )
  const room = (): DOMRect => mount.querySelector('.print-room')?.getBoundingClientRect() ?? new DOMRect()
  /** how far the third page begins below the room's upper edge, and the height it is drawn at */
  const third = (): readonly [number, number] => {
    const page = root.current?.children[2]?.getBoundingClientRect() ?? new DOMRect()
    return [page.top - room().top, page.height]
  }
  const isWhole = ([top, height]: readonly [number, number]): boolean => top >= 0 && top + height <= room().height + 1
  const counted = () => mount.querySelector('.print-count')?.textContent
  await vi.waitFor(() => {
    handle.current?.go(3)
    expect(isWhole(third())).toBe(true)
  })
  for (const height of [900, 300]) {
    const before = third()[1]
    mount.style.height = `${height}px`
    await vi.waitFor(() => expect(third()[1]).not.toBeCloseTo(before))
    await vi.waitFor(() =>
      expect([isWhole(third()), counted()], `${height} ${third()} ${room().height}`).toEqual([true, '第 3 页，共 4 页']),
    )
  }
  react.unmount()
  mount.remove()
})
