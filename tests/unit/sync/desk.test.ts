import { ReplaceStep } from 'prosemirror-transform'
import { Fragment, Slice, type Node as PmNode } from 'prosemirror-model'
import { beforeEach, describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../src-shared/document/canonical.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import type { CommandId, DocumentId } from '../../../src-shared/ids.ts'
import type { JournalRecord } from '../../../src-shared/ipc/journal-record.ts'
import { createDesk, type Desk, type OpenText } from '../../../src-shared/sync/desk.ts'
import type { Env } from '../../../src-shared/sync/env.ts'
import type { CommandVerdict } from '../../../src-shared/sync/protocol.ts'
import { placesOf } from '../../../src-shared/sync/rows.ts'
import { nextBatch, renumber, startEpoch, utf8Length } from '../../../src-shared/sync/sending.ts'
import { recover } from '../../../src-shared/sync/recover.ts'
import { takePage } from '../../../src-shared/sync/pull-page.ts'
import { takeVerdicts } from '../../../src-shared/sync/verdicts.ts'
import type { CommandArgs } from '../../../src-shared/workflow/commands.ts'
import { chanceOf } from '../../support/clock.ts'
import { smallCounty } from '../../support/small-county.ts'
import { emptyDisk, memoryStore, rowsOf, type Disk } from '../../support/store.ts'
import { quickHash } from '../../support/world-hash.ts'

let disk: Disk
let journal: JournalRecord[]
let desk: Desk
let env: Env
let now = Date.UTC(2026, 9, 12, 1)

beforeEach(async () => {
  disk = emptyDisk()
  journal = []
  env = envOver(disk)
  await env.store.transact('rw', ['directory', 'meta'], async (tx) => {
    await tx.put('directory', { key: 'directory', data: smallCounty })
    await tx.put('meta', { key: 'device', value: chanceOf(99).id() })
  })
  desk = createDesk(env, () => undefined)
})

function envOver(over: Disk): Env {
  const chance = chanceOf(now)
  let last: Promise<unknown> = Promise.resolve()
  return {
    me: { userId: 'wang', name: '王芳' },
    store: memoryStore(over),
    journal: { append: async (records) => void journal.push(...structuredClone(records)), settle: async () => undefined },
    lock: (work) => {
      const run = last.then(work)
      last = run.catch(() => undefined)
      return run
    },
    sm3: quickHash,
    dueAt: () => null,
    now: () => now++,
    newId: chance.id,
  }
}

const outbox = () => rowsOf(disk, 'outbox')
const attention = () => rowsOf(disk, 'attention')
const draft = (title = '关于防汛的通知') => desk.createDraft({ elements: { title }, paragraphs: ['各村：'] })
const applied = (id: string, seq: number, more: Partial<CommandVerdict> = {}): CommandVerdict => ({
  id: id as CommandId,
  seq,
  status: 'applied',
  ...more,
})
const send = async () => {
  const batch = await nextBatch(env)
  return batch.kind === 'send' ? batch.cmds : []
}
const endOf = (doc: PmNode): [from: number, to: number] => {
  let at = 0
  doc.descendants((node: PmNode, pos) => {
    if (node.type.name === 'paragraph') at = pos + node.nodeSize - 1
  })
  return [at, at]
}
/** Types text at the end of the last paragraph. */
async function type(body: OpenText, text: string): Promise<OpenText> {
  const step = new ReplaceStep(...endOf(body.working), new Slice(Fragment.from(schema.text(text)), 0, 0))
  const working = step.apply(body.working).doc ?? body.working
  await desk.saveTyping(body.docId, [step], working)
  return { ...body, working }
}
async function opened(docId: DocumentId): Promise<OpenText> {
  const body = await desk.openText(docId)
  if (!body) throw new Error('no text')
  return body
}

it('shows a title in the lists while it is typed, before anything is sent, and keeps it there (SY-72)', async () => {
  const docId = await draft('')
  const body = await opened(docId)
  const titleAt = 2 // doc > header > title
  const step = new ReplaceStep(titleAt, titleAt, new Slice(Fragment.from(schema.text('关于春耕的通知')), 0, 0))
  const working = step.apply(body.working).doc ?? body.working
  await desk.saveTyping(docId, [step], working)
  const title = () => rowsOf(disk, 'rows').find((row) => row.id === docId)?.title
  expect(title()).toBe('关于春耕的通知')
  // another word about the document does not take it away
  await desk.command('AddAttachment', {
    docId,
    attachment: { sm3: 'a'.repeat(64), name: '附件.pdf', size: 1, mime: 'application/pdf' },
  })
  expect(title()).toBe('关于春耕的通知')
})

describe('outbox', () => {
  it('shows a new draft at once and keeps it in journal and cache (SY-50, SY-70)', async () => {
    const docId = await draft()
    expect(journal.map((r) => r.type)).toEqual(['command'])
    expect(outbox().map((r) => r.name)).toEqual(['CreateDraft'])
    expect(rowsOf(disk, 'rows')[0]).toMatchObject({ id: docId, title: '关于防汛的通知', places: ['drafts', 'outbox'], unsent: 1 })
  })

  it('rewrites a save that was never sent instead of adding another (SY-54)', async () => {
    const docId = await draft()
    let body = await type(await opened(docId), '甲')
    await desk.submit(docId)
    body = await type(body, '乙')
    await desk.submit(docId)
    const saves = outbox().filter((r) => r.name === 'SubmitBody')
    expect(saves).toHaveLength(1)
    expect(saves[0]?.args).toMatchObject({ resultSm3: quickHash(canonicalJson(body.working.toJSON())) })
    expect(
      journal
        .filter((r) => r.type === 'command' && r.command.name === 'SubmitBody')
        .map((r) => (r.type === 'command' ? r.command.id : '')),
    ).toEqual([saves[0]?.cmdId, saves[0]?.cmdId])
  })

  it('drops a save whose text went back to its base', async () => {
    const docId = await draft()
    const first = await opened(docId)
    const body = await type(first, '甲')
    await desk.submit(docId)
    const size = body.working.content.size
    const start = first.working.content.findDiffStart(body.working.content) ?? 0
    const step = new ReplaceStep(start, start + (size - first.working.content.size), Slice.empty)
    await desk.saveTyping(docId, [step], step.apply(body.working).doc ?? body.working)
    await desk.submit(docId)
    expect(outbox().map((r) => r.name)).toEqual(['CreateDraft'])
  })

  it('an untracked draft goes on from a save that is under way (SY-56)', async () => {
    const docId = await draft()
    let body = await type(await opened(docId), '甲')
    await desk.submit(docId)
    await send()
    body = await type(body, '乙')
    await desk.submit(docId)
    const saves = outbox()
      .filter((r) => r.name === 'SubmitBody')
      .map((r) => r.args as CommandArgs<'SubmitBody'>)
    expect(saves.map((s) => s.baseVersion)).toEqual([1, 2])
    expect(saves[1]?.baseSm3).toBe(saves[0]?.resultSm3)
  })

  it('saves the text before a command and makes the command wait for it', async () => {
    const docId = await draft()
    await type(await opened(docId), '甲')
    const decided = await desk.command('AddAttachment', {
      docId,
      attachment: { sm3: quickHash('a'), name: 'a.pdf', size: 1, mime: 'application/pdf' },
    })
    expect(decided.ok).toBe(true)
    const [create, save, attach] = outbox()
    expect([create?.name, save?.name, attach?.name]).toEqual(['CreateDraft', 'SubmitBody', 'AddAttachment'])
    expect(attach?.dependsOn).toEqual([create?.cmdId, save?.cmdId])
  })

  it('text typed after taking a document back goes before it is handed on again, also while a save waits (SY-55)', async () => {
    const docId = await draft()
    const common = { docId, text: '请审核', signedOn: '2026-10-12', basisSm3: quickHash('') }
    const id = (n: number) => chanceOf(n).id() as never
    const handOn = (n: number) =>
      desk.command('SubmitDraft', {
        ...common,
        assignees: { review: 'li', check: 'zhao', cosign: 'zhou', sign: 'chen' },
        nextTaskId: id(n),
      })
    const takeBack = (n: number) => desk.command('Withdraw', { ...common, nextTaskId: id(n) })
    const typeTracked = async (text: string, n: number): Promise<void> => {
      const body = await opened(docId)
      const ins = schema.marks['ins']?.create({ id: id(n), author: 'wang', at: now, step: 'draft', moveId: null })
      const step = new ReplaceStep(...endOf(body.working), new Slice(Fragment.from(schema.text(text, ins ? [ins] : [])), 0, 0))
      await desk.saveTyping(docId, [step], step.apply(body.working).doc ?? body.working)
    }
    await handOn(11)
    await takeBack(12)
    await typeTracked('甲', 21)
    await desk.submit(docId)
    await send() // the save is under way, so the next one waits
    await typeTracked('乙', 22)
    expect(await handOn(13)).toMatchObject({ ok: true })
    expect(await takeBack(14)).toMatchObject({ ok: true })
    await typeTracked('丙', 23)
    expect(await handOn(15)).toMatchObject({ ok: true })
    const queue = outbox().slice(3)
    expect(queue.map((row) => row.name)).toEqual([
      'SubmitBody',
      'SubmitBody',
      'SubmitDraft',
      'Withdraw',
      'SubmitBody',
      'SubmitDraft',
    ])
    expect(queue[1]?.sealed).toContain(id(22))
    expect(queue[1]?.sealed).not.toContain(id(23))
    expect(queue[4]?.sealed).toContain(id(23))
    expect(queue[4]?.sealed).not.toContain(id(22))
  })

  it('a refusal is answered and writes nothing', async () => {
    const docId = await draft()
    const before = journal.length
    const decided = await desk.command('Withdraw', {
      docId,
      text: '',
      signedOn: '2026-10-12',
      nextTaskId: chanceOf(3).id() as never,
    })
    expect(decided).toMatchObject({ ok: false, code: 'WF-STATE' })
    expect(journal).toHaveLength(before)
    expect(outbox()).toHaveLength(1)
  })
})

describe('numbers', () => {
  it('are given at the first send, without a gap, and kept for repeats (SY-62)', async () => {
    await draft('甲')
    await draft('乙')
    const first = await send()
    expect(first.map((c) => c.seq)).toEqual([1, 2])
    await draft('丙')
    expect((await send()).map((c) => [c.seq, c.id])).toEqual([...first.map((c) => [c.seq, c.id]), [3, outbox()[2]?.cmdId]])
  })

  it("go on after the server's last one where the profile was copied, with the same ids (SY-63)", async () => {
    await draft('甲')
    await draft('乙')
    const before = await send()
    await renumber(env, 40, true)
    const after = await send()
    expect(after.map((c) => c.seq)).toEqual([41, 42])
    expect(after.map((c) => c.id)).toEqual(before.map((c) => c.id))
  })

  it('a restored server gets the acknowledged commands again, before newer ones (SY-64)', async () => {
    await draft('甲')
    const [first] = await send()
    await startEpoch(env, chanceOf(1).id(), 0)
    await takeVerdicts(env, [applied(first?.id ?? '', 1)])
    await draft('乙')
    expect(outbox()).toHaveLength(1)
    await startEpoch(env, chanceOf(2).id(), 0)
    const again = await send()
    expect(again[0]?.id).toBe(first?.id)
    expect(again.map((c) => c.seq)).toEqual([1, 2])
  })

  it('counts bytes as UTF-8 does', () => {
    for (const text of ['abc', '公文', 'é', '𠮷野家', '']) expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length)
  })
})

