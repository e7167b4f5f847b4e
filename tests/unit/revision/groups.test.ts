import { history, undo } from '../../../src-renderer/document/editor/history.ts'
import { describe, expect, it } from 'vitest'
import { schema } from '../../../src-shared/document/schema.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { acceptAll, rejectAll, resolveDoc } from '../../../src-shared/revision/resolve.ts'
import { groupMeta } from '../../../src-shared/revision/track.ts'
import { write } from '../../support/revision/acts.ts'
import { counter, table } from '../../support/revision/documents.ts'
import { Random } from '../../support/revision/random.ts'
import { lines, marked, Scene } from '../../support/revision/scene.ts'

/** 全部替换: every hit replaced in one transaction. */
const replaceAll = (scene: Scene, author: string, word: string, by: string): Scene =>
  scene.edit(author, (tr, state) => {
    const hits: number[] = []
    state.doc.descendants((node, pos) => {
      if (node.isText) for (const match of (node.text ?? '').matchAll(new RegExp(word, 'gu'))) hits.push(pos + match.index)
    })
    for (const hit of hits.toReversed())
      if (by) tr.replaceWith(hit, hit + word.length, schema.text(by))
      else tr.delete(hit, hit + word.length)
    return tr.setMeta(groupMeta, true)
  })

describe('groups', () => {
  it('RV-24 500 hits replaced are one change in 500 places, one undo, one decision', () => {
    const scene = new Scene({ paragraphs: Array.from({ length: 100 }, () => '旧词一旧词二旧词三旧词四旧词') }, [history()])
    replaceAll(scene, '甲', '旧词', '新的词')
    const changes = listChanges(scene.doc)
    expect(changes).toMatchObject([{ kind: 'replace', places: 500, oldText: '旧词', newText: '新的词', author: '甲' }])
    expect(lines(resolveDoc(scene.doc, (who) => (who.id === changes[0]?.id ? 'accept' : 'keep')))[99]).toBe(
      '新的词一新的词二新的词三新的词四新的词',
    )
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
    scene.command('甲', undo)
    expect(scene.doc.eq(scene.original)).toBe(true)
  })

  it('RV-24 the text of equal places is told once, of different ones each, in full on demand', () => {
    const scene = new Scene({ paragraphs: ['旧词在前', '旧词在后', '别处'] })
    scene.edit('甲', (tr) => {
      tr.replaceWith(scene.at('别处'), scene.at('别处') + 2, schema.text('此处'.repeat(150)))
      tr.replaceWith(scene.at('旧词在后'), scene.at('旧词在后') + 2, schema.text('新词'))
      return tr.replaceWith(scene.at('旧词在前'), scene.at('旧词在前') + 2, schema.text('新词')).setMeta(groupMeta, true)
    })
    expect(listChanges(scene.doc)).toMatchObject([{ places: 3, oldText: '旧词…别处' }])
    expect(listChanges(scene.doc)[0]?.newText).toHaveLength(200)
    expect(listChanges(scene.doc, { whole: true })[0]?.newText).toBe(`新词…${'此处'.repeat(150)}`)
  })

  it('RV-24 what is typed beside one place of a group is a change of its own', () => {
    const scene = replaceAll(new Scene({ paragraphs: ['一旧二旧三'] }), '甲', '旧', '新')
    write(scene.select(scene.at('二')), '甲', '再')
    expect(listChanges(scene.doc).map(({ kind, places }) => `${kind} ${places}`)).toEqual(['replace 2', 'insert 1'])
    write(scene, '甲', '写')
    expect(listChanges(scene.doc)[1]).toMatchObject({ newText: '再写', places: 1 })
  })

  it('RV-24 a hit in my own unsent text stays part of that text', () => {
    const scene = new Scene({ paragraphs: ['一旧二'] })
    write(scene.select(scene.at('二') + 1), '甲', '我的旧话')
    replaceAll(scene, '甲', '旧', '新')
    expect(marked(scene.doc)).toBe('一[-旧][+新]二[+我的新话]')
    const [group, own] = listChanges(scene.doc)
    expect([group?.kind, own?.newText]).toEqual(['replace', '我的新话'])
    expect(lines(resolveDoc(scene.doc, (who) => (who.id === group?.id ? 'reject' : 'accept')))).toEqual(['一旧二我的新话'])
  })

  it('RV-24 deleting all hits is a group as well, and texts of others between do not make a place two', () => {
    const scene = replaceAll(new Scene({ paragraphs: ['一旧二旧', '旧三'] }), '甲', '旧', '')
    expect(lines(acceptAll(scene.doc))).toEqual(['一二', '三'])
    expect(listChanges(scene.doc)).toMatchObject([{ kind: 'delete', places: 3, oldText: '旧' }])
    const typed = new Scene({ paragraphs: ['一二'] })
    write(typed.select(typed.at('二')), '甲', '长的话')
    write(typed.submit().select(typed.at('话')), '乙', '插')
    expect(listChanges(typed.doc)).toMatchObject([
      { author: '甲', newText: '长的话', places: 1 },
      { author: '乙', newText: '插', places: 1 },
    ])
  })

  it('RV-24 one command on several blocks is one place: paragraphs in a row, the cells of a column', () => {
    const plain = new Scene({ paragraphs: ['一', '二', '三'] })
    const scene = new Scene(plain.state.tr.insert(plain.doc.content.size - 1, table(new Random(3), counter('t'), 3, 2)).doc)
    scene.edit('甲', (tr) => {
      for (const text of ['一', '二']) tr.setNodeAttribute(scene.at(text) - 1, 'style', 'h1')
      return tr
    })
    expect(listChanges(scene.doc)).toMatchObject([{ kind: 'attribute', places: 1 }])
    const [from, to] = [scene.at('一'), scene.at('三') + 1]
    scene.submit().edit('丙', (tr) => tr.addMark(from, to, schema.mark('strong')))
    expect(listChanges(scene.doc)[1]).toMatchObject({ kind: 'format', places: 1 })
    scene.submit().edit('乙', (tr) => {
      const cells: number[] = []
      tr.doc.descendants((node, pos, _parent, index) => void (node.type.name === 'tableCell' && index === 0 && cells.push(pos)))
      for (const pos of cells.toReversed()) tr.delete(pos, pos + (tr.doc.nodeAt(pos)?.nodeSize ?? 0))
      return tr
    })
    expect(listChanges(scene.doc)[2]).toMatchObject({ kind: 'deleteBlock', places: 1 })
  })
})
