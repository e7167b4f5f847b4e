import { history, undo } from '../../../src-renderer/document/editor/history.ts'
import { EditorState, TextSelection } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { schema } from '../../../src-shared/document/schema.ts'
import { trackComposition } from '../../../src-shared/revision/composition.ts'
import { acceptAll, rejectAll } from '../../../src-shared/revision/resolve.ts'
import { untrackedMeta } from '../../../src-shared/revision/track.ts'
import { counter, withoutIds } from '../../support/revision/documents.ts'
import { liveBlocks, positionOf } from '../../support/revision/live.ts'
import { workOffline } from '../../support/revision/merge.ts'
import { randomDocument } from '../../support/revision/documents.ts'
import { baseSeed, many, Random } from '../../support/revision/random.ts'
import { lines, marked, Scene } from '../../support/revision/scene.ts'
import { desk, mustBeSame } from '../../support/revision/session.ts'

/** What an input method does: pre-edit letters come and go raw, then the committed text stays. */
function compose(scene: Scene, author: string, preEdit: readonly string[]): void {
  const before = scene.state
  let from = before.selection.from
  let to = before.selection.to
  let raw = scene.state.tr
  for (const text of preEdit) {
    raw = scene.state.tr.setMeta(untrackedMeta, true).setMeta('composition', 1)
    if (text) raw.replaceWith(from, to, schema.text(text, scene.doc.resolve(from).marks()))
    else raw.delete(from, to)
    from = raw.mapping.map(from, -1)
    to = from + text.length
    raw.setSelection(TextSelection.create(raw.doc, to))
    scene.state = scene.state.apply(raw)
  }
  const tracked = trackComposition(before, scene.state, scene.context(author))
  if (tracked) scene.state = scene.state.apply(tracked.setMeta('appendedTransaction', raw))
}

describe('composed input (输入法)', () => {
  it('RV-19 in mid-text, in an empty paragraph and after struck text', () => {
    const scene = new Scene({ paragraphs: ['一二', ''] })
    compose(scene.select(scene.at('二')), '甲', ['n', 'ni', 'nih', '你好'])
    expect(marked(scene.doc)).toBe('一[+你好]二|')
    expect(scene.state.selection.head).toBe(scene.at('二'))
    compose(scene.select(scene.doc.content.size - 2), '甲', ['x', '新'])
    expect(marked(scene.doc)).toBe('一[+你好]二|[+新]')
    scene.selectText('二').edit('甲', (tr) => tr.deleteSelection())
    compose(scene.select(scene.at('二') + 1), '甲', ['z', 'za', '在'])
    expect(marked(scene.doc)).toBe('一[+你好][-二][+在]|[+新]')
    expect(rejectAll(scene.doc).eq(scene.original)).toBe(true)
  })

  it('RV-19 over a selection and over two paragraphs the new text comes after the struck one, as one change', () => {
    const scene = new Scene({ paragraphs: ['关于旧事工作'] })
    compose(scene.selectText('旧事'), '甲', ['n', 'ni', '你好'])
    expect(marked(scene.doc)).toBe('关于[-旧事][+你好]工作')
    const two = new Scene({ paragraphs: ['一二', '三四'] })
    compose(two.select(two.at('二'), two.at('四')), '甲', ['n', '你'])
    expect(marked(two.doc)).toBe('一[-二]|{brkDel}[-三][+你]四')
    expect(lines(acceptAll(two.doc))).toEqual(['一你四'])
    expect(rejectAll(two.doc).eq(two.original)).toBe(true)
  })

  it('RV-19 a cancelled composition leaves nothing; over a selection it leaves the deletion', () => {
    const scene = new Scene({ paragraphs: ['一二'] })
    compose(scene.select(scene.at('二')), '甲', ['n', 'ni', ''])
    expect(scene.doc.eq(scene.original)).toBe(true)
    compose(scene.selectText('二'), '甲', ['n', ''])
    expect(marked(scene.doc)).toBe('一[-二]')
  })

  it('RV-19 undo takes the composition as one', () => {
    const scene = new Scene({ paragraphs: ['一二三'] }, [history()])
    compose(scene.selectText('二'), '甲', ['n', 'ni', '你好'])
    undo(scene.state, (tr) => (scene.state = scene.state.apply(tr)))
    expect(scene.doc.eq(scene.original)).toBe(true)
  })

  it('RV-19 anywhere in a marked document: reject all is the original, accept all what a plain editor gives', () => {
    const random = new Random(baseSeed)
    const count = many(200, 4000)
    for (let i = 0; i < count; i++) {
      const original = randomDocument(random, counter('b'), i % 3 === 0)
      const base = workOffline(random, original, desk('丙'), 'L6', 5, 1_000_000).doc
      const { blocks } = liveBlocks(base)
      const texts = blocks.flatMap((block, n) => (block.kind === 'text' ? [n] : []))
      const first = random.pick(texts)
      const same = texts.filter(
        (n) =>
          n === first ||
          (n > first && n < first + 3 && blocks[n]?.container === blocks[first]?.container && blocks[n]?.element === null),
      )
      const last = random.pick(same)
      const [a, b] = [blocks[first], blocks[last]]
      if (!a || !b) continue
      const from = random.int(0, a.letters.length)
      const to = first === last ? random.int(from, a.letters.length) : random.int(0, b.letters.length)
      const text = random.text(1, 3)
      const scene = new Scene(base, [history()])
      const left = positionOf(a, from, random.pick(['left', 'right'] as const))
      const right = Math.max(left, positionOf(b, to, 'left'))
      scene.select(left, right)
      compose(scene, '甲', ['a', 'ab', text])
      const accepted = acceptAll(base)
      const plainBlocks = liveBlocks(accepted).blocks
      const [pa, pb] = [plainBlocks[first], plainBlocks[last]]
      if (!pa || !pb) throw new Error('blocks differ')
      const state = EditorState.create({ doc: accepted })
      const tr = state.tr.delete(positionOf(pa, from, 'left'), positionOf(pb, to, 'left'))
      tr.insert(tr.mapping.map(positionOf(pa, from, 'left'), -1), schema.text(text))
      mustBeSame(`composition ${i}: reject all`, rejectAll(scene.doc), original)
      mustBeSame(`composition ${i}: accept all`, bare(withoutIds(acceptAll(scene.doc))), bare(withoutIds(tr.doc)))
      undo(scene.state, (undone) => (scene.state = scene.state.apply(undone)))
      mustBeSame(`composition ${i}: undo`, scene.doc, base)
    }
    console.log(`revision: compositions ${count}, 0 violations`)
  })
})

/** Without looks: where bold ends is for the browser to say. */
function bare(doc: ReturnType<typeof withoutIds>): ReturnType<typeof withoutIds> {
  const state = EditorState.create({ doc })
  return state.tr.removeMark(0, doc.content.size).doc
}
