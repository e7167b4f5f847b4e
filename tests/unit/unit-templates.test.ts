import { expect, test } from 'vitest'
import { unitTemplates } from '../../src-renderer/data/unit-templates.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { copyAsDraft } from '../../src-shared/revision/copy-as-draft.ts'
import { templateFrom } from '../../src-shared/revision/template-from.ts'
import { fitsTemplate, organsOf, templateLimits } from '../../src-shared/templates/messages.ts'
import { smallCounty } from '../support/server/county.ts'
import { emptyDisk, memoryStore } from '../support/store.ts'

const counter = (prefix: string) => {
  let n = 0
  return () => `${prefix}${++n}`
}
const source = () => {
  const doc = makeDocument(
    {
      codes: { docType: '函', urgency: '特急' },
      elements: { title: '关于商请的函', issuer: '青禾县水利局' },
      paragraphs: ['见图：'],
    },
    counter('s'),
  )
  const picture = schema.nodes['image']?.createChecked({ sm3: 'a'.repeat(64), width: 10, height: 10 })
  const body = doc.child(1)
  const at = doc.child(0).nodeSize + 1 + body.child(0).nodeSize - 1
  return doc.replace(at, at, schema.node('paragraph', null, picture ? [picture] : []).slice(0))
}

test('UI-99 a template has the words and the form, no picture, nobody’s name and nothing of that one matter', () => {
  const doc = source()
  expect(JSON.stringify(doc)).toContain('"image"')
  const kept = templateFrom(doc, () => undefined, counter('t'))
  kept.check()
  expect(JSON.stringify(kept)).not.toContain('"image"')
  expect(kept.textContent).toContain('关于商请的函')
  expect(kept.textContent).not.toContain('水利局')
  expect(kept.firstChild?.attrs).toMatchObject({ docType: '函', urgency: '' })
  // the draft made of it is the drafter's organ's, under ids of its own
  const draft = copyAsDraft(schema.nodeFromJSON(bodyJson(kept)), () => undefined, counter('d'), '柳河镇人民政府')
  expect(draft.textContent).toContain('柳河镇人民政府')
  expect(JSON.stringify(draft)).not.toMatch(/"id":"[ts]\d/)
})

test('UI-99 what the server had stays on the desk; what is there and cannot be read offers none', async () => {
  const store = memoryStore(emptyDisk())
  const held = unitTemplates(store)
  expect(await held.held()).toEqual({ tag: '', templates: [] })
  const one = { id: 'a', unitId: 'fgj', name: '会议通知', docType: '通知', body: bodyJson(source()), by: '许文静', at: 1 }
  await held.keep({ tag: 'x', templates: [one] })
  expect(await unitTemplates(store).held()).toEqual({ tag: 'x', templates: [one] })
  await store.transact('rw', ['meta'], (tx) => tx.put('meta', { key: 'unitTemplates', value: { tag: 'x', templates: [{}] } }))
  expect(await held.held()).toEqual({ tag: '', templates: [] })
})

test('AD-74 a text is measured by its bytes before it is sent', () => {
  const of = (letters: number) => bodyJson(makeDocument({ paragraphs: ['长'.repeat(letters)] }, counter('m')))
  const room = templateLimits.bytes - new TextEncoder().encode(JSON.stringify(of(0))).length
  expect([fitsTemplate(of(Math.floor(room / 3) - 20)), fitsTemplate(of(Math.ceil(room / 3) + 1))]).toEqual([true, false])
})

test('AD-73 the organs whose templates one has are those one works in; 三员 have none', () => {
  const { units, posts } = smallCounty()
  const directory = { units, posts, routes: [] } as unknown as Parameters<typeof organsOf>[0]
  expect(organsOf(directory, 'u-check')).toEqual(['fgj'])
  expect(organsOf(directory, 'u-admin')).toEqual([])
  expect(organsOf(directory, 'nobody')).toEqual([])
})
