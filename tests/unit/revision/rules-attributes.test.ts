import { deleteSelection } from 'prosemirror-commands'
import { describe, expect, it } from 'vitest'
import { schema } from '../../../src-shared/document/schema.ts'
import { listChanges, openChanges } from '../../../src-shared/revision/changes.ts'
import { rejectAll } from '../../../src-shared/revision/resolve.ts'
import { finalOf, markedOf, originalOf } from '../../../src-shared/revision/views.ts'
import { bold, write } from '../../support/revision/acts.ts'
import { lines, Scene } from '../../support/revision/scene.ts'

describe('the rules one by one', () => {
  it('RV-07 a format or attribute set back to its old value leaves no record', () => {
    const scene = new Scene({ paragraphs: ['一二三'] })
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
    write(scene.select(scene.at('三') + 1), '乙', '新')
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
