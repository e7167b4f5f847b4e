/** How large the paper an element lies on is shown: pixels of the window for one of its own. 1 off the paper. */
export function sheetScale(element: Element): number {
  const sheet = element.closest<HTMLElement>('.sheet')
  return sheet && sheet.offsetWidth > 0 ? sheet.getBoundingClientRect().width / sheet.offsetWidth : 1
}
