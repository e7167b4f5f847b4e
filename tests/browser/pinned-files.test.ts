import { Fragment, Slice } from 'prosemirror-model'
import { ReplaceStep } from 'prosemirror-transform'
import { afterEach, expect, it } from 'vitest'
import { openDeskData, type OpenDesk } from '../../src-renderer/data/open-desk-data.ts'
import { filesNeeded } from '../../src-renderer/data/queries.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { fakeMain } from '../support/ui/fake-main.ts'

let open: OpenDesk | undefined
afterEach(async () => {
  await open?.close()
  open = undefined
})

it('SY-155 what a draft needs is its attachments and the pictures of its text, those not sent yet too', async () => {
  const { main, bridge, session } = fakeMain('county-pinned')
  open = await openDeskData(session, bridge)
  const { data } = open
  await expect.poll(() => data.directory(), { timeout: 20_000 }).toBeDefined()
  const docId = await data.createDraft({ elements: { title: '关于防汛的通知' }, paragraphs: ['各村：'] })
  const other = await data.createDraft({ elements: { title: '另一份' } })
  expect(await filesNeeded([docId, other])).toEqual([])
  main.online = false
  const attachment = { sm3: 'a'.repeat(64), name: '附件.pdf', size: 3, mime: 'application/pdf' }
  expect((await data.command('AddAttachment', { docId, attachment })).ok).toBe(true)
  const body = await data.openBody(docId)
  if (!body) throw new Error('no body')
  let at = 0
  body.working.descendants((node, pos) => {
    if (node.type.name === 'paragraph') at = pos + 1
  })
  const image = schema.node('image', { sm3: 'b'.repeat(64), width: 10, height: 10 })
  const step = new ReplaceStep(at, at, new Slice(Fragment.from(image), 0, 0))
  await data.saveTyping(docId, [step], step.apply(body.working).doc ?? body.working)
  await data.submitBody(docId)
  await expect.poll(() => filesNeeded([docId, other]), { timeout: 20_000 }).toEqual(['a'.repeat(64), 'b'.repeat(64)])
})
