import { Node as PmNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import type { BodyJson } from '../document/body-json.ts'
import { makeDocument, type DocumentContent } from '../document/make.ts'
import { calendarWith } from '../calendar/calendars.ts'
import type { DocumentId } from '../ids.ts'
import { acceptAll } from '../revision/resolve.ts'
import type { Command, CommandArgs, CommandName } from '../workflow/commands.ts'
import { maySuggest } from '../workflow/consult/rights.ts'
import { decide } from '../workflow/decide.ts'
import type { DecideContext } from '../workflow/decide-context.ts'
import { headerDecided } from '../workflow/header-decided.ts'
import type { Decided } from '../workflow/events.ts'
import { advance } from './advance.ts'
import { argsOf } from './args-of.ts'
import { putMeta, type Env } from './env.ts'
import { plainOver } from './late-text.ts'
import { createStands, readStand, sameStand, type Stand } from './stands.ts'
import { sealedBy } from './recover.ts'
import { settleItem, takeUpItem } from './settle-item.ts'
import { suggestionOf } from './suggestion.ts'
import type { OutboxRow, SettledBy, Tx } from './store-port.ts'
import { commandRecord, foresee, newRow, orTakeBack, revHere, submitTables, submitText, type Before } from './submit.ts'
import { changeIds, dropText, jsonOf, nextStamp, nodeOf, readText, settleAfter, settleNow } from './text.ts'
import { saveTyping } from './typing.ts'
import { actorOf, deviceOf, loadView, noDirectory, refreshDoc, seenDoc } from './view.ts'

/** What an editor opens: a version, and the unsent text over it. */
export type OpenText = { docId: DocumentId; base: PmNode; baseVersion: number; working: PmNode }

/** What an editor holds unsaved: its steps and the text they lead to. It counts them as saved until they are given back. */
export type Unsaved = { steps: readonly Step[]; working: PmNode; giveBack: () => void }
/** Asks the editor for what was not saved yet; undefined where there is nothing. */
export type Flush = () => Unsaved | undefined
type Begun = { unsaved: Unsaved | undefined; sealed: string[] }

/** A wish the desk cannot fulfil; `code` is what the page shows a text for. */
export class DeskFailure extends Error {
  readonly code: string
  constructor(code: string, detail = '') {
    super(detail === '' ? code : `${code}: ${detail}`)
    this.name = 'DeskFailure'
    this.code = code
  }
}

/** The desk's actions on journal and cache; each write is on disk twice when it resolves (SY-50). */
export type Desk = {
  createDraft: (content: DocumentContent | PmNode) => Promise<DocumentId>
  openText: (docId: DocumentId) => Promise<OpenText | undefined>
  saveTyping: (docId: DocumentId, steps: readonly Step[], working: PmNode) => Promise<void>
  submit: (docId: DocumentId) => Promise<void>
  /** every document with unsent text: when the line comes back, or for a safe copy */
  submitAll: (forCopy?: 'copy') => Promise<void>
  command: <N extends CommandName>(name: N, args: CommandArgs<N>) => Promise<Decided>
  onMoved: (docId: DocumentId, listener: (next: OpenText) => void) => () => void
  /** the editor's way to hand over what it holds unsaved, at once and without awaiting (SY-59) */
  onFlush: (docId: DocumentId, flush: Flush) => () => void
  /** the engine stored new bodies or verdicts of these documents */
  moved: (docIds: readonly DocumentId[]) => Promise<void>
  /** text whose newer version came before a crash */
  catchUp: () => Promise<void>
  isUnsent: (docId: DocumentId, changeId: string) => boolean
  /** 需处理: the item is done with, or taken up again */
  settleItem: (attentionId: string, how: SettledBy) => Promise<void>
  takeUpItem: (attentionId: string) => Promise<void>
  keepAsDraft: (attentionId: string) => Promise<DocumentId>
}

/** `wake`: something new lies in the outbox. */
export function createDesk(env: Env, wake: () => void): Desk {
  const stands = createStands()
  /** saves under way or waiting for the lock, per document; and documents to look at when the last one is through */
  const saving = new Map<DocumentId, number>()
  const late = new Set<DocumentId>()
  /** the newest text the editor gave, though it may not be on disk yet */
  const given = new Map<DocumentId, PmNode>()
  const flushers = new Map<DocumentId, Flush>()
  const listeners = new Map<string, Set<(next: OpenText) => void>>()

  const underWay = (docId: DocumentId, by: 1 | -1): void => void saving.set(docId, (saving.get(docId) ?? 0) + by)
  const openOf = (docId: DocumentId, stand: Stand): OpenText => ({
    docId,
    base: stand.base,
    baseVersion: stand.baseVersion,
    working: stand.text,
  })
  const tell = (docId: DocumentId, stand: Stand): void => {
    for (const listener of listeners.get(docId) ?? []) listener(openOf(docId, stand))
  }
  /** What was sent counts as sent though the text it led to is not here yet: who types on begins a new change (SY-191). */
  const reseal = async (docId: DocumentId): Promise<void> => {
    const rows = await env.store.transact('r', ['outbox', 'history'], async (tx) => [
      ...(await tx.where('outbox', 'docId', docId)),
      ...(await tx.where('history', 'docId', docId)),
    ])
    for (const row of rows) stands.seal(docId, sealedBy(row))
  }
  /** The editor is given what the cache holds, where that is another than it was given last. */
  const lookAgain = async (docId: DocumentId): Promise<void> => {
    // the editor must not take a state over that lacks what it is just saving: it is told after the last save
    if ((saving.get(docId) ?? 0) > 0) return void late.add(docId)
    late.delete(docId)
    const last = stands.of(docId).at(-1)
    if (!last) return
    const stand = await env.store.transact('r', submitTables, (tx) => readStand(tx, docId))
    if (!stand || sameStand(stand, last)) return
    if ((saving.get(docId) ?? 0) > 0) return void late.add(docId)
    stands.push(docId, stand)
    given.set(docId, stand.text)
    tell(docId, stand)
  }

  const add = async (row: Omit<OutboxRow, 'local'>, also: (tx: Tx) => Promise<void>): Promise<void> => {
    const stamp = await env.store.transact('r', ['meta'], (tx) => nextStamp(tx, env))
    await env.journal.append([commandRecord(row, stamp)])
    await orTakeBack(env, [row.cmdId], () =>
      env.store.transact('rw', submitTables, async (tx) => {
        await tx.add('outbox', row)
        await putMeta(tx, 'stamp', stamp)
        await also(tx)
        await refreshDoc(env, tx, await loadView(tx), row.docId)
      }),
    )
  }

  const draft = async (body: PmNode): Promise<DocumentId> => {
    const docId = env.newId() as DocumentId
    const { directory, device } = await env.store.transact('r', ['directory', 'meta'], async (tx) => ({
      directory: await tx.get('directory', 'directory'),
      device: await deviceOf(tx),
    }))
    const posts = directory?.data.posts.filter((post) => post.userId === env.me.userId) ?? []
    const unitId = (posts.find((post) => post.role === 'drafter') ?? posts[0])?.unitId
    if (!directory || unitId === undefined) throw new DeskFailure('WF-NOT-ISSUER')
    const foreseen = foresee(env, body)
    const args: CommandArgs<'CreateDraft'> = { docId, unitId, body: jsonOf(body), bodySm3: foreseen.sm3 }
    const now = env.now()
    const row = newRow(env, docId, 'CreateDraft', args, [])
    const context: DecideContext = {
      actor: actorOf(env, undefined, unitId, directory.data),
      now,
      authoredAt: now,
      directory: directory.data,
      calendar: calendarWith(directory.data.holidays),
      device,
      commandId: row.cmdId,
    }
    const decided = decide(undefined, { name: 'CreateDraft', args }, { ...context, body: { ...foreseen, version: 1 } })
    if (!decided.ok) throw new DeskFailure(decided.code, decided.detail)
    await add({ ...row, foreseen }, (tx) => tx.put('bodies', { docId, version: 1, sm3: foreseen.sm3, body: args.body }))
    return docId
  }

  /**
   * Asks the editor for what it holds and seals it in the same moment: what is typed from here on is another change than
   * what is about to be sent (SY-59). Nothing may be awaited before this.
   */
  const begin = (docId: DocumentId): Begun => {
    const unsaved = flushers.get(docId)?.()
    underWay(docId, 1)
    const latest = unsaved?.working ?? given.get(docId) ?? stands.of(docId).at(-1)?.text
    if (unsaved) given.set(docId, unsaved.working)
    return { unsaved, sealed: latest ? stands.seal(docId, changeIds(latest)) : [] }
  }

  /** Where the text could not be written, the editor gets back what it handed over and nothing counts as sent. */
  const hold = async <T>(docId: DocumentId, begun: Begun, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      begun.unsaved?.giveBack()
      stands.unseal(docId, begun.sealed)
      throw error
    } finally {
      underWay(docId, -1)
    }
  }

  /** Saves what the editor held at `begin` and makes the unsent text a SubmitBody. */
  const submit = async (docId: DocumentId, before: Before, begun: Begun): Promise<void> => {
    const { unsaved, sealed } = begun
    const outcome = await hold(docId, begun, async () => {
      if (unsaved && (await saveTyping(env, stands, docId, unsaved.steps, unsaved.working))) late.add(docId)
      begun.unsaved = undefined
      return submitText(env, docId, before)
    })
    if (outcome === 'none') stands.unseal(docId, sealed)
    if (outcome === 'stray') late.add(docId)
    // text that is back at its base is no unsent text; what a full disk kept from moving on moves now, and the editor is told
    if (await advance(env, docId)) late.add(docId)
    await reseal(docId)
    await settleAfter(env)
  }

  const command = async (wished: Command, begun: Begun | undefined): Promise<Decided> => {
    const docId = wished.args.docId
    if (begun) await submit(docId, true, begun)
    const found = await env.store.transact('r', submitTables, async (tx) => {
      const doc = await seenDoc(tx, docId)
      const directory = (await tx.get('directory', 'directory'))?.data ?? noDirectory
      const asks = wished.name === 'Sign' || wished.name === 'DecideChanges'
      const stand = asks ? await readStand(tx, docId) : undefined
      const suggests = wished.name === 'GiveConsultOpinion' && doc && maySuggest(doc, env.me.userId)
      const suggestion = suggests ? await suggestionOf(env, tx, docId) : undefined
      const rows = await tx.where('outbox', 'docId', docId)
      return { doc, directory, stand, suggestion, device: await deviceOf(tx), rows, baseRev: await revHere(tx, docId) }
    })
    const now = env.now()
    const { suggestion } = found
    const given = suggestion ? ({ ...wished, args: { ...wished.args, suggestion } } as Command) : wished
    const row = newRow(env, docId, given.name, given.args, found.rows, found.baseRev)
    // a paper 收文 begins with its text, as a draft does
    const paper = given.name === 'RegisterPaper' ? foresee(env, nodeOf(given.args.body)) : undefined
    const unitId = found.doc?.unitId ?? (given.name === 'RegisterPaper' ? given.args.unitId : '')
    const context: DecideContext = {
      actor: actorOf(env, found.doc, unitId, found.directory),
      now,
      authoredAt: now,
      directory: found.directory,
      calendar: calendarWith(found.directory.holidays),
      device: found.device,
      commandId: row.cmdId,
    }
    const header =
      found.stand && given.name === 'DecideChanges' && headerDecided(found.stand.text, found.doc, given.args.decisions)
    const known = { ...(found.stand ? { changeIds: changeIds(found.stand.text) } : {}), ...(header ? { header } : {}) }
    const body = paper && { body: { ...paper, version: 1 } }
    const decided = decide(found.doc, given, { ...context, ...known, ...body })
    if (!decided.ok) return decided
    const foreseen = paper ?? (header && found.doc ? { sm3: found.doc.bodySm3, header } : null)
    await add({ ...row, foreseen }, (tx) => {
      // what goes along with an opinion is no unsent text any more
      if (suggestion) return dropText(tx, docId)
      if (given.name === 'RegisterPaper')
        return tx.put('bodies', { docId, version: 1, sm3: given.args.bodySm3, body: given.args.body as BodyJson })
      return given.name === 'SubmitDraft' ? closeDraft(tx, docId, found.rows) : Promise.resolve()
    })
    if (suggestion || given.name === 'SubmitDraft') late.add(docId)
    await settleAfter(env)
    return decided
  }

  const locked = async <T>(work: () => Promise<T>): Promise<T> => {
    const result = await env.lock(work)
    wake()
    for (const docId of late) await lookAgain(docId)
    return result
  }

  const unsentTexts = async (): Promise<DocumentId[]> =>
    (await env.store.transact('r', ['working'], (tx) => tx.all('working'))).map((row) => row.docId)

  return {
    createDraft: (content) => locked(() => draft(content instanceof PmNode ? content : makeDocument(content, env.newId))),
    openText: async (docId) => {
      const stand = await env.store.transact('r', submitTables, (tx) => readStand(tx, docId))
      if (!stand) return undefined
      stands.push(docId, stand)
      await reseal(docId)
      return openOf(docId, stand)
    },
    saveTyping: async (docId, steps, working) => {
      given.set(docId, working)
      underWay(docId, 1)
      try {
        if (await env.lock(() => saveTyping(env, stands, docId, steps, working))) late.add(docId)
      } finally {
        underWay(docId, -1)
      }
      if (late.has(docId)) await lookAgain(docId)
    },
    submit: async (docId) => {
      const begun = begin(docId)
      await locked(() => submit(docId, false, begun))
    },
    submitAll: async (forCopy) => {
      for (const docId of await unsentTexts()) {
        const begun = begin(docId)
        await locked(() => submit(docId, forCopy ?? false, begun))
      }
    },
    command: async (name, args) => {
      const begun = name === 'OpenTask' ? undefined : begin(args.docId)
      return locked(() => command({ name, args } as Command, begun))
    },
    onMoved: (docId, listener) => {
      const all = listeners.get(docId) ?? new Set()
      listeners.set(docId, all.add(listener))
      return () => void all.delete(listener)
    },
    moved: async (docIds) => {
      for (const docId of docIds) {
        // of a document that is open, what a safe copy brought counts as sent from here on
        if (stands.of(docId).length > 0) await reseal(docId)
        await lookAgain(docId)
      }
    },
    catchUp: async () => {
      for (const docId of await unsentTexts()) await env.lock(() => advance(env, docId))
      await env.lock(() => settleNow(env))
    },
    onFlush: (docId, flush) => {
      flushers.set(docId, flush)
      return () => {
        if (flushers.get(docId) === flush) flushers.delete(docId)
      }
    },
    isUnsent: stands.isUnsent,
    settleItem: (id, how) => locked(() => settleItem(env, id, how)),
    takeUpItem: (id) => locked(() => takeUpItem(env, id)),
    keepAsDraft: (id) =>
      locked(async () => {
        const item = await env.store.transact('r', ['attention'], (tx) => tx.get('attention', id))
        if (!item?.body) throw new DeskFailure('SY-NO-TEXT')
        const docId = await draft(acceptAll(nodeOf(item.body)))
        await settleItem(env, id, 'draft')
        return docId
      }),
  }
}

/** After 报送 the draft's next text rests on what its last save will lead to: from here on every edit is tracked (SY-56). */
async function closeDraft(tx: Tx, docId: DocumentId, rows: readonly OutboxRow[]): Promise<void> {
  const save = rows.findLast((row) => row.name === 'SubmitBody')
  const here = await readText(tx, docId)
  if (!here || !save || save.waiting || save.sealed.length > 0) return
  const { baseVersion, resultSm3 } = argsOf<'SubmitBody'>(save)
  await tx.put('bodies', { docId, version: baseVersion + 1, sm3: resultSm3, body: jsonOf(plainOver(here.base, here.text)) })
  await dropText(tx, docId)
}