describe('verdicts', () => {
  it('an applied command leaves the outbox but not the view until a pull holds it (SY-60, SY-65)', async () => {
    const docId = await draft()
    const [cmd] = await send()
    await takeVerdicts(env, [applied(cmd?.id ?? '', 1)])
    expect(outbox()).toEqual([])
    expect(rowsOf(disk, 'overlay').map((r) => r.docId)).toEqual([docId])
    const data = rowsOf(disk, 'overlay')[0]?.data
    if (!data) throw new Error('no overlay')
    await takePage(env, {
      epoch: chanceOf(1).id(),
      scopes: { 'user:wang': { to: 1, head: 1, reset: false } },
      left: [],
      docs: [{ id: docId, scope: 'user:wang', v: 1, op: 'U', data }],
      lastSeq: 1,
      complete: true,
    })
    expect(rowsOf(disk, 'overlay')).toEqual([])
    expect(rowsOf(disk, 'docs').map((r) => r.id)).toEqual([docId])
  })

  it('a refused save goes before its author with its text; what hangs on it is grouped under it; others go on (SY-61)', async () => {
    const docId = await draft()
    const other = await draft('别的')
    await type(await opened(docId), '〔留住〕')
    await desk.command('AddAttachment', {
      docId,
      attachment: { sm3: quickHash('a'), name: 'a.pdf', size: 1, mime: 'application/pdf' },
    })
    const cmds = await send()
    const [create, otherCreate, save, attach] = cmds
    await takeVerdicts(env, [
      applied(create?.id ?? '', 1),
      applied(otherCreate?.id ?? '', 2),
      { id: save?.id as CommandId, seq: 3, status: 'rejected', code: 'WF-TASK-CLOSED' },
      { id: attach?.id as CommandId, seq: 4, status: 'rejected', code: 'SY-PARKED', detail: save?.id },
    ])
    expect(outbox()).toEqual([])
    const [first, second] = [attention().find((a) => a.id === save?.id), attention().find((a) => a.id === attach?.id)]
    expect(JSON.stringify(first?.body)).toContain('〔留住〕')
    expect(first?.parkedBy).toBeNull()
    expect(second?.parkedBy).toBe(save?.id)
    expect(rowsOf(disk, 'rows').find((r) => r.id === other)?.places).toEqual(['drafts'])
    expect(rowsOf(disk, 'working')).toEqual([])
    // the refused text has its second copy in the journal until it is put aside (SY-58)
    expect(journal.some((r) => r.type === 'command' && r.command.name === 'desk:attention' && r.command.id === save?.id)).toBe(
      true,
    )
  })

  it('a deferred command stays in the queue with its number', async () => {
    await draft()
    const [cmd] = await send()
    await takeVerdicts(env, [{ id: cmd?.id as CommandId, seq: 1, status: 'deferred', code: 'SY-UNKNOWN-COMMAND' }])
    expect(outbox()[0]).toMatchObject({ status: 'deferred', seq: 1 })
    expect((await send())[0]?.seq).toBe(1)
  })

  it('refused text becomes a draft of its own (另存为新稿)', async () => {
    const docId = await draft()
    await type(await opened(docId), '〔留住〕')
    await desk.submit(docId)
    const [create, save] = await send()
    await takeVerdicts(env, [
      applied(create?.id ?? '', 1),
      { id: save?.id as CommandId, seq: 2, status: 'rejected', code: 'WF-NOT-YOURS' },
    ])
    const fresh = await desk.keepAsDraft(save?.id ?? '')
    expect((await opened(fresh)).working.textContent).toContain('〔留住〕')
    expect(attention().find((a) => a.id === save?.id)?.dismissedAt).not.toBeNull()
  })
})

