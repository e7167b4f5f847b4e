import { tv } from '../ui/text-file-view.ts'
import { zoomStep } from './column.ts'
import { button, el } from './elements.ts'
import { openFindBar } from './find-bar.ts'
import { plainCopy } from './find-text.ts'
import { openPageList } from './page-list.ts'
import type { MainLine } from './receive.ts'
import type { ShownDocument } from './shown-document.ts'

/** The window around a document: tools, pages, search and keys (PP-66). Resolves once the first page can be seen. */
export async function openShell(root: HTMLElement, name: string, shown: ShownDocument, line: MainLine): Promise<Shell> {
  const list = await openPageList(shown, line)
  const find = openFindBar(shown, list, line)

  const number = el('input', 'page-number')
  number.type = 'text'
  number.inputMode = 'numeric'
  number.ariaLabel = tv.page
  const percent = button('', `${tv.actual}（Ctrl+0）`, () => list.zoomTo(1))
  percent.className = 'percent'
  const larger = (): void => list.zoomTo(zoomStep(list.scale(), 1))
  const smaller = (): void => list.zoomTo(zoomStep(list.scale(), -1))
  const tools = el(
    'header',
    'tools',
    Object.assign(el('strong', 'name', name), { title: name }),
    el(
      'span',
      'group',
      button('‹', `${tv.earlier}（←）`, () => list.goTo(list.page() - 1)),
      number,
      el('span', 'of', tv.of(shown.pages)),
      button('›', `${tv.later}（→）`, () => list.goTo(list.page() + 1)),
    ),
    el(
      'span',
      'group',
      button('−', `${tv.smaller}（Ctrl+-）`, smaller),
      percent,
      button('+', `${tv.larger}（Ctrl++）`, larger),
      button(tv.fitWidth, `${tv.fitWidth}（W）`, () => list.zoomTo('width')),
      button(tv.turnShort, `${tv.turn}（R）`, list.turn),
      button(tv.find, `${tv.find}（Ctrl+F）`, find.open),
    ),
  )
  tools.role = 'toolbar'
  tools.ariaLabel = tv.tools
  const parts: HTMLElement[] = [tools]
  if (shown.troubles.length > 0) parts.push(troublesOf(shown.troubles))
  root.replaceChildren(...parts, el('div', 'stage', list.element, find.element))

  const tell = (): void => {
    if (document.activeElement !== number) number.value = String(list.page())
    percent.textContent = tv.zoom(Math.round(list.scale() * 100))
  }
  list.onChange(tell)
  list.element.addEventListener('scroll', tell, { passive: true })
  number.addEventListener('focus', () => number.select())
  number.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return
    const page = Number.parseInt(number.value.normalize('NFKC'), 10)
    if (event.key === 'Enter' && Number.isInteger(page)) list.goTo(page)
    list.element.focus()
    tell()
  })
  const keys: Readonly<Record<string, () => void>> = {
    'Ctrl+f': find.open,
    'Ctrl++': larger,
    'Ctrl+=': larger,
    'Ctrl+-': smaller,
    'Ctrl+0': () => list.zoomTo(1),
    'Ctrl+w': () => window.close(),
    F3: () => find.step(1),
    'Shift+F3': () => find.step(-1),
    w: () => list.zoomTo('width'),
    r: list.turn,
    ArrowLeft: () => list.goTo(list.page() - 1),
    ArrowRight: () => list.goTo(list.page() + 1),
    Home: () => list.goTo(1),
    End: () => list.goTo(shown.pages),
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.isComposing || event.altKey) return
    const isTyping = event.target instanceof HTMLInputElement
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    const name = `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.shiftKey && key !== '+' ? 'Shift+' : ''}${key}`
    if (isTyping && !name.startsWith('Ctrl+') && !key.startsWith('F')) return
    const act = Object.hasOwn(keys, name) ? keys[name] : undefined
    if (!act) return
    event.preventDefault()
    act()
  }
  const onCopy = (event: ClipboardEvent): void => {
    const text = document.getSelection()?.toString()
    if (!text || event.target instanceof HTMLInputElement) return
    event.clipboardData?.setData('text/plain', plainCopy(text))
    event.preventDefault()
  }
  document.addEventListener('keydown', onKey)
  document.addEventListener('copy', onCopy)
  tell()
  list.element.focus()
  return {
    list,
    close: () => {
      document.removeEventListener('keydown', onKey)
      document.removeEventListener('copy', onCopy)
      root.replaceChildren()
      shown.close()
    },
  }
}

export type Shell = { list: Awaited<ReturnType<typeof openPageList>>; close: () => void }

/** What is not shown as the file has it: told in a line, in full for who opens it. */
function troublesOf(troubles: readonly string[]): HTMLElement {
  const items = troubles.map((one) => el('li', '', one))
  return el('details', 'troubles', el('summary', '', tv.troubles(troubles.length)), el('ul', '', ...items))
}
