import { make } from '../dom.ts'

/**
 * The lines a text breaks into where it is `width` mm wide, as the browser breaks it; at least one. `classes`: how it is set.
 * Nothing of the text is left out but blanks at the ends of lines.
 */
export function linesOf(host: HTMLElement, text: string, width: number, classes: string): string[] {
  const probe = make('div', `sheet-text ${classes}`.trim(), text)
  probe.style.width = `${width.toFixed(3)}mm`
  host.append(probe)
  const node = probe.firstChild
  const lines: string[] = []
  let top = -Infinity
  if (node instanceof Text) {
    const range = document.createRange()
    let at = 0
    for (const char of node.data) {
      range.setStart(node, at)
      range.setEnd(node, (at += char.length))
      const box = range.getClientRects()[0]
      // half a line lower is another line; a character of another face stands a little higher or lower
      if (box && box.top > top + box.height / 2) {
        lines.push('')
        top = box.top
      }
      if (char !== '\n') lines[Math.max(0, lines.length - 1)] = (lines.at(-1) ?? '') + char
    }
  }
  probe.remove()
  return lines.length === 0 ? [''] : lines.map((line) => line.trimEnd())
}
