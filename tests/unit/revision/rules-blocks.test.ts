import { Fragment, Slice } from 'prosemirror-model'
import { joinBackward, splitBlock, deleteSelection } from 'prosemirror-commands'
import { describe, expect, it } from 'vitest'
import { schema } from '../../../src-shared/document/schema.ts'
import { flattenSlice, withBlockIds } from '../../../src-shared/revision/assign-ids.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { acceptAll, rejectAll } from '../../../src-shared/revision/resolve.ts'
import { textBy, write } from '../../support/revision/acts.ts'
import { counter } from '../../support/revision/documents.ts'
import { lines, Scene } from '../../support/revision/scene.ts'

describe('the rules one by one', () => {
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

  it('RV-08 a struck block goes only when nothing living is left in it', () => {
    const scene = new Scene({ paragraphs: ['一', '二', '三'] })
    write(scene.select(scene.at('二') + 1), '乙', '新')
    scene.submit()
    const del = new Scene(scene.doc)
    const pos = del.at('二') - 1
    del.edit('甲', (tr) => tr.delete(pos, pos + 3))
    // what 乙 writes into it at the same time arrives without the strike and keeps the block
    const merged = del.doc.nodeAt(pos)
    expect(merged?.attrs['trk']).toMatchObject([{ k: 'blkDel' }])
    expect(lines(acceptAll(del.doc))).toEqual(['一', '三'])
    const alive = del.state.tr.insert(pos + 2, textBy('丁', '生')).doc
    expect(lines(acceptAll(alive))).toEqual(['一', '生', '三'])
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
})
