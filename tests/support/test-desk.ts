import { Fragment, Slice, type Mark, type Node as PmNode } from 'prosemirror-model'
import { ReplaceStep } from 'prosemirror-transform'
import { schema } from '../../src-shared/document/schema.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { JournalRecord } from '../../src-shared/ipc/journal-record.ts'
import { createDesk, type OpenText } from '../../src-shared/sync/desk.ts'
import type { Env } from '../../src-shared/sync/env.ts'
import type { WireCommand } from '../../src-shared/sync/protocol.ts'
import { nextBatch } from '../../src-shared/sync/sending.ts'
import { chanceOf } from './clock.ts'
import { smallCounty } from './small-county.ts'
import { emptyDisk, memoryStore, rowsOf, type Disk } from './store.ts'
import { quickHash } from './world-hash.ts'

/** When the unit tests of sync begin: 2026-10-12 09:00 in Shanghai. */
export const START = Date.UTC(2026, 9, 12, 1)

/** What 王芳's desk stands on, over a disk in memory: its journal is a list, and nothing is ever due. */
export function memoryEnv(disk: Disk, parts: Pick<Env, 'now' | 'newId'>, journal: JournalRecord[] = []): Env {
  let last: Promise<unknown> = Promise.resolve()
  return {
    me: { userId: 'wang', name: '王芳' },
    store: memoryStore(disk),
    journal: {
      append: async (records) => void journal.push(...structuredClone(records)),
      settle: async () => undefined,
      takeBack: async (cmdIds) => {
        const left = journal.filter((record) => record.type !== 'command' || !cmdIds.includes(record.command.id))
        journal.splice(0, journal.length, ...left)
      },
    },
    lock: (work) => {
      const run = last.then(work)
      last = run.catch(() => undefined)
      return run
    },
    sm3: quickHash,
    dueAt: () => null,
    ...parts,
  }
}

/** Puts into the cache what signing in leaves there: the device and the address book. */
export const installDesk = (env: Env, device: string): Promise<void> =>
  env.store.transact('rw', ['directory', 'meta'], async (tx) => {
    await tx.put('directory', { key: 'directory', data: smallCounty })
    await tx.put('meta', { key: 'device', value: device })
  })

/** The end of the last paragraph. */
export function endOf(doc: PmNode): number {
  let at = 0
  doc.descendants((node, pos) => {
    if (node.type.name === 'paragraph') at = pos + node.nodeSize - 1
  })
  return at
}

/** The step that puts text at a place, and the document it makes. */
export function inserted(doc: PmNode, at: number, text: string, marks: readonly Mark[] = []) {
  const step = new ReplaceStep(at, at, new Slice(Fragment.from(schema.text(text, marks)), 0, 0))
  return { step, working: step.apply(doc).doc ?? doc }
}

/** A desk of 王芳 in the small county with an empty cache and no line: a test takes out what it would send by `send`. */
export async function testDesk() {
  let now = START
  const disk = emptyDisk()
  const journal: JournalRecord[] = []
  const envOver = (over: Disk): Env => memoryEnv(over, { now: () => now++, newId: chanceOf(now).id }, journal)
  const env = envOver(disk)
  await installDesk(env, chanceOf(99).id())
  const desk = createDesk(env, () => undefined)
  const typeAt = async (body: OpenText, at: number, text: string, marks?: readonly Mark[]): Promise<OpenText> => {
    const { step, working } = inserted(body.working, at, text, marks)
    await desk.saveTyping(body.docId, [step], working)
    return { ...body, working }
  }
  return {
    disk,
    journal,
    env,
    /** The same person and journal over another cache. */
    envOver,
    desk,
    now: () => now,
    outbox: () => rowsOf(disk, 'outbox'),
    attention: () => rowsOf(disk, 'attention'),
    draft: (title = '关于防汛的通知') => desk.createDraft({ elements: { title }, paragraphs: ['各村：'] }),
    opened: async (docId: DocumentId): Promise<OpenText> => {
      const body = await desk.openText(docId)
      if (!body) throw new Error('no text')
      return body
    },
    /** Types text at a place of an open document. */
    typeAt,
    /** Types text at the end of the last paragraph. */
    type: (body: OpenText, text: string) => typeAt(body, endOf(body.working), text),
    attachFile: (docId: DocumentId) => {
      const attachment = { sm3: quickHash('a'), name: 'a.pdf', size: 1, mime: 'application/pdf' }
      return desk.command('AddAttachment', { docId, attachment })
    },
    /** The next batch for the server. */
    send: async (): Promise<readonly WireCommand[]> => {
      const batch = await nextBatch(env)
      return batch.kind === 'send' ? batch.cmds : []
    },
  }
}
