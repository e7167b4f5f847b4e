import { Fragment, Slice } from 'prosemirror-model'
import { joinBackward, joinForward, splitBlock, toggleMark, deleteSelection } from 'prosemirror-commands'
import { history, redo, undo } from 'prosemirror-history'
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow } from 'prosemirror-tables'
import type { Command } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { schema } from '../../../src-shared/document/schema.ts'
import { listChanges, openChanges } from '../../../src-shared/revision/changes.ts'
import { acceptAll, rejectAll, resolveDoc, stripChanges } from '../../../src-shared/revision/resolve.ts'
import { finalOf, markedOf, originalOf } from '../../../src-shared/revision/views.ts'
import { flattenSlice, stripTracking, withBlockIds } from '../../../src-shared/revision/assign-ids.ts'
import { counter, table } from '../../support/revision/documents.ts'
import { Random } from '../../support/revision/random.ts'
import { lines, marked, Scene } from '../../support/revision/scene.ts'

/** One key press of Backspace inside text, as the browser makes it. */
const backspace: Command = (state, dispatch) => {
  if (deleteSelection(state, dispatch) || joinBackward(state, dispatch)) return true
  const { head } = state.selection
  dispatch?.(state.tr.delete(head - 1, head))
  return true
}
const forward: Command = (state, dispatch) => {
  if (deleteSelection(state, dispatch) || joinForward(state, dispatch)) return true
  const { head } = state.selection
  dispatch?.(state.tr.delete(head, head + 1))
  return true
}
const type = (scene: Scene, author: string, text: string) => scene.edit(author, (tr) => tr.insertText(text))
const times = (count: number, act: () => void) => Array.from({ length: count }, act)
const reject = (scene: Scene, author: string) => resolveDoc(scene.doc, (who) => (who.author === author ? 'reject' : 'keep'))
const accept = (scene: Scene, author: string) => resolveDoc(scene.doc, (who) => (who.author === author ? 'accept' : 'keep'))

