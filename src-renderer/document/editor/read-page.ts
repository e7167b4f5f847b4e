import { DOMParser, type Mark } from 'prosemirror-model'
import type { MarkViewConstructor } from 'prosemirror-view'
import { schema, trackingMarks } from '../../../src-shared/document/schema.ts'

/** The mark each element of the page was drawn for. */
const drawnMarks = new WeakMap<Node, Mark>()

/** Mark views that remember what they drew, so the page can be read back. */
export function remembered(views: Record<string, MarkViewConstructor>): Record<string, MarkViewConstructor> {
  const remember =
    (draw: MarkViewConstructor): MarkViewConstructor =>
    (mark, view, inline) => {
      const drawn = draw(mark, view, inline)
      drawnMarks.set(drawn.dom, mark)
      return drawn
    }
  return Object.fromEntries(Object.entries(views).map(([name, draw]) => [name, remember(draw)]))
}

/**
 * How the page itself is read when the browser has changed it. While an input method composes inside a tracked run,
 * ProseMirror leaves that run's elements to it and reads them anew; the schema says nothing of tracking marks, because
 * pasted text must never bring any (RV-12), so without this struck words around a composition would come back as new
 * ones. Only elements this page has drawn count.
 */
export const pageParser = new DOMParser(schema, [
  ...trackingMarks.map((mark) => ({
    mark,
    tag: '[data-change]',
    consuming: false,
    getAttrs: (dom: HTMLElement) => {
      const drawn = drawnMarks.get(dom)
      return drawn?.type.name === mark ? drawn.attrs : false
    },
  })),
  {
    mark: 'comment',
    tag: 'span[data-comment]',
    getAttrs: (dom: HTMLElement) => ({ id: dom.dataset['comment'] ?? '' }),
  },
  ...DOMParser.fromSchema(schema).rules,
])
