import { sm3 } from '../../../src-renderer/data/sm3.ts'
import type { Canary, DeskBridge, DeskSession, EventName } from '../../../src-shared/ipc/contract.ts'
import type { JournalRecord } from '../../../src-shared/ipc/journal-record.ts'
import { helloResponse } from '../../../src-shared/sync/protocol.ts'
import type { PortRequest } from '../../../src-shared/sync/port-messages.ts'
import type { Directory } from '../../../src-shared/workflow/directory.ts'
import { testKey } from '../../contract/dexie.ts'
import type { Op } from '../line.ts'
import { smallCounty } from '../small-county.ts'
import { modelServer } from '../world-server.ts'

const post = smallCounty.posts.find((p) => p.userId === 'wang')
/** Main as the page sees it: a journal in memory and a port to a county server in memory. */
export function fakeMain(county: string) {
  const server = modelServer(Date.now, () => crypto.randomUUID(), smallCounty, 'none', sm3)
  const main = {
    journal: [] as JournalRecord[],
    directory: null as Directory | null,
    online: true,
    asked: [] as string[],
    canary: null as Canary | null,
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
    'session.keys': () => ({ kid: testKey.kid, cache: testKey.bytes.slice() }),
    'canary.read': () => structuredClone(main.canary),
    'canary.write': (canary: Canary) => {
      main.canary = structuredClone(canary)
    },
    'journal.history': () => [],
    'app.info': () => ({ userDataFreeBytes: null }),
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
        void main.server.ask('wang', op satisfies Op, sent).then((answer) => {
          // main reads every answer by its shape before the page sees it
          const value = op === 'hello' ? helloResponse.parse(answer) : answer
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
      county,
      epoch: crypto.randomUUID() as never,
      expiresAt: 0,
    },
  }
  return { main, bridge, session }
}
