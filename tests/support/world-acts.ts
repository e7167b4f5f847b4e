import { bodySm3 } from '../../src-shared/document/body-json.ts'
import type { Sm3 } from '../../src-shared/document/canonical.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import type { CommandArgs, CommandName } from '../../src-shared/workflow/commands.ts'
import { mayDecide, mayEdit } from '../../src-shared/workflow/edit-right.ts'
import { heldElsewhere, heldHere, isLeased, mayDraft } from '../../src-shared/workflow/decide-leases.ts'
import { openTaskOf, wasSubmitted, writingStep, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Chance } from './clock.ts'
import { rowsOf } from './store.ts'
import { openEditor, save, typeMarker, type WorldDesk } from './world-desk.ts'
import { quickHash } from './world-hash.ts'
import type { Accepted } from './world-oracle.ts'
import { actInChapters } from './world-chapters.ts'
import type { Place, WorldOptions } from './world.ts'

/** A text that was typed, and whether the desk said it is saved. */
export type Marker = { text: string; docId: string; saved: boolean }

export type ActsOf = {
  options: WorldOptions
  chance: Chance
  sm3: Sm3
  places: readonly Place[]
  /** commands a desk said yes to */
  accepted: Map<string, Accepted>
  markers: Marker[]
  count: (what: string) => void
  /** something a person does; a crash in the middle leaves it hanging, as it would */
  act: (what: string, work: Promise<unknown>) => void
}

const online = (desk: WorldDesk): boolean => desk.status().connection === 'online'