describe('recovery from the journal (SY-52)', () => {
  it('rebuilds outbox and text in an empty cache, twice the same', async () => {
    const docId = await draft()
    const body = await type(await opened(docId), '甲')
    await type(body, '乙')
    await desk.submit(docId)
    const before = outbox()
    const fresh = emptyDisk()
    const again = envOver(fresh)
    for (let n = 0; n < 2; n++) await recover(again, structuredClone(journal))
    expect(rowsOf(fresh, 'outbox').map((r) => [r.cmdId, r.name, r.args])).toEqual(before.map((r) => [r.cmdId, r.name, r.args]))
    expect((await createDesk(again, () => undefined).openText(docId))?.working.textContent).toContain('甲乙')
  })

  it('takes over what the journal has and the cache missed', async () => {
    const docId = await draft()
    const body = await type(await opened(docId), '甲')
    const kept = { tables: new Map([...disk.tables].map(([k, v]) => [k, new Map(v)])), numbers: new Map(disk.numbers) }
    await type(body, '乙') // the cache of this moment is lost, the journal is not
    const again = envOver(kept)
    const found = await recover(again, structuredClone(journal))
    expect(found.steps).toBe(1)
    expect((await createDesk(again, () => undefined).openText(docId))?.working.textContent).toContain('甲乙')
  })

  it('typing that fits nowhere is kept as text a person can read', async () => {
    const docId = await draft()
    await type(await opened(docId), '甲')
    const damaged = journal.filter((r) => r.type !== 'working')
    const fresh = emptyDisk()
    const found = await recover(envOver(fresh), structuredClone(damaged))
    expect(found.setAside).toBe(1)
    expect(JSON.stringify(rowsOf(fresh, 'attention')[0]?.body)).toContain('甲')
  })
})

