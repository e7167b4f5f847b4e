import { deleteSelection } from 'prosemirror-commands'
import { history, undo } from '../../../src-renderer/document/editor/history.ts'
import { NodeSelection, TextSelection, type EditorState } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { schema } from '../../../src-shared/document/schema.ts'
import { stripTracking } from '../../../src-shared/revision/assign-ids.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { threadAnchors } from '../../../src-shared/revision/anchors.ts'
import { carryAnchors } from '../../../src-shared/revision/carried-anchors.ts'
import {
  anchorsAlong,
  memoOfCut,
  moveBlock,
  moveFor,
  moveMeta,
  withPartners,
  type CutMemo,
} from '../../../src-shared/revision/moves.ts'
import { acceptAll, rejectAll, resolveDoc } from '../../../src-shared/revision/resolve.ts'
import { write } from '../../support/revision/acts.ts'
import { lines, marked, Scene } from '../../support/revision/scene.ts'

/** Ctrl+X of the selection as the editor makes it: the deletion carries the moveId of what was cut. */
function cut(scene: Scene, author: string): CutMemo | undefined {
  let memo: CutMemo | undefined
  scene.command(author, (state, dispatch) =>
    deleteSelection(state, (tr) => {
      memo = memoOfCut(tr.setMeta('uiEvent', 'cut'), state, scene.context(author))
      dispatch?.(memo ? tr.setMeta(moveMeta, memo.moveId) : tr)
    }),
  )
  return memo
}

/** Cuts one text and pastes it before another. */
function carry(scene: Scene, author: string, text: string, before: string): CutMemo | undefined {
  const memo = cut(scene.selectText(text), author)
  paste(scene.select(scene.at(before)), author, memo)
  return memo
}

/** Ctrl+V of a slice as the editor makes it. */
function paste(scene: Scene, author: string, memo: CutMemo | undefined, slice = memo?.text): string | undefined {
  const tr = scene.state.tr
  if (slice) tr.replaceSelection(slice)
  tr.setMeta('paste', true).setMeta('uiEvent', 'paste')
  const moveId = moveFor(tr, memo, scene.context(author))
  const along = anchorsAlong(tr, memo, scene.context(author))
  scene.dispatch(author, carryAnchors(moveId === undefined ? tr : tr.setMeta(moveMeta, moveId), along))
  return moveId
}

const drop =
  (scene: Scene, text: string, before: string) =>
  (tr: EditorState['tr']): EditorState['tr'] => {
    const from = scene.at(text)
    const slice = tr.doc.slice(from, from + text.length)
    const target = scene.at(before)
    tr.delete(from, from + text.length)
    return tr.insert(tr.mapping.map(target), slice.content).setMeta('uiEvent', 'drop')
  }

const kinds = (scene: Scene) => listChanges(scene.doc).map(({ kind, moved }) => (moved ? `${kind} ${moved}` : kind))
const newId = (scene: Scene) => scene.context('甲').newId

/** The stretches of a comment, struck ones with a dash before. */
const places = (scene: Scene, doc = scene.doc) =>
  (threadAnchors(doc).get('c1')?.places ?? []).map(({ from, to, struck }) => `${struck ? '-' : ''}${doc.textBetween(from, to)}`)

/** A comment on words that is in the document from the start. */
function commented(paragraphs: string[], words: string): Scene {
  const plain = new Scene({ paragraphs })
  const from = plain.at(words)
  return new Scene(plain.state.tr.addMark(from, from + words.length, schema.mark('comment', { id: 'c1' })).doc)
}

describe('comments on what is moved', () => {
  it('RV-25 cut and paste takes the comment along: on the struck half and on the words where they stand now', () => {
    const scene = commented(['一二三四五', '六七八'], '三四')
    carry(scene, '甲', '二三四五', '八')
    expect(places(scene)).toEqual(['-三四', '三四'])
    expect(places(scene, acceptAll(scene.doc))).toEqual(['三四'])
    expect(places(scene, rejectAll(scene.doc))).toEqual(['三四'])
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
    expect(acceptAll(scene.doc).textContent).toBe('一六七二三四五八')
  })

  it('RV-25 part of the commented words moved: the comment stands on both parts', () => {
    const scene = commented(['一二三四五', '七六'], '二三四')
    carry(scene, '甲', '四五', '六')
    expect(places(scene, acceptAll(scene.doc))).toEqual(['二三', '四'])
  })

  it('RV-25 pasted once more, or other words, it brings none', () => {
    const scene = commented(['一二三', '四五'], '二')
    const memo = carry(scene, '甲', '二', '五')
    paste(scene.select(scene.at('四')), '甲', memo)
    expect(places(scene)).toEqual(['-二', '二'])
  })

  it('RV-25 dragging takes it along too', () => {
    const scene = commented(['一二三', '四五'], '二')
    scene.edit('甲', (tr) => {
      const moved = drop(scene, '一二', '五')(tr)
      return carryAnchors(moved, anchorsAlong(moved, undefined, scene.context('甲')))
    })
    expect(places(scene, acceptAll(scene.doc))).toEqual(['二'])
    expect(places(scene, rejectAll(scene.doc))).toEqual(['二'])
  })

  it('RV-25 words that went physically keep their comment when they are put down again', () => {
    const scene = new Scene({ paragraphs: ['一', '二'] })
    scene.edit('甲', (tr) => tr.insertText('新词', scene.at('一')))
    const from = scene.at('词')
    scene.edit('甲', (tr) => tr.addMark(from, from + 1, schema.mark('comment', { id: 'c1' })))
    carry(scene, '甲', '新词', '二')
    expect(places(scene)).toEqual(['词'])
    expect(acceptAll(scene.doc).textContent).toBe('一新词二')
  })
})

