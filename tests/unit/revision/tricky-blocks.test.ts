import { joinBackward, splitBlock, deleteSelection } from 'prosemirror-commands'
import { describe, expect, it } from 'vitest'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { acceptAll, rejectAll, resolveDoc } from '../../../src-shared/revision/resolve.ts'
import { reject, write } from '../../support/revision/acts.ts'
import { lines, Scene } from '../../support/revision/scene.ts'

describe('tricky cases of tracked-changes.md §5', () => {
  it('3 RV-06 Enter inside own and others insertions, in a struck run and at a heading end', () => {
    const scene = new Scene({ paragraphs: [{ text: '标题', style: 'h1' }, '一二三四'] })
    write(scene.select(scene.at('二')), '乙', '新字')
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
    write(scene, '甲', '新')
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
    write(scene, '甲', '新段')
    write(scene.submit().select(scene.at('段')), '丙', '丙')
    scene.submit()
    const pos = scene.at('新') - 1
    scene.edit('乙', (tr) => tr.delete(pos, pos + 5))
    expect(lines(reject(scene, '乙'))).toEqual(['一', '新丙段', '二'])
    expect(lines(acceptAll(scene.doc))).toEqual(['一', '二'])
    expect(lines(rejectAll(scene.doc))).toEqual(['一', '二'])
  })
})
