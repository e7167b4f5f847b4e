import Dexie from 'dexie'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, expect, it } from 'vitest'
import { ReplaceStep } from 'prosemirror-transform'
import { Fragment, Slice } from 'prosemirror-model'
import { databaseName } from '../../src-renderer/data/dexie-store.ts'
import { openDeskData, type OpenDesk } from '../../src-renderer/data/open-desk-data.ts'
import { useDocument, useOutbox, usePlace, usePlaceCounts, useSyncStatus } from '../../src-renderer/data/queries.ts'
import type { OpenBody } from '../../src-renderer/data/api.ts'
import { schema } from '../../src-shared/document/schema.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import { testKey } from '../contract/dexie.ts'
import { smallCounty } from '../support/small-county.ts'
import { fakeMain } from '../support/ui/fake-main.ts'

let county = 0
/** a shared machine is slow at times: what is waited for comes, or does not */
const poll = <T,>(read: () => T) => expect.poll(read, { timeout: 20_000 })

let root: Root | undefined
let open: OpenDesk | undefined
afterEach(async () => {
  root?.unmount()
  root = undefined
  await open?.close()
  open = undefined
  county++
})

type Seen = {
  todo: number
  drafts: string[]
  outbox: number | undefined
  counts: Record<string, number> | undefined
  connection: string
  title: string | undefined
}

/** Renders the hooks and resolves when they show what is wanted. */
async function shows(docId: DocumentId | undefined, wanted: (seen: Seen) => boolean): Promise<Seen> {
  const holder = document.createElement('div')
  const here = createRoot(holder)
  root = here
  return new Promise((resolve) => {
    function Probe() {
      const drafts = usePlace('drafts')
      const todo = usePlace('todo')
      const outbox = useOutbox()
      const counts = usePlaceCounts()
      const status = useSyncStatus()
      const doc = useDocument(docId ?? ('none' as DocumentId))
      const seen: Seen = {
        todo: todo?.length ?? -1,
        drafts: drafts?.map((d) => d.title) ?? [],
        outbox: outbox?.length,
        counts,
        connection: status.connection,
        title: doc?.header.title,
      }
      if (wanted(seen)) queueMicrotask(() => resolve(seen))
      return null
    }
    here.render(<Probe />)
  })
}

const typeInto = (body: OpenBody, text: string): { steps: ReplaceStep[]; working: OpenBody['working'] } => {
  let at = 0
  body.working.descendants((node, pos) => {
    if (node.type.name === 'paragraph') at = pos + 1
  })
  const step = new ReplaceStep(at, at, new Slice(Fragment.from(schema.text(text)), 0, 0))
  return { steps: [step], working: step.apply(body.working).doc ?? body.working }
}

it('a draft is on disk twice, goes out by itself, and comes back confirmed', async () => {
  const { main, bridge, session } = fakeMain(`county-${county}`)
  open = await openDeskData(session, bridge)
  await shows(undefined, (seen) => seen.connection === 'online' && seen.counts !== undefined)
  root?.unmount()
  await poll(() => open?.data.directory()).toBeDefined()
  main.online = false
  const docId = await open.data.createDraft({ elements: { title: '关于防汛的通知' }, paragraphs: ['各村：'] })
  expect(main.journal.some((record) => record.type === 'command' && record.command.name === 'CreateDraft')).toBe(true)
  const offline = await shows(docId, (seen) => seen.drafts.length === 1 && seen.outbox === 1 && seen.title !== undefined)
  expect(offline.drafts).toEqual(['关于防汛的通知'])
  root?.unmount()
  const body = await open.data.openBody(docId)
  if (!body) throw new Error('no body')
  const { steps, working } = typeInto(body, '立即转移。')
  await open.data.saveTyping(docId, steps, working)
  expect(main.journal.filter((record) => record.type !== 'command').map((record) => record.type)).toEqual(['working', 'typed'])
  await open.data.submitBody(docId)
  main.online = true
  open.data.syncNow()
  await shows(docId, (seen) => seen.outbox === 0 && seen.counts?.['outbox'] === 0)
  expect(main.server.docs().get(docId)?.state.bodyVersion).toBe(2)
  expect(main.server.texts()).toContain('立即转移。')
  await poll(() => main.journal.length).toBe(0)
  expect(main.asked.filter((line) => line.startsWith('SY-'))).toEqual([])
})

