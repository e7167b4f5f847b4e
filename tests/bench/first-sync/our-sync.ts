import { deviceId, type DocumentId } from '../../../src-shared/ids.ts'
import type { Tables } from '../../../src-shared/sync/store-port.ts'
import { dexieStore, sealedDexie } from '../../../src-renderer/data/dexie-store.ts'
import { packedRow } from '../../../src-renderer/data/packed-rows.ts'
import { watchKeys } from '../../../src-renderer/data/typing-pause.ts'
import { watchCache } from '../../../src-renderer/data/watch-cache.ts'
import type { FromWorker, ToWorker } from '../../../src-renderer/data/worker-messages.ts'
import { testKey } from '../../contract/dexie.ts'
import { newId } from './documents.ts'

export type OurSync = {
  /** ms until the list of own work is there and every text of it opens */
  inbox: number
  /** ms until everything is stored */
  whole: number
  documents: number
  texts: number
}

/**
 * One first sync into a new cache by the real engine worker, while the page looks at its lists like the desk window does.
 * `own`: the documents the person works on.
 */
export async function ourSync(url: string, own: readonly DocumentId[], meanwhile: () => Promise<void>): Promise<OurSync> {
  const name = `bench-desk-${newId()}`
  const key = { kid: testKey.kid, bytes: testKey.bytes.slice() }
  const { db } = sealedDexie(name, key, () => undefined)
  await db.open()
  const store = dexieStore(db)
  await db.table('meta').put({ key: 'device', value: deviceId.parse(newId()) })

  const line = new Worker(new URL('./line.worker.ts', import.meta.url), { type: 'module' })
  const { port1, port2 } = new MessageChannel()
  line.postMessage({ url }, [port2])
  const worker = new Worker(new URL('../../../src-renderer/data/engine.worker.ts', import.meta.url), { type: 'module' })
  const send = (message: ToWorker, ports: MessagePort[] = []): void => worker.postMessage(message, ports)

  let shown: ReadonlySet<string> = new Set()
  let inbox = 0
  let looking = false
  let begun = Infinity
  line.addEventListener('message', () => {
    begun = Math.min(begun, performance.now())
  })
  /** Is what the person works on in the list, and does each text open? */
  const look = async (): Promise<void> => {
    if (inbox > 0 || looking || own.some((id) => !shown.has(id))) return
    looking = true
    const texts = await Promise.all(own.map((id) => packedRow(db, 'bodies', id)))
    looking = false
    if (inbox === 0 && texts.every((text) => text !== undefined)) inbox = performance.now() - begun
  }
  const rowsOf = (place: string) => () => db.table<Tables['rows']>('rows').where('places').equals(place).toArray()
  const offs = [
    watchKeys(window, () => send({ type: 'typing' })),
    watchCache(db, rowsOf('drafts'), (rows) => {
      shown = new Set(rows.map((row) => row.id))
      void look()
    }),
    watchCache(
      db,
      () => db.table('rows').where('places').equals('active').count(),
      () => undefined,
    ),
    watchCache(
      db,
      () => db.table('outbox').toArray(),
      () => undefined,
    ),
  ]
  const whole = await new Promise<number>((resolve, reject) => {
    let fetching = false
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if (data.type === 'journal') send({ type: 'journalAnswer', id: data.id, code: null })
      if (data.type === 'error') reject(new Error(data.text))
      if (data.type === 'moved') void look()
      if (data.type !== 'status') return
      fetching ||= data.status.texts > 0
      if (fetching && data.status.texts === 0 && data.status.lastSyncAt !== null) resolve(performance.now() - begun)
    })
    send({ type: 'start', database: name, key, me: { userId: 'wang', name: '王芳' } }, [port1])
    meanwhile().catch(reject)
  })
  const stopped = new Promise<void>((resolve) => {
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => (data.type === 'stopped' ? resolve() : undefined))
  })
  send({ type: 'stop' })
  await stopped
  for (const off of offs) off()
  worker.terminate()
  line.terminate()
  const [documents, texts] = await store.transact('r', ['docs', 'bodies'], async (tx) => [
    await tx.count('docs'),
    await tx.count('bodies'),
  ])
  await db.delete()
  return { inbox, whole, documents: documents ?? 0, texts: texts ?? 0 }
}
