import { Fragment, Slice } from 'prosemirror-model'
import { AddMarkStep, AttrStep, RemoveMarkStep, ReplaceStep, Transform } from 'prosemirror-transform'
import { entriesOf, schema } from '../../../src-shared/document/schema.ts'
import { changeSignatures } from '../../../src-shared/revision/changes.ts'
import { TrkStep } from '../../../src-shared/revision/track-step.ts'
import {
  type Mutant,
  inlines,
  ofOthers,
  ofMine,
  untouched,
  resigned,
  inOnePlace,
  goneId,
  own,
  foreign,
  several,
  baseImage,
  remark,
  onEntries,
  onNode,
  moveOf,
  withMove,
  keptThread,
} from './mutant-acts.ts'

export const mutants: readonly Mutant[] = [
  {
    name: 'forged author',
    expected: ['RV-FOREIGN-AUTHOR'],
    make: (_r, _b, work) => resigned(work.doc, work.isNew, { author: '乙' }),
  },
  {
    name: 'foreign step',
    expected: ['RV-FOREIGN-STEP'],
    make: (_r, _b, work) => resigned(work.doc, work.isNew, { step: '签发' }),
  },
  {
    name: 're-dated change of another',
    expected: ['RV-CHANGE-ALTERED'],
    make: (_r, _b, work) => resigned(work.doc, (id) => !work.isNew(id), { at: 5 }),
  },
  {
    name: 're-signed change of another',
    expected: ['RV-CHANGE-ALTERED'],
    make: (_r, _b, work) => resigned(work.doc, (id) => !work.isNew(id), { author: '甲' }),
  },
  {
    name: 'unsigned change',
    expected: ['RV-SCHEMA'],
    make: (_r, _b, work) => resigned(work.doc, work.isNew, { author: '' }),
  },
  {
    name: 'base letter changed',
    expected: ['RV-BASE-ALTERED'],
    make: inOnePlace(untouched, (tr, { node, pos }) => tr.replaceWith(pos, pos + 1, schema.text('篡', node.marks))),
  },
  {
    name: 'base letter removed',
    expected: ['RV-BASE-ALTERED', 'RV-CHANGE-REMOVED'],
    make: inOnePlace(untouched, (tr, { pos }) => tr.delete(pos, pos + 1)),
  },
  {
    name: 'untracked letters smuggled in',
    expected: ['RV-BASE-ALTERED'],
    make: inOnePlace(untouched, (tr, { node, pos }) => tr.insert(pos, schema.text('私', node.marks))),
  },
  {
    name: 'letters put under the insertion of another',
    expected: ['RV-BASE-ALTERED'],
    make: inOnePlace(
      (work) => (node) => ofOthers(work)(node) && node.marks.some((mark) => mark.type.name === 'ins'),
      (tr, { node, pos }) => tr.insert(pos, schema.text('冒', node.marks)),
    ),
  },
  {
    name: 'mark of another removed',
    expected: ['RV-BASE-ALTERED', 'RV-CHANGE-REMOVED'],
    make: inOnePlace(ofOthers, (tr, { node, pos }, work) => {
      const mark = node.marks.find((one) => ['ins', 'del', 'fmt'].includes(one.type.name) && !work.isNew(String(one.attrs['id'])))
      return mark ? tr.step(new RemoveMarkStep(pos, pos + node.nodeSize, mark)) : null
    }),
  },
  {
    name: 'own insertion passed off as base text',
    expected: ['RV-BASE-ALTERED'],
    make: inOnePlace(
      (work) => (node) =>
        ofMine(work)(node) && node.marks.some((mark) => mark.type.name === 'ins' && work.isNew(String(mark.attrs['id']))),
      (tr, { node, pos }) => {
        const mark = node.marks.find((one) => one.type.name === 'ins')
        return mark ? tr.step(new RemoveMarkStep(pos, pos + node.nodeSize, mark)) : null
      },
    ),
  },
  {
    name: 'untracked bold',
    expected: ['RV-BASE-ALTERED', 'RV-SCHEMA'],
    make: inOnePlace(
      (work) => (node) => untouched(work)(node) && !node.marks.some((mark) => mark.type.name === 'underline'),
      (tr, { node, pos }) => tr.step(new AddMarkStep(pos, pos + node.nodeSize, schema.mark('underline'))),
    ),
  },
  {
    name: 'untracked header code',
    expected: ['RV-BASE-ALTERED', 'RV-SCHEMA'],
    make: (_r, _b, work) => new Transform(work.doc).setNodeAttribute(0, 'secrecy', '绝密').doc,
  },
  {
    name: 'attribute record with a false old value',
    expected: ['RV-BASE-ALTERED'],
    make: (_r, _b, work) =>
      entriesOf(work.doc.child(0)).length
        ? null
        : new Transform(work.doc)
            .step(
              new TrkStep(0, [
                {
                  entry: {
                    id: '甲-x',
                    author: '甲',
                    at: 9,
                    step: 'step-甲',
                    k: 'attr',
                    name: 'secrecy',
                    old: '秘密',
                    new: '绝密',
                  },
                },
              ]),
            )
            .step(new AttrStep(0, 'secrecy', '绝密')).doc,
  },
  {
    name: 'paragraph joined without a record',
    expected: ['RV-BASE-ALTERED', 'RV-CHANGE-REMOVED'],
    make: (_r, base, work) => {
      const body = work.doc.lastChild
      if (!body || base.lastChild?.childCount === 1) return null
      let pos = work.doc.content.size - body.nodeSize + 1
      for (let i = 0; i + 1 < body.childCount; i++) {
        pos += body.child(i).nodeSize
        const mine =
          entriesOf(body.child(i + 1)).some((entry) => work.isNew(entry.id)) ||
          entriesOf(body.child(i)).some((entry) => work.isNew(entry.id))
        if (!mine && body.child(i).isTextblock && body.child(i + 1).isTextblock) return new Transform(work.doc).join(pos).doc
      }
      return null
    },
  },
  {
    name: 'block id taken twice',
    expected: ['RV-BLOCK-ID'],
    make: (_r, _b, work) => new Transform(work.doc).setNodeAttribute(0, 'id', work.doc.child(0).child(0).attrs['id']).doc,
  },
  {
    name: 'block id changed',
    expected: ['RV-BASE-ALTERED'],
    make: (_r, _b, work) => new Transform(work.doc).setNodeAttribute(0, 'id', 'other').doc,
  },
  {
    name: 'schema broken',
    expected: ['RV-SCHEMA', 'RV-STEP-INVALID'],
    make: (_r, _b, work) => [new ReplaceStep(0, work.doc.child(0).nodeSize, Slice.empty)],
  },
  {
    name: 'malformed entry',
    expected: ['RV-SCHEMA'],
    make: (_r, _b, work) =>
      new Transform(work.doc).setNodeAttribute(0, 'trk', [{ id: '甲-x', author: '甲', at: 1, step: 'step-甲', k: 'gone' }]).doc,
  },
  {
    name: 'step outside the document',
    expected: ['RV-STEP-INVALID'],
    make: () => [new ReplaceStep(100_000, 100_001, Slice.empty)],
  },
  {
    name: 'base text passed off as own insertion',
    expected: ['RV-BASE-ALTERED'],
    make: inOnePlace(
      () => (node) => node.isText && !node.marks.some((mark) => mark.type.name === 'ins'),
      (tr, { node, pos }) => tr.step(new AddMarkStep(pos, pos + node.nodeSize, schema.mark('ins', own('甲-y')))),
    ),
  },
  {
    name: 'change id of another used for new text',
    expected: ['RV-CHANGE-ALTERED'],
    make: (_r, base, work) => {
      const [used] = changeSignatures(base).keys()
      return used === undefined ? null : resigned(work.doc, work.isNew, { id: used })
    },
  },
  {
    name: 'change id of a change that is gone',
    expected: ['RV-CHANGE-ALTERED'],
    make: (_r, _b, work) => resigned(work.doc, work.isNew, { id: goneId }),
  },
  {
    name: 'change dated days ahead',
    expected: ['RV-FUTURE'],
    make: (_r, _b, work) => resigned(work.doc, work.isNew, { at: 2_000_000 + 3 * 24 * 3_600_000 }),
  },
  {
    name: 'own change dated back',
    expected: [],
    ownOnly: true,
    make: (_r, _b, work) => resigned(work.doc, work.isNew, { at: 3 }),
  },
  {
    name: 'own new letters exchanged',
    expected: [],
    ownOnly: true,
    make: inOnePlace(
      (work) => (node) =>
        node.isText && node.marks.some((mark) => mark.type.name === 'ins' && work.isNew(String(mark.attrs['id']))),
      (tr, { node, pos }) => tr.replaceWith(pos, pos + 1, schema.text('换', node.marks)),
    ),
  },
  {
    name: 're-dated mark of another',
    expected: ['RV-CHANGE-ALTERED'],
    make: inOnePlace(ofOthers, (tr, place, work) => remark(tr, place, work, { at: 77 })),
  },
  {
    name: 'mark of another moved to another step',
    expected: ['RV-CHANGE-ALTERED'],
    make: inOnePlace(ofOthers, (tr, place, work) => remark(tr, place, work, { step: '签发' })),
  },
  {
    name: 'mark of another made half of a move',
    expected: ['RV-BASE-ALTERED'],
    make: inOnePlace(ofOthers, (tr, place, work) =>
      place.node.marks.some((mark) => mark.type.name === 'fmt') ? null : remark(tr, place, work, { moveId: 'm-1' }),
    ),
  },
  {
    name: 'entry of another made half of a move',
    expected: ['RV-BASE-ALTERED'],
    make: onEntries((list, work) =>
      list.some(foreign(work)) ? list.map((e) => (foreign(work)(e) ? { ...e, moveId: 'm-1' } : e)) : null,
    ),
  },
  {
    name: 'own text made half of the move of another',
    expected: ['RV-CHANGE-ALTERED'],
    make: (_r, base, work) => {
      const move = moveOf(base)
      const mine = resigned(work.doc, work.isNew, {})
      return move === undefined || !mine ? null : withMove(work.doc, work.isNew, move)
    },
  },
  {
    name: 'boundary of another leant on a block',
    expected: ['RV-BASE-ALTERED'],
    make: onEntries((list, work) =>
      list.some((e) => foreign(work)(e) && e.k === 'brkDel')
        ? list.map((e) => (foreign(work)(e) && e.k === 'brkDel' ? { ...e, over: 'b9' } : e))
        : null,
    ),
  },
  {
    name: 'own boundary leant on a base block',
    expected: ['RV-CHANGE-ALTERED', 'RV-BASE-ALTERED'],
    make: (_r, base, work) => {
      const bare = base.lastChild?.children.find((node) => node.isTextblock && !entriesOf(node).length)
      const still = bare && work.doc.lastChild?.children.find((node) => node.attrs['id'] === bare.attrs['id'])
      if (!still || entriesOf(still).length) return null
      const target = String(still.attrs['id'])
      return onEntries((list) =>
        list.some((e) => work.isNew(e.id) && e.k === 'brkDel')
          ? list.map((e) => (work.isNew(e.id) && e.k === 'brkDel' ? { ...e, over: target } : e))
          : null,
      )(_r, base, work)
    },
  },
  {
    name: 'entries of others in another order',
    expected: ['RV-BASE-ALTERED', 'RV-SCHEMA'],
    make: onEntries((list, work) => (list.filter(foreign(work)).length > 1 ? list.toReversed() : null)),
  },
  {
    name: 'marks of others in another order',
    expected: ['RV-BASE-ALTERED', 'RV-SCHEMA'],
    make: inOnePlace(
      (work) => (node) => several(node, work).length > 1,
      (tr, { node, pos }, work) => {
        const marks = several(node, work)
        const end = pos + node.nodeSize
        for (const mark of marks) tr.step(new RemoveMarkStep(pos, end, mark))
        for (const mark of marks.toReversed()) tr.step(new AddMarkStep(pos, end, mark))
        return tr
      },
    ),
  },
  {
    name: 'entry of another removed',
    expected: ['RV-BASE-ALTERED', 'RV-CHANGE-REMOVED', 'RV-SCHEMA'],
    make: onEntries((list, work) => (list.some(foreign(work)) ? list.filter((e) => !foreign(work)(e)) : null)),
  },
  {
    name: 'attribute changed without a record',
    expected: ['RV-BASE-ALTERED', 'RV-SCHEMA'],
    make: onNode((node) => node.type.name === 'paragraph', 'align', 'justify'),
  },
  {
    name: 'image exchanged',
    expected: ['RV-BASE-ALTERED'],
    make: inOnePlace(baseImage, (tr, { pos }) => tr.setNodeAttribute(pos, 'sm3', 'forged')),
  },
  {
    name: 'image resized',
    expected: ['RV-BASE-ALTERED'],
    make: inOnePlace(baseImage, (tr, { pos }) => tr.setNodeAttribute(pos, 'width', 7)),
  },
  {
    name: 'cell span changed',
    expected: ['RV-BASE-ALTERED'],
    make: onNode((node) => node.type.name === 'tableCell', 'colspan', 3),
  },
  {
    name: 'cell width changed',
    expected: ['RV-BASE-ALTERED', 'RV-SCHEMA'],
    make: onNode((node) => node.type.name === 'tableCell', 'colwidth', [7]),
  },
  {
    name: 'blocks in another order',
    expected: ['RV-BASE-ALTERED', 'RV-CHANGE-REMOVED', 'RV-CHANGE-ALTERED'],
    make: (random, base, work) => {
      const known = new Set(base.lastChild?.children.map((node) => node.attrs['id']))
      const all = work.doc.lastChild?.children ?? []
      const old = all.flatMap((node, i) => (known.has(node.attrs['id']) && !entriesOf(node).length ? [i] : []))
      const at = old.filter((i) => old.includes(i + 1))
      if (!at.length) return null
      const i = random.pick(at)
      const [a, b] = [all[i], all[i + 1]]
      if (!a || !b || a.content.eq(b.content)) return null
      return work.doc.copy(
        Fragment.from([
          work.doc.child(0),
          work.doc.child(1).copy(Fragment.fromArray([...all.slice(0, i), b, a, ...all.slice(i + 2)])),
        ]),
      )
    },
  },
  {
    name: 'comment anchor of another removed',
    expected: ['RV-COMMENT-REMOVED'],
    make: (random, base, work) => {
      const thread = keptThread(random, base, work)
      return thread === undefined
        ? null
        : new Transform(work.doc).removeMark(0, work.doc.content.size, schema.mark('comment', { id: thread })).doc
    },
  },
  {
    name: 'comment anchor of another put on more text',
    expected: ['RV-COMMENT-REMOVED'],
    make: (random, base, work) => {
      const thread = keptThread(random, base, work)
      const mark = schema.mark('comment', { id: thread ?? '' })
      const places = inlines(work.doc, (node) => untouched(work)(node) && !mark.isInSet(node.marks))
      if (thread === undefined || !places.length) return null
      const { node, pos } = random.pick(places)
      return new Transform(work.doc).addMark(pos, pos + node.nodeSize, mark).doc
    },
  },
]