describe('an open editor', () => {
  it('is asked for what it holds before its text is sent, and that counts as sent from then on (SY-59)', async () => {
    const docId = await draft()
    const body = await opened(docId)
    const at = body.working.content.size - 2
    const step = new ReplaceStep(at, at, new Slice(Fragment.from(schema.text('未存')), 0, 0))
    const working = step.apply(body.working).doc ?? body.working
    let asked = 0
    desk.onFlush(docId, () => (asked++ === 0 ? { steps: [step], working } : undefined))
    await desk.submit(docId)
    expect(JSON.stringify(outbox().find((r) => r.name === 'SubmitBody')?.args)).toContain('未存')
  })
})

describe('a journal that fails once', () => {
  it('the next save brings what the failed one could not', async () => {
    const docId = await draft()
    const body = await opened(docId)
    const append = env.journal.append
    env.journal.append = () => Promise.reject(new Error('JR-FULL'))
    const failed = type(body, '甲')
    await expect(failed).rejects.toThrow('JR-FULL')
    env.journal.append = append
    // the editor still shows both; it only says what came last
    let at = 0
    body.working.descendants((node, pos) => {
      if (node.type.name === 'paragraph') at = pos + node.nodeSize - 1
    })
    const insert = (doc: PmNode, where: number, text: string) =>
      new ReplaceStep(where, where, new Slice(Fragment.from(schema.text(text)), 0, 0)).apply(doc).doc ?? doc
    const shown = insert(insert(body.working, at, '甲'), at + 1, '乙')
    await desk.saveTyping(docId, [new ReplaceStep(at + 1, at + 1, new Slice(Fragment.from(schema.text('乙')), 0, 0))], shown)
    expect((await opened(docId)).working.textContent).toContain('甲乙')
  })
})

describe('places (SY-40)', () => {
  it('follow the turn', async () => {
    await draft()
    const doc = rowsOf(disk, 'overlay')[0]?.data
    if (!doc) throw new Error('no document')
    expect(placesOf(doc, 'wang')).toEqual(['drafts'])
    expect(placesOf({ ...doc, tracked: true }, 'wang')).toEqual(['todo'])
    expect(placesOf({ ...doc, state: 'F6' }, 'wang')).toEqual(['done'])
    expect(placesOf(doc, 'chen')).toEqual([])
    expect(placesOf({ ...doc, tasks: doc.tasks.map((t) => ({ ...t, doneAt: 1 })) }, 'wang')).toEqual(['active'])
  })
})