/** What a person does at a desk next: types, decides, hands on, drafts along. */
export function peopleAtWork({ options, chance, sm3, places, accepted, markers, count, act }: ActsOf) {
  let markerNo = 0
  let wordsNo = 0
  const seenDocs = (place: Place): DocumentState[] => {
    const over = new Map(rowsOf(place.files.disk, 'overlay').map((row) => [row.docId, row.data]))
    const ids = new Set([...over.keys(), ...rowsOf(place.files.disk, 'docs').map((row) => row.id)])
    const base = new Map(rowsOf(place.files.disk, 'docs').map((row) => [row.id, row.data]))
    return [...ids].flatMap((id) => over.get(id) ?? base.get(id) ?? []).filter((doc) => doc.state !== 'X2')
  }
  const command = <N extends CommandName>(place: Place, desk: WorldDesk, name: N, args: CommandArgs<N>): void => {
    const i = places.indexOf(place)
    act(
      name,
      desk.desk.command(name, args).then((decided) => {
        if (!decided.ok) return count(`refused ${decided.code}`)
        const [words] = /意见〔\d+〕/.exec(JSON.stringify(args)) ?? []
        // not an earlier one of the same name: what is told of it would be told of this one (seed 7013)
        const row = [...rowsOf(place.files.disk, 'history'), ...rowsOf(place.files.disk, 'outbox')].findLast(
          (r) => r.name === name && r.docId === args.docId && (words === undefined || JSON.stringify(r).includes(words)),
        )
        if (row) accepted.set(row.cmdId, { userId: desk.userId, place: i, name, docId: args.docId, words })
      }),
    )
  }

  const doSomething = (place: Place, desk: WorldDesk): void => {
    const docs = seenDocs(place)
    if (options.chapters && online(desk)) {
      const give = (name: CommandName, docId: string, args: object) => command(place, desk, name, { docId, ...args } as never)
      const words = (): string => `意见〔${wordsNo++}〕`
      if (actInChapters(desk, docs, { chance, sm3, now: place.now(), words, give, act })) return
    }
    // mostly what waits for them, and of that what is furthest along
    const turns = docs.filter((d) => openTaskOf(d, desk.userId)).toSorted((a, b) => b.tasks.length - a.tasks.length)
    const doc = chance.once(options.brisk ? 0.85 : 0.4) ? turns[0] : docs.length > 0 ? chance.pick(docs) : undefined
    if (!doc && docs.length > 0) return
    if (!doc || (docs.length < (options.drafts ?? 3) && chance.once(0.08))) {
      act(
        'CreateDraft',
        desk.desk
          .createDraft({ elements: { title: `关于第${docs.length}件事的通知` }, paragraphs: ['各村：', '请认真执行。'] })
          .catch((e: unknown) => (e instanceof Error && e.name === 'DeskFailure' ? undefined : Promise.reject(e as Error))),
      )
      return
    }
    const task = openTaskOf(doc, desk.userId)
    if (mayDraft(doc, desk.userId) && chance.once(options.leases ?? 0)) return onLease(place, desk, doc)
    if (mayWrite(place, desk, doc) && chance.once(options.typing ?? 0.5)) return type(place, desk, doc, chance.once(0.3))
    if (chance.once(0.15)) return act('submit', desk.desk.submit(doc.id))
    if (task) return onTurn(place, desk, doc, task.id, task.step)
    if (chance.once(0.03))
      command(place, desk, 'Withdraw', {
        docId: doc.id,
        text: '再改改',
        signedOn: today(place),
        nextTaskId: chance.id() as never,
      })
  }
  const today = (place: Place): string => new Date(place.now() + 8 * 3_600_000).toISOString().slice(0, 10)

  const type = (place: Place, desk: WorldDesk, doc: DocumentState, twice: boolean): void => {
    const work = async (): Promise<void> => {
      const editor = await openEditor(desk, doc.id)
      if (!editor) return
      const typed = twice ? 2 : 1
      for (let n = 0; n < typed; n++) {
        const marker = { text: `〔${markerNo++}〕`, docId: doc.id, saved: false }
        // the page knows at every keystroke whether it may write, and whether edits are tracked
        const now = seenDocs(place).find((d) => d.id === doc.id)
        const step = now && writingStep(now, desk.userId)
        if (!now || !step || !mayWrite(place, desk, now)) return
        if (!typeMarker(desk, now, editor, step, marker.text, chance, place.now())) continue
        markers.push(marker)
        await save(desk, doc.id, editor)
        marker.saved = true
      }
    }
    act('type', work())
  }

  const mayWrite = (place: Place, desk: WorldDesk, doc: DocumentState): boolean =>
    mayEdit(doc, desk.userId) && !heldElsewhere(doc, { userId: desk.userId, device: place.device }, place.now())

  /** 占用、放开、解除占用、合拟, as the bar above the page offers them. */
  const onLease = (place: Place, desk: WorldDesk, doc: DocumentState): void => {
    const docId = doc.id
    const here = { userId: desk.userId, device: place.device }
    const other = heldElsewhere(doc, here, place.now())
    const friend = desk.userId === 'wang' ? 'li' : 'wang'
    const mine = doc.drafter.userId === desk.userId
    if (mine && doc.codrafters.length === 0) return command(place, desk, 'AddCodrafter', { docId, userId: friend })
    if (mine && chance.once(options.removes ?? 0.05)) {
      // who means to part lets the other write once more
      const held = options.removes === undefined ? undefined : heldHere(doc, here)
      if (held) return command(place, desk, 'ReleaseLease', { docId, leaseId: held.id })
      return command(place, desk, 'RemoveCodrafter', { docId, userId: friend })
    }
    if (!isLeased(doc)) return
    if (other) {
      if (!online(desk) || chance.once(0.5)) return
      return command(place, desk, 'BreakLease', { docId, leaseId: other.id, nextLeaseId: chance.id(), reason: '急件' })
    }
    const own = heldHere(doc, here)
    if (own && chance.once(0.3)) return command(place, desk, 'ReleaseLease', { docId, leaseId: own.id })
    if (online(desk)) command(place, desk, 'TakeLease', { docId, leaseId: chance.id(), hours: chance.pick([1, 24, 168]) })
  }

  const onTurn = (place: Place, desk: WorldDesk, doc: DocumentState, taskId: string, step: string): void => {
    const common = {
      docId: doc.id,
      text: '同意',
      signedOn: today(place),
      basisSm3: doc.bodySm3,
      nextTaskId: chance.id() as never,
    }
    // a file nobody sent to the server would keep a copy from being signed for
    if (!options.chapters && chance.once(0.15))
      return command(place, desk, 'AddAttachment', {
        docId: doc.id,
        attachment: { sm3: quickHash(chance.id()), name: '附件.pdf', size: 1, mime: 'application/pdf' },
      })
    if (chance.once(0.1)) return command(place, desk, 'OpenTask', { docId: doc.id, taskId: taskId as never })
    if (mayDecide(doc, desk.userId) && doc.tracked && chance.once(0.3)) {
      const shown = desk.editors.get(doc.id)?.shown
      const change = shown && listChanges(shown).at(-1)
      if (change)
        return command(place, desk, 'DecideChanges', { docId: doc.id, decisions: [{ changeId: change.id, verdict: 'accept' }] })
    }
    if (step === 'draft' && chance.once(options.lingers ?? 0)) return
    if (step === 'draft') {
      if (!wasSubmitted(doc) && chance.once(0.1)) return command(place, desk, 'DiscardDraft', { docId: doc.id })
      return command(place, desk, 'SubmitDraft', {
        ...common,
        assignees: { review: 'li', check: 'wang', cosign: 'li', sign: 'wang' },
      })
    }
    if (chance.once(options.brisk ? 0.04 : 0.12))
      return command(place, desk, 'Return', { ...common, taskId: taskId as never, toStep: 'draft', text: '退回修改' })
    if (step === 'sign') return act('sign', sign(place, desk, doc, taskId))
    command(place, desk, 'Approve', { ...common, taskId: taskId as never })
  }
  /** A signer opens the document and signs what is shown, with the open changes that are shown. */
  const sign = async (place: Place, desk: WorldDesk, doc: DocumentState, taskId: string): Promise<void> => {
    const editor = await openEditor(desk, doc.id)
    if (!editor) return
    const decided = new Set(doc.decisions.flatMap((d) => d.changeIds))
    const openChanges = listChanges(editor.shown).flatMap((c) => (decided.has(c.id) ? [] : [c.id]))
    const shownSm3 = bodySm3(sm3, editor.shown)
    command(place, desk, 'Sign', {
      docId: doc.id,
      taskId: taskId as never,
      text: '同意',
      signedOn: today(place),
      bodySm3: shownSm3,
      openChanges,
    })
  }
  return doSomething
}
