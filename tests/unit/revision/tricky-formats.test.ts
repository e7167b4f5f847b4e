import { splitBlock } from 'prosemirror-commands'
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow } from 'prosemirror-tables'
import { describe, expect, it } from 'vitest'
import { schema } from '../../../src-shared/document/schema.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { acceptAll, rejectAll, resolveDoc } from '../../../src-shared/revision/resolve.ts'
import { accept, bold, reject, textBy } from '../../support/revision/acts.ts'
import { counter, table } from '../../support/revision/documents.ts'
import { Random } from '../../support/revision/random.ts'
import { lines, Scene } from '../../support/revision/scene.ts'

describe('tricky cases of tracked-changes.md §5', () => {
  it('11 RV-07 bold on and off over partly bold text', () => {
    const scene = new Scene({ paragraphs: ['一二三'] })
    scene.selectText('二').command('甲', bold)
    scene
      .submit()
      .selectText('一二三')
      .command('乙', (state, dispatch) => {
        dispatch?.(state.tr.addMark(state.selection.from, state.selection.to, schema.mark('strong')))
        return true
      })
    const strong = (doc: typeof scene.doc) =>
      doc.lastChild?.firstChild?.children.map(
        (node) => `${node.text ?? ''}${node.marks.some((m) => m.type.name === 'strong') ? '*' : ''}`,
      )
    expect(strong(acceptAll(scene.doc))).toEqual(['一二三*'])
    expect(strong(resolveDoc(scene.doc, (who) => (who.author === '甲' ? 'reject' : 'accept')))).toEqual(['一*', '二', '三*'])
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
  })

  it('12 RV-07 a style set by two authors', () => {
    const scene = new Scene({ paragraphs: ['一二'] })
    const pos = scene.at('一') - 1
    scene
      .edit('甲', (tr) => tr.setNodeAttribute(pos, 'style', 'h1'))
      .submit()
      .edit('乙', (tr) => tr.setNodeAttribute(pos, 'style', 'h2'))
    const style = (doc: typeof scene.doc) => doc.lastChild?.firstChild?.attrs['style']
    expect(style(reject(scene, '甲'))).toBe('h2')
    expect(style(reject(scene, '乙'))).toBe('h1')
    expect(style(accept(scene, '甲'))).toBe('h2')
    expect(style(rejectAll(scene.doc))).toBe('body')
    scene.submit().select(scene.at('二')).command('甲', splitBlock)
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
  })

  it('15 RV-15 rows and columns by the real commands; a cell edited by another keeps its column', () => {
    const plain = new Scene({ paragraphs: ['一'] })
    const grid = table(new Random(3), counter('t'), 2, 2)
    const original = plain.state.tr.insert(plain.doc.content.size - 1, grid).doc
    const inCell = (scene: Scene, index: number) => {
      const cells: number[] = []
      scene.doc.descendants((node, pos) => void (node.type.name === 'tableCell' && cells.push(pos)))
      return scene.select((cells[index] ?? 0) + 2)
    }
    const shape = (scene: Scene, doc = acceptAll(scene.doc)) => doc.lastChild?.lastChild?.children.map((row) => row.childCount)
    for (const [command, expected] of [
      [addRowAfter, [2, 2, 2]],
      [addColumnAfter, [3, 3]],
      [deleteRow, [2]],
      [deleteColumn, [1, 1]],
    ] as const) {
      const scene = new Scene(original)
      inCell(scene, 0).command('甲', command)
      expect(shape(scene)).toEqual(expected)
      expect(rejectAll(scene.doc).eq(original)).toBe(true)
      expect(listChanges(scene.doc)).toHaveLength(1)
    }
    const scene = new Scene(original)
    inCell(scene, 0).command('甲', deleteColumn)
    const cell = scene.at(scene.doc.lastChild?.lastChild?.firstChild?.firstChild?.textContent ?? '')
    const alive = scene.state.tr.insert(cell, textBy('丁', '生')).doc
    expect(shape(scene, acceptAll(alive))).toEqual([2, 2])
  })

  it('16 RV-03 an image inserted, resized and deleted', () => {
    const scene = new Scene({ paragraphs: ['一二'] })
    scene.select(scene.at('二')).edit('甲', (tr) => tr.replaceSelectionWith(schema.node('image', { sm3: 'a', width: 10 })))
    const pos = scene.at('一') + 1
    scene.edit('甲', (tr) => tr.setNodeAttribute(pos, 'width', 20))
    expect(acceptAll(scene.doc).nodeAt(pos)?.attrs['width']).toBe(20)
    scene.submit().edit('乙', (tr) => tr.setNodeAttribute(pos, 'width', 30))
    expect(acceptAll(scene.doc).nodeAt(pos)?.attrs['width']).toBe(30)
    expect(accept(scene, '甲').nodeAt(pos)?.attrs['width']).toBe(20)
    scene.submit().edit('乙', (tr) => tr.delete(pos, pos + 2))
    expect(lines(acceptAll(scene.doc))).toEqual(['一二'])
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
  })
})
