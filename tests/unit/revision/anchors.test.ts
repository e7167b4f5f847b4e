import { deleteSelection, joinBackward, splitBlock } from 'prosemirror-commands'
import { history, undo } from '../../../src-renderer/document/editor/history.ts'
import { describe, expect, it } from 'vitest'
import { schema } from '../../../src-shared/document/schema.ts'
import { extendAnchors, threadAnchors } from '../../../src-shared/revision/anchors.ts'
import { stripTracking } from '../../../src-shared/revision/assign-ids.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { moveBlock } from '../../../src-shared/revision/moves.ts'
import { acceptAll, rejectAll } from '../../../src-shared/revision/resolve.ts'
import { Scene } from '../../support/revision/scene.ts'

/** A document with a comment about `text`. */
function commented(paragraphs: string[], text: string, ...plugins: ConstructorParameters<typeof Scene>[1] & object): Scene {
  const plain = new Scene({ paragraphs })
  const from = plain.at(text)
  return new Scene(plain.state.tr.addMark(from, from + text.length, schema.mark('comment', { id: 'c1' })).doc, [...plugins])
}

/** An edit as the door passes it on. */
const edit = (scene: Scene, make: Parameters<Scene['edit']>[1]) => scene.edit('甲', (tr, state) => extendAnchors(make(tr, state)))

const places = (scene: Scene, doc = scene.doc, id = 'c1') =>
  (threadAnchors(doc).get(id)?.places ?? []).map(
    ({ from, to, struck }) => `${struck ? '-' : ''}${doc.textBetween(from, to, '|')}`,
  )

describe('anchors of comments', () => {
  it('RV-25 text typed or pasted inside belongs to the comment, beside it not', () => {
    const scene = commented(['一二三四'], '二三')
    edit(scene, (tr) => tr.replaceWith(scene.at('三'), scene.at('三'), schema.text('贴')))
    edit(scene, (tr) => tr.insertText('打', scene.at('三')))
    edit(scene, (tr) => tr.insertText('前', scene.at('二')))
    edit(scene, (tr) => tr.insertText('后', scene.at('四')))
    expect(places(scene)).toEqual(['二贴打三'])
    expect(listChanges(scene.doc).every(({ kind }) => kind === 'insert')).toBe(true)
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
  })

  it('RV-25 what replaces commented text, all or part of it, is under the same comment', () => {
    for (const [old, expected, final] of [
      ['二三', ['二三新'], '新'],
      ['二', ['二新三'], '新三'],
      ['三', ['二三新'], '二新'],
      ['三四', ['二三'], '二'],
    ] as const) {
      const scene = commented(['一二三四'], '二三')
      edit(scene, (tr) => tr.replaceWith(scene.at(old), scene.at(old) + old.length, schema.text('新')))
      expect(places(scene)).toEqual(expected)
      expect(places(scene, acceptAll(scene.doc))).toEqual([final])
      expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
    }
  })

  it('RV-25 a tracked deletion keeps the anchor on the struck text', () => {
    const scene = commented(['一二三四'], '二三')
    scene.selectText('一二').command('甲', deleteSelection)
    expect(places(scene)).toEqual(['二三'])
    expect(threadAnchors(scene.doc).get('c1')?.struck).toBe(false)
    scene.selectText('三四').command('甲', deleteSelection)
    expect(places(scene)).toEqual(['-二三'])
    expect(threadAnchors(scene.doc).get('c1')).toMatchObject({ from: scene.at('二'), to: scene.at('三') + 1, struck: true })
    expect(threadAnchors(acceptAll(scene.doc)).has('c1')).toBe(false)
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
  })

  it('RV-25 splitting and joining keep it, and what is typed at the new boundary belongs to it', () => {
    const scene = commented(['一二三四'], '二三')
    scene.select(scene.at('三')).command('甲', splitBlock)
    expect(places(scene)).toEqual(['二|三'])
    edit(scene, (tr) => tr.insertText('首', scene.at('三')))
    expect(places(scene)).toEqual(['二|首三'])
    scene.submit().select(scene.at('首')).command('乙', joinBackward)
    expect(places(scene, acceptAll(scene.doc))).toEqual(['二首三'])
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
  })

  it('RV-25 pasted text brings no comments along', () => {
    const scene = commented(['一二三四', '五'], '二三')
    const slice = stripTracking(scene.doc.slice(scene.at('一'), scene.at('四')))
    scene.select(scene.at('五'))
    edit(scene, (tr) => tr.replaceSelection(slice))
    expect(places(scene)).toEqual(['二三'])
  })

  it('RV-25 a moved block keeps the comment on the struck half and takes it along to the new place', () => {
    const scene = commented(['一二三', '四'], '二')
    scene.select(scene.at('一'))
    expect(scene.command('甲', moveBlock(1, scene.context('甲').newId))).toBe(true)
    expect(places(scene)).toEqual(['-二', '二'])
    const anchor = threadAnchors(scene.doc).get('c1')
    expect(anchor).toMatchObject({ struck: false, from: anchor?.places[1]?.from })
    expect(places(scene, acceptAll(scene.doc))).toEqual(['二'])
    expect(places(scene, rejectAll(scene.doc))).toEqual(['二'])
  })

  it('RV-25 several comments on one text are told apart, and one undo takes text and anchor back', () => {
    const scene = commented(['一二三四'], '二三', history({ pause: 0 }))
    const from = scene.at('三')
    scene.edit('甲', (tr) => tr.addMark(from, from + 2, schema.mark('comment', { id: 'c2' })))
    const before = scene.doc
    edit(scene, (tr) => tr.replaceWith(from + 1, from + 1, schema.text('新')))
    expect(places(scene)).toEqual(['二三'])
    expect(places(scene, scene.doc, 'c2')).toEqual(['三新四'])
    scene.command('甲', undo)
    expect(scene.doc.eq(before)).toBe(true)
  })

  it('RV-09 undo of a comment takes its anchor away and is not recorded as an edit', () => {
    const scene = new Scene({ paragraphs: ['一二三'] }, [history({ pause: 0 })])
    scene.edit('甲', (tr) => tr.addMark(scene.at('二'), scene.at('三'), schema.mark('comment', { id: 'c1' })))
    expect(places(scene)).toEqual(['二'])
    scene.command('甲', undo)
    expect(scene.doc.eq(scene.original)).toBe(true)
    expect(scene.command('甲', undo)).toBe(false)
  })

  it('RV-25 stored looks are kept when an anchor is extended', () => {
    const scene = commented(['一二'], '一二')
    const tr = extendAnchors(scene.state.tr.insertText('新', scene.at('二')).setStoredMarks([schema.mark('strong')]))
    expect(tr.storedMarks?.map((mark) => mark.type.name)).toEqual(['strong'])
  })
})
