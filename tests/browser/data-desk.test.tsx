import Dexie from 'dexie'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, expect, it } from 'vitest'
import { ReplaceStep } from 'prosemirror-transform'
import { Fragment, Slice } from 'prosemirror-model'
import { databaseName } from '../../src-renderer/data/dexie-store.ts'
import { openDeskData, type OpenDesk } from '../../src-renderer/data/open-desk-data.ts'
import { useDocument, useOutbox, usePlace, usePlaceCounts, useSyncStatus } from '../../src-renderer/data/queries.ts'
import { sm3 } from '../../src-renderer/data/sm3.ts'
import type { OpenBody } from '../../src-renderer/data/api.ts'
import { schema } from '../../src-shared/document/schema.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { DeskBridge, DeskSession, EventName } from '../../src-shared/ipc/contract.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import type { JournalRecord } from '../../src-shared/ipc/journal-record.ts'
import type { PortRequest } from '../../src-shared/sync/port-messages.ts'
import { modelServer } from '../support/world-server.ts'
import { smallCounty } from '../support/small-county.ts'
import type { Op } from '../support/line.ts'

const post = smallCounty.posts.find((p) => p.userId === 'wang')
let county = 0

/** Main as the page sees it: a journal in memory and a port to a county server in memory. */
function fakeMain() {
  const server = modelServer(Date.now, () => crypto.randomUUID(), smallCounty, 'none', sm3)
  const main = {
    journal: [] as JournalRecord[],
    directory: null as Directory | null,
    online: true,
    asked: [] as string[],
    listeners: new Map<EventName, Set<(payload: never) => void>>(),
    server,
  }
  const calls: Record<string, (input: never) => unknown> = {
    'journal.append': ({ records }: { records: JournalRecord[] }) => {
      for (const record of records) {
        if (record.type === 'working') main.journal = main.journal.filter((r) => r.type === 'command' || r.docId !== record.docId)
        main.journal.push(structuredClone(record))
      }
      return { savedAt: Date.now(), seq: main.journal.length }
    },
    'journal.read': () => ({ records: structuredClone(main.journal), damaged: 0 }),
    'journal.settle': ({ cmdIds, docIds }: { cmdIds: string[]; docIds: string[] }) => {
      main.journal = main.journal.filter((r) =>
        r.type === 'command' ? !cmdIds.includes(r.command.id) : !docIds.includes(r.docId),
      )
    },
    'directory.kept': () => structuredClone(main.directory),
    'log.write': ({ code, detail }: { code: string; detail: string }) => void main.asked.push(`${code} ${detail}`),
    'cache.setAside': () => void main.asked.push('setAside'),
  }
  const bridge: DeskBridge = {
    invoke: async (name, input) => ({ ok: true, value: calls[name]?.(input as never) }) as never,
    on: (name, listener) => {
      const all = main.listeners.get(name) ?? new Set()
      main.listeners.set(name, all.add(listener as (payload: never) => void))
      return () => void all.delete(listener as (payload: never) => void)
    },
    requestPort: () => {
      const { port1, port2 } = new MessageChannel()
      port1.addEventListener('message', (event: MessageEvent<PortRequest>) => {
        const { id, op, input } = event.data
        if (!main.online) return port1.postMessage({ id, ok: false, failure: { kind: 'offline' } })
        const sent = op === 'hello' ? { epoch: input, device: session.device } : input
        void main.server.ask('wang', op satisfies Op, sent).then((value) => {
          if (op === 'directory' && value) main.directory = value as Directory
          port1.postMessage({ id, ok: true, value })
        })
      })
      port1.start()
      window.postMessage({ type: 'liuhen:port' }, window.location.origin, [port2])
    },
  }
  const session: DeskSession = {
    mode: 'online',
    device: crypto.randomUUID() as DeskSession['device'],
    session: {
      user: { id: 'wang', name: '王芳', login: 'wang' },
      posts: post ? [post] : [],
      county: `county-${county}`,
      epoch: crypto.randomUUID() as never,
      expiresAt: 0,
    },
  }
  return { main, bridge, session }
}

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
  const { main, bridge, session } = fakeMain()
  open = await openDeskData(session, bridge)
  await shows(undefined, (seen) => seen.connection === 'online' && seen.counts !== undefined)
  root?.unmount()
  await expect.poll(() => open?.data.directory()).toBeDefined()
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
  await expect.poll(() => main.journal.length).toBe(0)
  expect(main.asked.filter((line) => line.startsWith('SY-'))).toEqual([])
})

it('a cache that comes back empty is rebuilt from the journal, and nothing runs twice (SY-52)', async () => {
  const { main, bridge, session } = fakeMain()
  open = await openDeskData(session, bridge)
  const first = open
  await expect.poll(() => first.data.directory()).toBeDefined()
  main.online = false
  const docId = await first.data.createDraft({ elements: { title: '关于值班的通知' }, paragraphs: [''] })
  const body = await first.data.openBody(docId)
  if (!body) throw new Error('no body')
  const { steps, working } = typeInto(body, '〔记号〕')
  await first.data.saveTyping(docId, steps, working)
  await first.close()
  await Dexie.delete(databaseName(session.session.county, 'wang'))
  open = await openDeskData(session, bridge)
  const again = await open.data.openBody(docId)
  expect(again?.working.textContent).toContain('〔记号〕')
  expect(main.asked.some((line) => line.startsWith('SY-RECOVERED'))).toBe(true)
  main.online = true
  open.data.syncNow()
  await shows(docId, (seen) => seen.outbox === 0 && seen.counts !== undefined)
  expect(main.server.effects().filter((effect) => effect.doc === docId).length).toBeGreaterThanOrEqual(1)
  await open.data.submitBody(docId)
  await expect.poll(() => main.server.texts()).toContain('〔记号〕')
})

it('SY-89 a cache lost without a line: the draft stands in 草稿 at once, is written on, and another one is made', async () => {
  const { main, bridge, session } = fakeMain()
  open = await openDeskData(session, bridge)
  const first = open
  await expect.poll(() => first.data.directory()).toBeDefined()
  main.online = false
  const docId = await first.data.createDraft({ elements: { title: '关于塘坝的通知' }, paragraphs: ['甲'] })
  await first.close()
  await Dexie.delete(databaseName(session.session.county, 'wang'))
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
  await expect.poll(() => main.server.texts()).toContain('〔续写〕')
  expect(main.server.texts()).toContain('乙')
  // the first greeting fetched the address book under its own number
  await expect.poll(async () => (await open?.data.directory())?.version).toBe(smallCounty.version)
})

it('typing does not run the lists again (T9)', async () => {
  const { bridge, session } = fakeMain()
  open = await openDeskData(session, bridge)
  const desk = open
  await expect.poll(() => desk.data.directory()).toBeDefined()
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
  await expect.poll(() => ready).toBe(true)
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
  await expect.poll(() => unsent).toBe(1)
  const settled = renders
  for (const letter of '险排查') await type(letter)
  expect(renders).toBe(settled)
})
