import type { TestPage } from './open-page.ts'
import { frame, send } from './ime.ts'

type Point = { x: number; y: number }

/** Where a letter is on the screen, for the mouse. */
export function pointOf(page: TestPage, text: string): Point {
  let found: Point | undefined
  page.doc().descendants((node, pos) => {
    const at = node.isText ? (node.text?.indexOf(text) ?? -1) : -1
    if (found || at < 0) return
    const [left, right] = [page.editor.view.coordsAtPos(pos + at, 1), page.editor.view.coordsAtPos(pos + at + 1, -1)]
    found = { x: (left.left + right.right) / 2, y: (left.top + left.bottom) / 2 }
  })
  if (!found) throw new Error(`no ${text} on the screen`)
  return found
}

/** One event of the real mouse. */
export async function mouse(type: 'mousePressed' | 'mouseReleased' | 'mouseMoved', at: Point, clickCount = 1) {
  await send('Input.dispatchMouseEvent', {
    type,
    ...at,
    button: type === 'mouseMoved' ? 'none' : 'left',
    buttons: type === 'mousePressed' ? 1 : 0,
    clickCount,
  })
}

/** Drags the selection with the mouse from one letter to another. */
export async function drag(page: TestPage, from: string, to: string): Promise<void> {
  const [start, end] = [pointOf(page, from), pointOf(page, to)]
  const dropped = new Promise<void>((done) => {
    for (const type of ['drop', 'dragend']) document.addEventListener(type, () => done(), { once: true })
  })
  await mouse('mouseMoved', start)
  await mouse('mousePressed', start)
  for (let i = 1; i <= 4; i++)
    await send('Input.dispatchMouseEvent', {
      type: 'mouseMoved',
      x: start.x + ((end.x - start.x) * i) / 4,
      y: start.y + ((end.y - start.y) * i) / 4,
      button: 'left',
      buttons: 1,
    })
  await mouse('mouseReleased', end)
  await dropped
  await frame()
}