describe('moves', () => {
  it('RV-23 cut and paste are one move in two halves, told and decided together', () => {
    const scene = new Scene({ paragraphs: ['一二三', '四五'] })
    const memo = cut(scene.selectText('二'), '甲')
    expect(kinds(scene)).toEqual(['delete'])
    expect(paste(scene.select(scene.at('五')), '甲', memo)).toBe(memo?.moveId)
    expect(marked(scene.doc)).toBe('一[-二]三|四[+二]五')
    expect(kinds(scene)).toEqual(['move away', 'move here'])
    const changes = listChanges(scene.doc)
    const ids = changes.map(({ id }) => id)
    expect(new Set(changes.map(({ moveId }) => moveId)).size).toBe(1)
    for (const id of ids) expect(withPartners(changes, [id]).toSorted()).toEqual(ids.toSorted())
    expect(withPartners(changes, [...ids, 'gone'])).toEqual([...ids, 'gone'])
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
  })

  it('RV-23 a half whose partner is decided stands alone', () => {
    const scene = new Scene({ paragraphs: ['一二三', '四五'] })
    carry(scene, '甲', '二', '五')
    const here = listChanges(scene.doc).find(({ moved }) => moved === 'here')
    const left = resolveDoc(scene.doc, (who) => (who.id === here?.id ? 'reject' : 'keep'))
    const [alone, ...rest] = listChanges(left)
    expect(rest).toEqual([])
    expect(alone).toMatchObject({ kind: 'delete', oldText: '二', moved: undefined })
    expect(withPartners(listChanges(left), [alone?.id ?? ''])).toEqual([alone?.id])
  })

  it('RV-23 several paragraphs cut and pasted are a move as well', () => {
    const scene = new Scene({ paragraphs: ['一二', '三', '四五', '六'] })
    const memo = cut(scene.select(scene.at('二'), scene.at('五')), '甲')
    expect(paste(scene.select(scene.at('六')), '甲', memo)).toBe(memo?.moveId)
    expect(lines(acceptAll(scene.doc))).toEqual(['一五', '二', '三', '四六'])
    expect(kinds(scene)).toEqual(['move away', 'move here'])
    expect(listChanges(scene.doc).map(({ oldText, newText }) => oldText || newText)).toEqual(['二\n三\n四', '二\n三\n四'])
  })

  it('RV-23 a second paste, a copy, another text, an older cut and own unsent text are plain insertions', () => {
    const scene = new Scene({ paragraphs: ['一二三', '四五'] })
    const memo = cut(scene.selectText('二'), '甲')
    scene.select(scene.at('五'))
    expect(paste(scene, '甲', memo, stripTracking(scene.doc.slice(scene.at('三'), scene.at('三') + 1)))).toBeUndefined()
    scene.now += 5 * 60_000
    expect(paste(scene, '甲', memo)).toBeUndefined()
    scene.now -= 60_000
    expect(paste(scene, '甲', memo)).toBe(memo?.moveId)
    expect(paste(scene, '甲', memo)).toBeUndefined()
    expect(paste(scene, '甲', undefined, memo?.text)).toBeUndefined()
    const own = new Scene({ paragraphs: ['一二'] })
    write(own.select(own.at('二')), '甲', '新')
    const gone = cut(own.selectText('新'), '甲')
    expect(paste(own.select(own.at('二') + 1), '甲', gone)).toBeUndefined()
    expect(listChanges(own.doc)).toMatchObject([{ kind: 'insert', newText: '新', moveId: undefined }])
    const other = new Scene({ paragraphs: ['另一文件'] })
    expect(paste(other.select(other.at('文')), '甲', memo)).toBeUndefined()
  })

  it('RV-23 what a paste replaces is a deletion of its own, no part of the move', () => {
    const scene = new Scene({ paragraphs: ['一二三', '四五'] })
    const memo = cut(scene.selectText('二'), '甲')
    paste(scene.selectText('四'), '甲', memo)
    expect(marked(scene.doc)).toContain('[-四][+二]')
    expect(listChanges(scene.doc).find(({ oldText }) => oldText === '四')).toMatchObject({ kind: 'delete', moveId: undefined })
    const mine = listChanges(scene.doc).filter(({ moveId }) => moveId === memo?.moveId)
    expect(mine.map(({ kind }) => kind)).toEqual(['move', 'move'])
  })

  it('RV-23 undo of the paste leaves a plain deletion, and the text may be pasted as a move again', () => {
    const scene = new Scene({ paragraphs: ['一二三', '四五'] }, [history({ pause: 0 })])
    const memo = cut(scene.selectText('二'), '甲')
    paste(scene.select(scene.at('五')), '甲', memo)
    scene.command('甲', undo)
    expect(kinds(scene)).toEqual(['delete'])
    expect(paste(scene.select(scene.at('四')), '甲', memo)).toBe(memo?.moveId)
    expect(kinds(scene)).toEqual(['move away', 'move here'])
  })

  it('RV-21 dragged own unsent text has no partner, and a dragged copy is no move', () => {
    const scene = new Scene({ paragraphs: ['一二三', '四五'] })
    write(scene.select(scene.at('二')), '甲', '新')
    scene.edit('甲', drop(scene, '新', '五'))
    expect(listChanges(scene.doc)).toMatchObject([{ kind: 'insert', newText: '新', moveId: undefined }])
    const copy = new Scene({ paragraphs: ['一二三', '四五'] })
    copy.edit('甲', (tr) => tr.insertText('二', copy.at('五')).insertText('二', copy.at('四')).setMeta('uiEvent', 'drop'))
    expect(listChanges(copy.doc).every(({ kind, moveId }) => kind === 'insert' && moveId === undefined)).toBe(true)
  })

  it('RV-23 what is typed into moved text is a change of its own', () => {
    const scene = new Scene({ paragraphs: ['一二三四', '五'] })
    carry(scene, '甲', '二三', '五')
    write(scene.select(scene.at('五') - 1), '甲', '新')
    expect(kinds(scene)).toEqual(['move away', 'move here', 'insert'])
    const changes = listChanges(scene.doc)
    const move = withPartners(
      changes,
      changes.slice(0, 1).map(({ id }) => id),
    )
    expect(lines(resolveDoc(scene.doc, (who) => (move.includes(who.id) ? 'reject' : 'accept')))).toEqual(['一二三四', '新五'])
  })

  it('RV-23 paragraphs and list items are moved past each other, and the caret goes with them', () => {
    const plain = new Scene({ paragraphs: ['一', '二', '三'] })
    const scene = new Scene(plain.state.tr.setNodeAttribute(plain.at('二') - 1, 'list', 'bullet').doc)
    scene.select(scene.at('二') + 1)
    expect(scene.command('甲', moveBlock(-1, newId(scene)))).toBe(true)
    expect(lines(acceptAll(scene.doc))).toEqual(['二', '一', '三'])
    expect(acceptAll(scene.doc).lastChild?.firstChild?.attrs['list']).toBe('bullet')
    expect(scene.state.selection.$head.parent.textContent).toBe('二')
    expect(scene.state.selection.$head.parentOffset).toBe(1)
    expect(kinds(scene)).toEqual(['move here', 'move away'])
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
    expect(scene.command('甲', moveBlock(-1, newId(scene)))).toBe(false)
    expect(scene.command('甲', moveBlock(1, newId(scene)))).toBe(true)
    expect(lines(acceptAll(scene.doc))).toEqual(['一', '二', '三'])
  })

  it('RV-23 a table and the paragraphs of a cell are moved, an element is not', () => {
    const cell = (text: string) =>
      schema.node(
        'tableCell',
        null,
        text.split('').map((one) => schema.node('paragraph', null, schema.text(one))),
      )
    const table = schema.node('table', null, schema.node('tableRow', null, [cell('甲乙'), cell('丙')]))
    const plain = new Scene({ elements: { title: '标题' }, paragraphs: ['一', '二'] })
    const scene = new Scene(plain.state.tr.insert(plain.at('二') - 1, table).doc)
    scene.select(scene.at('甲'))
    expect(scene.command('甲', moveBlock(1, newId(scene)))).toBe(true)
    expect(lines(acceptAll(scene.doc))).toEqual(['一', '乙', '甲', '丙', '二'])
    let at = 0
    scene.doc.descendants((node, pos) => void (node.type.name === 'table' && (at = pos)))
    scene.state = scene.state.apply(scene.state.tr.setSelection(NodeSelection.create(scene.doc, at)))
    expect(scene.command('甲', moveBlock(1, newId(scene)))).toBe(true)
    expect(lines(acceptAll(scene.doc))).toEqual(['一', '二', '乙', '甲', '丙'])
    scene.select(scene.at('标'))
    expect(scene.command('甲', moveBlock(1, newId(scene)))).toBe(false)
    scene.state = scene.state.apply(
      scene.state.tr.setSelection(TextSelection.create(scene.doc, scene.at('一'), scene.at('二') + 1)),
    )
    expect(scene.command('甲', moveBlock(-1, newId(scene)))).toBe(false)
  })

  it('RV-23 a paragraph others have joined by a struck boundary moves as the reader sees it', () => {
    const scene = new Scene({ paragraphs: ['一', '二', '三', '四'] })
    scene.edit('乙', (tr) => tr.join(scene.at('三') - 1)).submit()
    scene.select(scene.at('三'))
    expect(scene.command('甲', moveBlock(-1, newId(scene)))).toBe(true)
    expect(lines(acceptAll(scene.doc))).toEqual(['二三', '一', '四'])
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
  })
})
