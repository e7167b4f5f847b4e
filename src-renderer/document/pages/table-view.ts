import type { Node as PmNode } from 'prosemirror-model'
import type { Decoration, NodeView } from 'prosemirror-view'

/** What a decoration of a table tells its view: widths of its columns on paper, in mm. */
export type TableSpec = { columns?: readonly number[] }

/** A table with the columns paper gives it (`fitTable`); without pages its columns are equal. */
export function tableView(first: PmNode, decorations: readonly Decoration[]): NodeView {
  const dom = document.createElement('table')
  const group = document.createElement('colgroup')
  const rows = document.createElement('tbody')
  dom.append(group, rows)
  let drawn = ''
  const draw = (all: readonly Decoration[]): void => {
    const columns = all.map(({ spec }) => (spec as TableSpec).columns).find((one) => one !== undefined) ?? []
    if (drawn === columns.join(' ')) return
    drawn = columns.join(' ')
    const total = columns.reduce((a, b) => a + b, 0)
    group.replaceChildren(
      ...columns.map((width) => {
        const column = document.createElement('col')
        column.style.width = `${((width / total) * 100).toFixed(4)}%`
        return column
      }),
    )
  }
  draw(decorations)
  return {
    dom,
    contentDOM: rows,
    ignoreMutation: (mutation) =>
      mutation.type !== 'selection' &&
      (group.contains(mutation.target) || (mutation.type === 'attributes' && mutation.target === dom)),
    update: (node, now) => {
      if (!node.sameMarkup(first)) return false
      draw(now)
      return true
    },
  }
}
