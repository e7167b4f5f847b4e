import type { Node as PmNode } from 'prosemirror-model'

/** The body as lines, for short expectations. */
export const lines = (doc: PmNode): string[] => {
  const found: string[] = []
  doc.lastChild?.descendants((node) => {
    if (node.isTextblock) found.push(node.textContent)
    return !node.isTextblock
  })
  return found
}

/** The body with marks in brackets: 〔+new〕 〔-struck〕, ¶+ ¶- for boundaries, for short expectations. */
export const marked = (doc: PmNode): string => {
  const parts: string[] = []
  doc.lastChild?.descendants((node) => {
    if (node.isInline) {
      const signs = node.marks.map((mark) => (mark.type.name === 'ins' ? '+' : mark.type.name === 'del' ? '-' : '')).join('')
      parts.push(signs ? `[${signs}${node.text ?? node.type.name}]` : (node.text ?? node.type.name))
      return false
    }
    if (node.isTextblock) {
      const kinds = ((node.attrs['trk'] as { k: string }[] | null) ?? []).map((entry) => entry.k)
      parts.push(`${parts.length ? '|' : ''}${kinds.length ? `{${kinds.join(',')}}` : ''}`)
    }
    return true
  })
  return parts.join('')
}
