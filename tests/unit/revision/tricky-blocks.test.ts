import { joinBackward, splitBlock, deleteSelection } from 'prosemirror-commands'
import type { Node as PmNode } from 'prosemirror-model'
import { describe, expect, it } from 'vitest'
import { schema } from '../../../src-shared/document/schema.ts'
import { stripTracking } from '../../../src-shared/revision/assign-ids.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { deriveSteps } from '../../../src-shared/revision/derive.ts'
import { rebaseSteps } from '../../../src-shared/revision/rebase.ts'
import { acceptAll, rejectAll, resolveDoc, stripChanges } from '../../../src-shared/revision/resolve.ts'
import { reject, write } from '../../support/revision/acts.ts'
import { lines, Scene } from '../../support/revision/scene.ts'

/**
 * The works of 甲 and 乙, done offline on the same text, merged in both orders. The merges must be one document but for the
 * order of what came in at one place, and without one author exactly the other's work must be left.
 */
function merged(paragraphs: string[], jia: (scene: Scene) => void, yi: (scene: Scene) => void): PmNode[] {
  const scenes = [new Scene({ paragraphs }), new Scene({ paragraphs })] as const
  jia(scenes[0])
  yi(scenes[1])
  const base = scenes[0].original
  const isBy = (author: string) => (id: string) => id.startsWith(`${author}-`)
  const steps = [deriveSteps(base, scenes[0].doc, isBy('甲')), deriveSteps(base, scenes[1].doc, isBy('乙'))] as const
  const orders = [rebaseSteps(base, steps[1], steps[0]), rebaseSteps(base, steps[0], steps[1])]
  return orders.map(({ doc, dropped }) => {
    doc.check()
    expect(dropped).toBe(0)
    expect(rejectAll(doc).eq(base)).toBe(true)
    for (const [author, own] of [
      ['甲', scenes[1]],
      ['乙', scenes[0]],
    ] as const)
      expect(stripChanges(doc, isBy(author)).eq(own.doc)).toBe(true)
    return doc
  })
}

const split = (before: string) => (scene: Scene) => void scene.select(scene.at(before)).command('甲', splitBlock)

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

  it('9 RV-06 甲 splits a paragraph whose tail 乙 deletes: both are kept, in either order', () => {
    const tail = (scene: Scene) => void scene.selectText('三四').command('乙', deleteSelection)
    for (const at of ['三', '四'])
      for (const doc of merged(['一二三四', '五'], split(at), tail)) {
        expect(lines(acceptAll(doc))).toEqual(['一二', '', '五'])
        expect(
          listChanges(doc)
            .map(({ kind }) => kind)
            .toSorted(),
        ).toEqual(['delete', 'split'])
      }
  })

  it('9 RV-07 甲 splits a paragraph that 乙 aligns: the first half is aligned, the second as 甲 made it', () => {
    const align = (scene: Scene) => void scene.edit('乙', (tr) => tr.setNodeAttribute(scene.at('一') - 1, 'align', 'center'))
    for (const doc of merged(['一二', '三'], split('二'), align)) {
      expect(lines(acceptAll(doc))).toEqual(['一', '二', '三'])
      expect(acceptAll(doc).lastChild?.children.map((node) => node.attrs['align'] as unknown)).toEqual(['center', null, null])
    }
  })

  it('9 RV-08 甲 splits a paragraph that 乙 deletes: what 甲 typed there lives on', () => {
    const remove = (scene: Scene) => void scene.edit('乙', (tr) => tr.delete(scene.at('一') - 1, scene.at('二') + 2))
    for (const doc of merged(['一二', '三'], split('二'), remove)) expect(lines(acceptAll(doc)).filter(Boolean)).toEqual(['三'])
    const typed = (scene: Scene) => {
      split('二')(scene)
      write(scene, '甲', '新')
    }
    for (const doc of merged(['一二', '三'], typed, remove)) expect(lines(acceptAll(doc)).filter(Boolean)).toEqual(['新', '三'])
  })

  it('10 RV-06 甲 strikes the boundary where 乙 inserts a paragraph: the new paragraph stays, in either order', () => {
    const join = (scene: Scene) => void scene.select(scene.at('二')).command('甲', joinBackward)
    const insert = (scene: Scene) =>
      void scene.edit('乙', (tr) => tr.insert(scene.at('二') - 1, schema.node('paragraph', null, schema.text('新段'))))
    const texts = merged(['一', '二', '三'], join, insert).map((doc) => {
      expect(lines(resolveDoc(doc, (who) => (who.author === '甲' ? 'reject' : 'accept')))).toEqual(['一', '新段', '二', '三'])
      expect(lines(resolveDoc(doc, (who) => (who.author === '乙' ? 'reject' : 'accept')))).toEqual(['一二', '三'])
      return lines(acceptAll(doc))
    })
    for (const text of texts) {
      expect(text.join('')).toBe('一新段二三')
      expect(text.at(-1)).toBe('三')
    }
    expect(texts[0]).toEqual(texts[1])
  })

  it('13 RV-12 two paragraphs pasted into a cell stay in it, those of another document too', () => {
    const cell = () => schema.node('tableCell', null, schema.node('paragraph', null, schema.text('格')))
    const table = schema.node('table', null, schema.node('tableRow', null, [cell(), cell()]))
    const plain = new Scene({ paragraphs: ['一二', '三四'] })
    const other = new Scene({ paragraphs: ['外一', '外二', '外三'] })
    write(other.selectText('一'), '丙', '壹')
    other.select(other.at('二')).command('丙', splitBlock)
    for (const from of ['own', 'other']) {
      const scene = new Scene(plain.state.tr.insert(plain.doc.content.size - 1, table).doc)
      write(scene.selectText('二'), '乙', '贰')
      const source = from === 'own' ? scene : other
      const [start, end] = from === 'own' ? ['一', '四'] : ['外一', '三']
      const slice = stripTracking(source.doc.slice(source.at(start), source.at(end)))
      scene
        .submit()
        .select(scene.at('格') + 1)
        .edit('甲', (tr) => tr.replaceSelection(slice))
      const grid = acceptAll(scene.doc).lastChild?.lastChild
      expect([grid?.type.name, grid?.childCount, grid?.firstChild?.childCount]).toEqual(['table', 1, 2])
      expect(grid?.firstChild?.firstChild?.children.map((node) => node.textContent)).toEqual(
        from === 'own' ? ['格一贰', '三'] : ['格外壹', '外', '二', '外'],
      )
      expect(listChanges(scene.doc).find(({ author }) => author === '甲')).toMatchObject({ kind: 'insert', places: 1 })
      expect(listChanges(scene.doc).some(({ author }) => author === '丙')).toBe(false)
      expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
    }
  })
})
