import type { Transaction } from 'prosemirror-state'
import { deleteSelection } from 'prosemirror-commands'
import { history, undo } from '../../../src-renderer/document/editor/history.ts'
import { describe, expect, it } from 'vitest'
import { schema } from '../../../src-shared/document/schema.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { acceptAll, rejectAll, stripChanges } from '../../../src-shared/revision/resolve.ts'
import { accept, backspace, reject, times, write } from '../../support/revision/acts.ts'
import { lines, marked, Scene } from '../../support/revision/scene.ts'

/** Moves 二 before 五, as one step of work. */
const moveText = (scene: Scene) => (tr: Transaction) => {
  const slice = tr.doc.slice(scene.at('二'), scene.at('三'))
  tr.delete(scene.at('二'), scene.at('三'))
  return tr.insert(tr.mapping.map(scene.at('五')), slice.content)
}

describe('tricky cases of tracked-changes.md §5', () => {
  it('2 RV-01 Backspace held across own, others and base text', () => {
    const scene = new Scene({ paragraphs: ['一二三四'] })
    write(scene.select(scene.at('三')), '乙', '乙字')
    scene.submit()
    write(scene.select(scene.at('三')), '甲', '甲字')
    expect(marked(scene.doc)).toBe('一二[+乙字][+甲字]三四')
    scene.select(scene.at('四'))
    times(6, () => scene.command('甲', backspace))
    expect(marked(scene.doc)).toBe('一[-二][+-乙字][-三]四')
    expect(lines(acceptAll(scene.doc))).toEqual(['一四'])
  })

  it('8 RV-02 two people strike overlapping ranges, one is rejected', () => {
    const scene = new Scene({ paragraphs: ['一二三四五'] })
    scene.selectText('二三').command('甲', deleteSelection)
    scene.submit().selectText('三四').command('乙', deleteSelection)
    expect(lines(acceptAll(reject(scene, '甲')))).toEqual(['一二三五'])
    expect(lines(acceptAll(reject(scene, '乙')))).toEqual(['一四五'])
  })

  it('14 RV-03 text moved inside the document, then edited, then rejected', () => {
    const scene = new Scene({ paragraphs: ['一二三', '四五'] })
    scene.edit('甲', moveText(scene))
    expect(lines(acceptAll(scene.doc))).toEqual(['一三', '四二五'])
    write(scene.select(scene.at('五')), '甲', '改')
    expect(lines(acceptAll(scene.doc))).toEqual(['一三', '四二改五'])
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
  })

  it('14 RV-21 the deletion and the insertion of a dragged text share a move id', () => {
    const scene = new Scene({ paragraphs: ['一二三', '四五'] })
    scene.edit('甲', (tr) => moveText(scene)(tr).setMeta('uiEvent', 'drop'))
    const [gone, come] = listChanges(scene.doc)
    expect([gone, come].map((half) => `${half?.kind} ${half?.moved}`)).toEqual(['move away', 'move here'])
    expect(gone?.moveId).toBeTruthy()
    expect(gone?.moveId).toBe(come?.moveId)
  })

  it('17 RV-09 undo after a submission strikes what was submitted instead of taking it back', () => {
    const scene = new Scene({ paragraphs: ['一二三'] }, [history({ pause: 0 })])
    write(scene.select(scene.at('二')), '甲', '新')
    const pos = scene.at('一') - 1
    scene.edit('甲', (tr) => tr.setNodeAttribute(pos, 'style', 'h1'))
    scene.submit()
    write(scene.select(scene.at('三')), '甲', '未报')
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
    write(scene.select(scene.at('二')), '甲', '甲乙丙')
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
    write(scene.selectText('𠮷'), '甲', '𡈽“”')
    expect(lines(acceptAll(scene.doc))[0]).toBe('𡈽“”野家')
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
  })
})
