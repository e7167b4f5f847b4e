import type { Page } from 'playwright-core'

/** Roles a person presses, writes in or chooses from. */
const controls = new Set(
  'button checkbox combobox link menuitem option radio searchbox slider spinbutton switch tab textbox treeitem'.split(' '),
)
const chinese = /\p{Script=Han}/u
/** What an icon is called in its library, say: no word of this desk. Keys and formats are written with capitals. */
const foreign = /(?<![A-Za-z])[a-z]{3,}(?![A-Za-z0-9])/
/** antd names the arrows of a number so, in every language; they are for the mouse, ↑ and ↓ do the same. */
const arrows = new Set(['Increase Value', 'Decrease Value'])

/**
 * What is wrong with what stands in the window now, in words; empty where nothing is. `layer`: the selector of the dialog on top,
 * which lies in the window whole and holds the focus; null for a place. `listsLogins`: names people sign in with are among the words.
 */
export async function faultsIn(page: Page, layer: string | null, listsLogins = false): Promise<string[]> {
  const drawn = await page.evaluate(measure, layer)
  return [...drawn, ...(await nameless(page, layer, listsLogins))]
}

/** Controls without a name, or with one nobody here can read. */
async function nameless(page: Page, layer: string | null, listsLogins: boolean): Promise<string[]> {
  const tree = await page
    .locator(layer ?? 'body')
    .last()
    .ariaSnapshot()
  return tree.split('\n').flatMap((line) => {
    const found = /^\s*- '?(\w+)(?: "((?:[^"\\]|\\.)*)")?/.exec(line)
    if (!found || !controls.has(found[1] ?? '')) return []
    const name = found[2] ?? ''
    const known = arrows.has(name) || (chinese.test(name) && (listsLogins || !foreign.test(name)))
    return known ? [] : [`没有中文名称：${line.trim().slice(0, 80)}`]
  })
}

/** Runs in the page: it knows nothing of this file. */
function measure(layer: string | null): string[] {
  const faults: string[] = []
  const [width, height] = [innerWidth, innerHeight]
  const words = (one: Element): string => (one.textContent ?? '').trim().slice(0, 30) || one.className.toString().slice(0, 40)
  const root = document.documentElement
  if (root.scrollWidth > width || document.body.scrollWidth > width) faults.push(`窗口横向溢出 ${root.scrollWidth} > ${width}`)
  const layers = layer === null ? [] : [...document.querySelectorAll<HTMLElement>(layer)]
  const top = layers.at(-1)
  if (layer !== null && !top) return [...faults, '没有对话框']
  if (top) {
    const box = top.getBoundingClientRect()
    if (box.left < 0 || box.top < 0 || box.right > width + 0.5 || box.bottom > height + 0.5)
      faults.push(`对话框超出窗口 ${[box.left, box.top, box.right, box.bottom].map(Math.round).join(' ')}`)
    // a drawer holds it by its root
    const holds = top.closest('.ant-drawer') ?? top
    if (!holds.contains(document.activeElement)) faults.push(`焦点不在对话框里：${document.activeElement?.className.toString()}`)
  }
  const within: ParentNode = top ?? document
  for (const one of within.querySelectorAll<HTMLElement>('button, [role="button"], [role="tab"], .ant-tag')) {
    if (one.offsetParent === null) continue
    if (one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
      faults.push(`按钮文字被截：“${words(one)}” ${one.scrollWidth} > ${one.clientWidth}`)
    const box = one.getBoundingClientRect()
    const scrolled = one.closest('.scroll-y, .ant-modal-body, .ant-drawer-body, [role="tablist"]') !== null
    if (!scrolled && box.width > 0 && (box.right > width + 0.5 || box.left < -0.5)) faults.push(`按钮在窗口外：“${words(one)}”`)
  }
  // what is cut short can be read whole under the mouse
  for (const one of within.querySelectorAll<HTMLElement>('*')) {
    if (one.offsetParent === null || one.scrollWidth <= one.clientWidth + 1 || one.clientWidth === 0) continue
    const style = getComputedStyle(one)
    if (style.overflowX === 'hidden' && style.textOverflow === 'ellipsis' && one.closest('[title]:not([title=""])') === null)
      faults.push(`截短而看不到全文：“${words(one)}”`)
    // a scroll bar across inside a dialog
    if (top && (style.overflowX === 'auto' || style.overflowX === 'scroll')) faults.push(`对话框里横向滚动：${one.className}`)
  }
  return [...new Set(faults)]
}