describe('the rules one by one', () => {
  it('RV-01 own unsent text goes without a trace, submitted text is struck even by its author', () => {
    const scene = new Scene({ paragraphs: ['一二三'] })
    type(scene.select(scene.at('三')), '甲', '新字')
    scene.selectText('新').command('甲', deleteSelection)
    expect(marked(scene.doc)).toBe('一二[+字]三')
    scene.submit().selectText('字').command('甲', deleteSelection)
    expect(marked(scene.doc)).toBe('一二[+-字]三')
  })

  it("RV-02 another's pending insertion is kept and struck on top, struck text stays as it is", () => {
    const scene = new Scene({ paragraphs: ['一二三'] })
    type(scene.select(scene.at('三')), '甲', '新字')
    scene.submit().selectText('二新').command('乙', deleteSelection)
    expect(marked(scene.doc)).toBe('一[-二][+-新][+字]三')
    const before = scene.doc
    scene.selectText('新').command('丙', deleteSelection)
    expect(scene.doc.eq(before)).toBe(true)
  })

  it('RV-03 new text never inherits a deletion, and replacement text comes after the struck text under one id', () => {
    const scene = new Scene({ paragraphs: ['一二三四'] })
    scene.selectText('二三').command('甲', deleteSelection)
    type(scene.select(scene.at('三')), '乙', '新')
    expect(marked(scene.doc)).toBe('一[-二][+新][-三]四')
    scene.selectText('四')
    type(scene, '乙', '五')
    expect(marked(scene.doc)).toBe('一[-二][+新][-三][-四][+五]')
    const change = listChanges(scene.doc).find(({ kind }) => kind === 'replace')
    expect(change).toMatchObject({ oldText: '四', newText: '五', author: '乙' })
  })

  it('RV-04 Backspace leaves the caret before the struck text, Delete behind it', () => {
    const scene = new Scene({ paragraphs: ['一二三四五'] })
    scene.select(scene.at('四'))
    times(2, () => scene.command('甲', backspace))
    expect(marked(scene.doc)).toBe('一[-二三]四五')
    expect(scene.state.selection.head).toBe(scene.at('二'))
    scene.select(scene.at('四'))
    times(2, () => scene.command('甲', forward))
    expect(marked(scene.doc)).toBe('一[-二三四五]')
    expect(scene.state.selection.head).toBe(scene.at('五') + 1)
  })

  it('RV-05 a line typed letter by letter is one change; after five minutes or another step it is a new one', () => {
    const scene = new Scene({ paragraphs: ['一二'] })
    scene.select(scene.at('二'))
    for (const letter of '逐字输入') type(scene, '甲', letter)
    scene.command('甲', splitBlock)
    for (const letter of '新的一行') type(scene, '甲', letter)
    expect(listChanges(scene.doc)).toHaveLength(1)
    scene.now += 6 * 60_000
    type(scene, '甲', '晚')
    expect(listChanges(scene.doc)).toHaveLength(2)
    scene.submit()
    type(scene, '甲', '再')
    expect(listChanges(scene.doc)).toHaveLength(3)
  })

  it('RV-06 a split and a join are changes of their own, and a join keeps the first paragraph', () => {
    const scene = new Scene({
      paragraphs: [
        { text: '一', style: 'h1' },
        { text: '二', style: 'body' },
      ],
    })
    scene.select(scene.at('二')).command('甲', joinBackward)
    expect(listChanges(scene.doc)).toMatchObject([{ kind: 'join' }])
    expect(acceptAll(scene.doc).lastChild?.firstChild?.attrs['style']).toBe('h1')
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
    const other = new Scene({ paragraphs: ['一二'] })
    other.select(other.at('二')).command('甲', splitBlock)
    expect(listChanges(other.doc)).toMatchObject([{ kind: 'split' }])
    expect(lines(acceptAll(other.doc))).toEqual(['一', '二'])
  })

  it('RV-07 a format or attribute set back to its old value leaves no record', () => {
    const scene = new Scene({ paragraphs: ['一二三'] })
    const bold = toggleMark(schema.marks['strong'] as never)
    scene.selectText('二').command('甲', bold)
    expect(listChanges(scene.doc)).toMatchObject([{ kind: 'format', attribute: { name: 'strong', old: false, new: true } }])
    scene.command('甲', bold)
    expect(scene.doc.eq(scene.original)).toBe(true)
    const pos = scene.at('一') - 1
    scene.edit('甲', (tr) => tr.setNodeAttribute(pos, 'style', 'h1')).edit('甲', (tr) => tr.setNodeAttribute(pos, 'style', 'h2'))
    expect(listChanges(scene.doc)).toMatchObject([{ kind: 'attribute', attribute: { name: 'style', old: 'body', new: 'h2' } }])
    scene.edit('甲', (tr) => tr.setNodeAttribute(pos, 'style', 'body'))
    expect(scene.doc.eq(scene.original)).toBe(true)
  })

  it('RV-08 a struck block goes only when nothing living is left in it', () => {
    const scene = new Scene({ paragraphs: ['一', '二', '三'] })
    type(scene.select(scene.at('二') + 1), '乙', '新')
    scene.submit()
    const del = new Scene(scene.doc)
    const pos = del.at('二') - 1
    del.edit('甲', (tr) => tr.delete(pos, pos + 3))
    // what 乙 writes into it at the same time arrives without the strike and keeps the block
    const merged = del.doc.nodeAt(pos)
    expect(merged?.attrs['trk']).toMatchObject([{ k: 'blkDel' }])
    expect(lines(acceptAll(del.doc))).toEqual(['一', '三'])
    const alive = del.state.tr.insert(
      pos + 2,
      schema.text('生', [schema.mark('ins', { id: '丁-1', author: '丁', at: 1, step: 's' })]),
    ).doc
    expect(lines(acceptAll(alive))).toEqual(['一', '生', '三'])
  })

  it('RV-09 undo and redo are never tracked again', () => {
    const scene = new Scene({ paragraphs: ['一二三'] }, [history({ newGroupDelay: 0 })])
    scene.selectText('二').command('甲', deleteSelection)
    type(scene, '甲', '新')
    const end = scene.doc
    times(2, () => scene.command('甲', undo))
    expect(scene.doc.eq(scene.original)).toBe(true)
    times(2, () => scene.command('甲', redo))
    expect(scene.doc.eq(end)).toBe(true)
  })

  it('RV-12 pasted text brings no tracking along and leaves struck text behind', () => {
    const scene = new Scene({ paragraphs: ['一二三', '四五'] })
    scene.selectText('二').command('甲', deleteSelection)
    type(scene.select(scene.at('三')), '甲', '新')
    const slice = stripTracking(scene.doc.slice(scene.at('一'), scene.at('五')))
    expect(JSON.stringify(slice.toJSON())).not.toMatch(/ins|del|brk|"id":"/)
    scene
      .submit()
      .select(scene.at('五'))
      .edit('乙', (tr) => tr.replaceSelection(slice))
    expect(lines(acceptAll(scene.doc))).toEqual(['一新三', '四一新三', '四五'])
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
  })

  it('RV-12 every block gets an id of its own', () => {
    const scene = new Scene({ paragraphs: ['一二'] })
    const split = scene.state.apply(scene.state.tr.split(scene.at('二')))
    const ids = counter('x')
    const tr = withBlockIds(split, ids)
    expect(tr?.doc.lastChild?.children.map((node) => node.attrs['id'])).toEqual([
      scene.doc.lastChild?.firstChild?.attrs['id'],
      'x0',
    ])
    expect(tr && withBlockIds(split.apply(tr), ids)).toBeNull()
  })

  it('RV-13 an element is never split or joined: Enter is dropped, pasted paragraphs become its text', () => {
    const scene = new Scene({ elements: { title: '关于某事的通知', mainTo: '各单位' }, paragraphs: ['一'] })
    scene.select(scene.at('的')).command('甲', splitBlock)
    expect(scene.doc.eq(scene.original)).toBe(true)
    const slice = new Slice(
      Fragment.from([schema.node('paragraph', null, schema.text('甲')), schema.node('paragraph', null, schema.text('乙'))]),
      1,
      1,
    )
    scene.edit('甲', (tr) => tr.replaceSelection(flattenSlice(slice)))
    expect(acceptAll(scene.doc).firstChild?.firstChild?.textContent).toBe('关于某事甲乙的通知')
    scene.select(scene.at('通知'), scene.at('单位')).command('甲', deleteSelection)
    const header = acceptAll(scene.doc).firstChild
    expect(header?.children.map((element) => element.textContent).slice(0, 2)).toEqual(['关于某事甲乙的', '单位'])
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
  })

  it('RV-14 a coded element is tracked like any attribute', () => {
    const scene = new Scene({ codes: { docType: '通知' }, paragraphs: ['一'] })
    scene.edit('甲', (tr) => tr.setNodeAttribute(0, 'urgency', '特急'))
    expect(listChanges(scene.doc)).toMatchObject([
      { kind: 'attribute', place: 'header', attribute: { name: 'urgency', old: '', new: '特急' } },
    ])
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
  })

  it('RV-17 views are projections: original, final with decisions, marked', () => {
    const scene = new Scene({ paragraphs: ['一二三'] })
    scene.selectText('二').command('甲', deleteSelection)
    type(scene.select(scene.at('三') + 1), '乙', '新')
    const [first, second] = listChanges(scene.doc)
    expect(lines(originalOf(scene.doc))).toEqual(['一二三'])
    expect(lines(finalOf(scene.doc, (id) => (id === first?.id ? 'reject' : undefined)))).toEqual(['一二三新'])
    expect(markedOf(scene.doc)).toBe(scene.doc)
    expect(openChanges(scene.doc, new Map([[second?.id ?? '', 'accept']])).map(({ id }) => id)).toEqual([first?.id])
  })

  it('RV-18 a comment is an annotation, no change', () => {
    const scene = new Scene({ paragraphs: ['一二三'] })
    scene.edit('甲', (tr) => tr.addMark(scene.at('二'), scene.at('三'), schema.mark('comment', { id: 'c1' })))
    expect(listChanges(scene.doc)).toEqual([])
    expect(scene.doc.eq(scene.original)).toBe(false)
  })
})

describe('tricky cases of tracked-changes.md §5', () => {
  it('2 RV-01 Backspace held across own, others and base text', () => {
    const scene = new Scene({ paragraphs: ['一二三四'] })
    type(scene.select(scene.at('三')), '乙', '乙字')
    scene.submit()
    type(scene.select(scene.at('三')), '甲', '甲字')
    expect(marked(scene.doc)).toBe('一二[+乙字][+甲字]三四')
    scene.select(scene.at('四'))
    times(6, () => scene.command('甲', backspace))
    expect(marked(scene.doc)).toBe('一[-二][+-乙字][-三]四')
    expect(lines(acceptAll(scene.doc))).toEqual(['一四'])
  })

  it('3 RV-06 Enter inside own and others insertions, in a struck run and at a heading end', () => {
    const scene = new Scene({ paragraphs: [{ text: '标题', style: 'h1' }, '一二三四'] })
    type(scene.select(scene.at('二')), '乙', '新字')
    scene.submit().select(scene.at('字')).command('甲', splitBlock)
    scene.selectText('三四').command('甲', deleteSelection)
    scene.select(scene.at('四')).command('甲', splitBlock)
    scene.select(scene.at('标题') + 2).command('甲', splitBlock)
    expect(lines(acceptAll(scene.doc))).toEqual(['标题', '', '一新', '字二', ''])
    expect(acceptAll(scene.doc).lastChild?.maybeChild(1)?.attrs['style']).toBe('body')
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
    expect(lines(rejectAll(resolveDoc(scene.doc, (who) => (who.author === '乙' ? 'accept' : 'keep'))))).toEqual([
      '标题',
      '一新字二三四',
    ])
  })

  it('4 RV-01 split then join of an own split leaves nothing, of another it is recorded', () => {
    const scene = new Scene({ paragraphs: ['一二'] })
    scene.select(scene.at('二')).command('甲', splitBlock)
    scene.command('甲', joinBackward)
    expect(scene.doc.eq(scene.original)).toBe(true)
    scene.select(scene.at('二')).command('甲', splitBlock)
    scene.submit().command('乙', joinBackward)
    expect(listChanges(scene.doc).map(({ kind }) => kind)).toEqual(['split', 'join'])
    expect(lines(acceptAll(scene.doc))).toEqual(['一二'])
    expect(lines(resolveDoc(scene.doc, (who) => (who.author === '乙' ? 'reject' : 'accept')))).toEqual(['一', '二'])
  })

  it('5 RV-06 delete over an empty paragraph, type, then reject only the deletion', () => {
    const scene = new Scene({ paragraphs: ['一二', '', '三四'] })
    scene.select(scene.at('二'), scene.at('四')).command('甲', deleteSelection)
    scene.now += 10 * 60_000
    type(scene, '甲', '新')
    expect(lines(acceptAll(scene.doc))).toEqual(['一新四'])
    const deletion = listChanges(scene.doc).find(({ oldText }) => oldText.startsWith('二'))
    expect(lines(resolveDoc(scene.doc, (who) => (who.id === deletion?.id ? 'reject' : 'accept'))).join('|')).toMatch(
      /^一新?二\|\|三新?四$/,
    )
  })

  it('6 RV-08 a paragraph deleted as a block and by letters', () => {
    const block = new Scene({ paragraphs: ['一', '二二', '三'] })
    const pos = block.at('二') - 1
    block.edit('甲', (tr) => tr.delete(pos, pos + 4))
    expect(listChanges(block.doc)).toMatchObject([{ kind: 'deleteBlock', oldText: '二二' }])
    expect(lines(acceptAll(block.doc))).toEqual(['一', '三'])
    const letters = new Scene({ paragraphs: ['一', '二二', '三'] })
    letters.selectText('二二').command('甲', deleteSelection)
    expect(lines(acceptAll(letters.doc))).toEqual(['一', '', '三'])
  })

  it('7 RV-02 乙 deletes the pending paragraph of 甲 into which 丙 typed', () => {
    const scene = new Scene({ paragraphs: ['一', '二'] })
    scene.select(scene.at('一') + 1).command('甲', splitBlock)
    type(scene, '甲', '新段')
    type(scene.submit().select(scene.at('段')), '丙', '丙')
    scene.submit()
    const pos = scene.at('新') - 1
    scene.edit('乙', (tr) => tr.delete(pos, pos + 5))
    expect(lines(reject(scene, '乙'))).toEqual(['一', '新丙段', '二'])
    expect(lines(acceptAll(scene.doc))).toEqual(['一', '二'])
    expect(lines(rejectAll(scene.doc))).toEqual(['一', '二'])
  })

  it('8 RV-02 two people strike overlapping ranges, one is rejected', () => {
    const scene = new Scene({ paragraphs: ['一二三四五'] })
    scene.selectText('二三').command('甲', deleteSelection)
    scene.submit().selectText('三四').command('乙', deleteSelection)
    expect(lines(acceptAll(reject(scene, '甲')))).toEqual(['一二三五'])
    expect(lines(acceptAll(reject(scene, '乙')))).toEqual(['一四五'])
  })

  it('11 RV-07 bold on and off over partly bold text', () => {
    const scene = new Scene({ paragraphs: ['一二三'] })
    const bold = toggleMark(schema.marks['strong'] as never)
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

  it('14 RV-03 text moved inside the document, then edited, then rejected', () => {
    const scene = new Scene({ paragraphs: ['一二三', '四五'] })
    scene.edit('甲', (tr) => {
      const slice = tr.doc.slice(scene.at('二'), scene.at('三'))
      tr.delete(scene.at('二'), scene.at('三'))
      return tr.insert(tr.mapping.map(scene.at('五')), slice.content)
    })
    expect(lines(acceptAll(scene.doc))).toEqual(['一三', '四二五'])
    type(scene.select(scene.at('五')), '甲', '改')
    expect(lines(acceptAll(scene.doc))).toEqual(['一三', '四二改五'])
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
    const alive = scene.state.tr.insert(
      cell,
      schema.text('生', [schema.mark('ins', { id: '丁-1', author: '丁', at: 1, step: 's' })]),
    ).doc
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

  it('14 RV-21 the deletion and the insertion of a dragged text share a move id', () => {
    const scene = new Scene({ paragraphs: ['一二三', '四五'] })
    scene.edit('甲', (tr) => {
      const slice = tr.doc.slice(scene.at('二'), scene.at('三'))
      tr.delete(scene.at('二'), scene.at('三'))
      return tr.insert(tr.mapping.map(scene.at('五')), slice.content).setMeta('uiEvent', 'drop')
    })
    const [gone, come] = listChanges(scene.doc)
    expect([gone?.kind, come?.kind]).toEqual(['delete', 'insert'])
    expect(gone?.moveId).toBeTruthy()
    expect(gone?.moveId).toBe(come?.moveId)
  })

  it('17 RV-09 undo after a submission strikes what was submitted instead of taking it back', () => {
    const scene = new Scene({ paragraphs: ['一二三'] }, [history({ newGroupDelay: 0 })])
    type(scene.select(scene.at('二')), '甲', '新')
    const pos = scene.at('一') - 1
    scene.edit('甲', (tr) => tr.setNodeAttribute(pos, 'style', 'h1'))
    scene.submit()
    type(scene.select(scene.at('三')), '甲', '未报')
    scene.command('甲', undo)
    expect(marked(scene.doc)).toBe('{attr}一[+新]二三')
    const submitted = scene.doc
    scene.command('甲', undo)
    expect(scene.doc.lastChild?.firstChild?.attrs['style']).toBe('body')
    expect(listChanges(scene.doc).filter(({ kind }) => kind === 'attribute')).toHaveLength(2)
    expect(stripChanges(scene.doc, scene.context('甲').isUnsent).eq(submitted)).toBe(true)
  })

  it('18 RV-10 an insertion that holds the deletion of another, decided in both orders', () => {
    const scene = new Scene({ paragraphs: ['一二'] })
    type(scene.select(scene.at('二')), '甲', '甲乙丙')
    scene.submit().selectText('乙').command('乙', deleteSelection)
    expect(lines(acceptAll(accept(scene, '甲')))).toEqual(['一甲丙二'])
    expect(lines(reject(scene, '甲'))).toEqual(['一二'])
    expect(lines(accept(scene, '乙'))).toEqual(['一甲丙二'])
  })

  it('19 RV-05 replace of all hits in one transaction is one undo and pairs every hit', () => {
    const scene = new Scene({ paragraphs: Array.from({ length: 100 }, () => '旧词在前旧词在后旧词') }, [history()])
    scene.edit('甲', (tr, state) => {
      const hits: number[] = []
      state.doc.descendants((node, pos) => {
        if (node.isText) for (const match of (node.text ?? '').matchAll(/旧词/g)) hits.push(pos + match.index)
      })
      for (const hit of hits) tr.replaceWith(tr.mapping.map(hit), tr.mapping.map(hit + 2), schema.text('新的词'))
      return tr
    })
    expect(lines(acceptAll(scene.doc))[99]).toBe('新的词在前新的词在后新的词')
    expect(listChanges(scene.doc).every(({ kind }) => kind === 'replace')).toBe(true)
    scene.command('甲', undo)
    expect(scene.doc.eq(scene.original)).toBe(true)
  })

  it('20 RV-03 rare characters outside the basic plane and combining marks', () => {
    const scene = new Scene({ paragraphs: ['𠮷野家', '(e\u0301)'] })
    type(scene.selectText('𠮷'), '甲', '𡈽“”')
    expect(lines(acceptAll(scene.doc))[0]).toBe('𡈽“”野家')
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
  })
})
