import { splitBlock, deleteSelection } from 'prosemirror-commands'
import { history, redo, undo } from '../../../src-renderer/document/editor/history.ts'
import { describe, expect, it } from 'vitest'
import { stripTracking } from '../../../src-shared/revision/assign-ids.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { acceptAll, rejectAll } from '../../../src-shared/revision/resolve.ts'
import { backspace, forward, times, write } from '../../support/revision/acts.ts'
import { lines, marked, Scene } from '../../support/revision/scene.ts'

describe('the rules one by one', () => {
  it('RV-01 own unsent text goes without a trace, submitted text is struck even by its author', () => {
    const scene = new Scene({ paragraphs: ['一二三'] })
    write(scene.select(scene.at('三')), '甲', '新字')
    scene.selectText('新').command('甲', deleteSelection)
    expect(marked(scene.doc)).toBe('一二[+字]三')
    scene.submit().selectText('字').command('甲', deleteSelection)
    expect(marked(scene.doc)).toBe('一二[+-字]三')
  })

  it("RV-02 another's pending insertion is kept and struck on top, struck text stays as it is", () => {
    const scene = new Scene({ paragraphs: ['一二三'] })
    write(scene.select(scene.at('三')), '甲', '新字')
    scene.submit().selectText('二新').command('乙', deleteSelection)
    expect(marked(scene.doc)).toBe('一[-二][+-新][+字]三')
    const before = scene.doc
    scene.selectText('新').command('丙', deleteSelection)
    expect(scene.doc.eq(before)).toBe(true)
  })

  it('RV-03 new text never inherits a deletion, and replacement text comes after the struck text under one id', () => {
    const scene = new Scene({ paragraphs: ['一二三四'] })
    scene.selectText('二三').command('甲', deleteSelection)
    write(scene.select(scene.at('三')), '乙', '新')
    expect(marked(scene.doc)).toBe('一[-二][+新][-三]四')
    scene.selectText('四')
    write(scene, '乙', '五')
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
    for (const letter of '逐字输入') write(scene, '甲', letter)
    scene.command('甲', splitBlock)
    for (const letter of '新的一行') write(scene, '甲', letter)
    expect(listChanges(scene.doc)).toHaveLength(1)
    scene.now += 6 * 60_000
    write(scene, '甲', '晚')
    expect(listChanges(scene.doc)).toHaveLength(2)
    scene.submit()
    write(scene, '甲', '再')
    expect(listChanges(scene.doc)).toHaveLength(3)
  })

  it('RV-09 undo and redo are never tracked again', () => {
    const scene = new Scene({ paragraphs: ['一二三'] }, [history({ pause: 0 })])
    scene.selectText('二').command('甲', deleteSelection)
    write(scene, '甲', '新')
    const end = scene.doc
    times(2, () => scene.command('甲', undo))
    expect(scene.doc.eq(scene.original)).toBe(true)
    times(2, () => scene.command('甲', redo))
    expect(scene.doc.eq(end)).toBe(true)
  })

  it('RV-12 pasted text brings no tracking along and leaves struck text behind', () => {
    const scene = new Scene({ paragraphs: ['一二三', '四五'] })
    scene.selectText('二').command('甲', deleteSelection)
    write(scene.select(scene.at('三')), '甲', '新')
    const slice = stripTracking(scene.doc.slice(scene.at('一'), scene.at('五')))
    expect(JSON.stringify(slice.toJSON())).not.toMatch(/ins|del|brk|"id":"/)
    scene
      .submit()
      .select(scene.at('五'))
      .edit('乙', (tr) => tr.replaceSelection(slice))
    expect(lines(acceptAll(scene.doc))).toEqual(['一新三', '四一新三', '四五'])
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
  })
})