it('a cache that comes back empty is rebuilt from the journal, and nothing runs twice (SY-52)', async () => {
  const { main, bridge, session } = fakeMain(`county-${county}`)
  open = await openDeskData(session, bridge)
  const first = open
  await poll(() => first.data.directory()).toBeDefined()
  main.online = false
  const docId = await first.data.createDraft({ elements: { title: '关于值班的通知' }, paragraphs: [''] })
  const body = await first.data.openBody(docId)
  if (!body) throw new Error('no body')
  const { steps, working } = typeInto(body, '〔记号〕')
  await first.data.saveTyping(docId, steps, working)
  await first.close()
  await Dexie.delete(databaseName(session.session.county, 'wang', testKey.kid))
  open = await openDeskData(session, bridge)
  const again = await open.data.openBody(docId)
  expect(again?.working.textContent).toContain('〔记号〕')
  expect(main.asked.some((line) => line.startsWith('SY-RECOVERED'))).toBe(true)
  main.online = true
  open.data.syncNow()
  await shows(docId, (seen) => seen.outbox === 0 && seen.counts !== undefined)
  expect(main.server.effects().filter((effect) => effect.doc === docId).length).toBeGreaterThanOrEqual(1)
  await open.data.submitBody(docId)
  await poll(() => main.server.texts()).toContain('〔记号〕')
})

it('SY-89 a cache lost without a line: the draft stands in 草稿 at once, is written on, and another one is made', async () => {
  const { main, bridge, session } = fakeMain(`county-${county}`)
  open = await openDeskData(session, bridge)
  const first = open
  await poll(() => first.data.directory()).toBeDefined()
  main.online = false
  const docId = await first.data.createDraft({ elements: { title: '关于塘坝的通知' }, paragraphs: ['甲'] })
  await first.close()
  await Dexie.delete(databaseName(session.session.county, 'wang', testKey.kid))
  open = await openDeskData({ ...session, mode: 'offline' }, bridge)
  const seen = await shows(docId, ({ drafts, title }) => drafts.length === 1 && title !== undefined)
  expect(seen.drafts).toEqual(['关于塘坝的通知'])
  root?.unmount()
  const body = await open.data.openBody(docId)
  if (!body) throw new Error('no body')
  const { steps, working } = typeInto(body, '〔续写〕')
  await open.data.saveTyping(docId, steps, working)
  await open.data.createDraft({ elements: { title: '关于沟渠的通知' }, paragraphs: ['乙'] })
  await shows(docId, ({ drafts }) => drafts.length === 2)
  root?.unmount()
  main.online = true
  open.data.syncNow()
  await poll(() => main.server.texts()).toContain('〔续写〕')
  expect(main.server.texts()).toContain('乙')
  // the first greeting fetched the address book under its own number
  await poll(async () => (await open?.data.directory())?.version).toBe(smallCounty.version)
})

it('typing does not run the lists again (T9)', async () => {
  const { bridge, session } = fakeMain(`county-${county}`)
  open = await openDeskData(session, bridge)
  const desk = open
  await poll(() => desk.data.directory()).toBeDefined()
  const docId = await desk.data.createDraft({ elements: { title: '甲' }, paragraphs: ['乙'] })
  await shows(docId, (seen) => seen.outbox === 0 && seen.drafts.length === 1)
  root?.unmount()
  let renders = 0
  let ready = false
  let unsent = 0
  function Lists() {
    const [drafts, counts, doc] = [usePlace('drafts'), usePlaceCounts(), useDocument(docId)]
    ready ||= drafts !== undefined && counts !== undefined && doc !== undefined
    unsent = counts?.outbox ?? 0
    renders++
    return null
  }
  root = createRoot(document.createElement('div'))
  root.render(<Lists />)
  await poll(() => ready).toBe(true)
  let body = await desk.data.openBody(docId)
  if (!body) throw new Error('no body')
  const type = async (letter: string): Promise<void> => {
    if (!body) return
    const { steps, working } = typeInto(body, letter)
    await desk.data.saveTyping(docId, steps, working)
    body = { ...body, working }
  }
  // the first letter makes the document one that waits to be sent, and the count says so; after that nothing moves
  await type('风')
  await poll(() => unsent).toBe(1)
  const settled = renders
  for (const letter of '险排查') await type(letter)
  expect(renders).toBe(settled)
})
