import { derivedIds } from '../../src-server/commands/derived-ids.ts'
import type { Node as PmNode } from 'prosemirror-model'
import { bodySm3 } from '../../src-shared/document/body-json.ts'
import { canonicalJson, type Sm3 } from '../../src-shared/document/canonical.ts'
import { headerOf } from '../../src-shared/document/header.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { acceptAll } from '../../src-shared/revision/resolve.ts'
import { digestOf, entryHash } from '../../src-shared/sync/digest.ts'
import { TransportError } from '../../src-shared/sync/ports.ts'
import type {
  CommandVerdict,
  PulledDoc,
  PullRequest,
  PullResponse,
  PushRequest,
  PushResponse,
  WireCommand,
} from '../../src-shared/sync/protocol.ts'
import { parseCommand, type Command, type CommandArgs } from '../../src-shared/workflow/commands.ts'
import { decide } from '../../src-shared/workflow/decide.ts'
import type { DecideContext } from '../../src-shared/workflow/decide-context.ts'
import type { Directory, Post } from '../../src-shared/workflow/directory.ts'
import { openTaskOf, participants, wasSubmitted, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { evolveAll } from '../../src-shared/workflow/evolve.ts'
import { actorOf } from '../../src-shared/sync/view.ts'
import { chanceOf, type Chance } from './clock.ts'
import type { Op } from './line.ts'
import type { Mutant } from './world-mutants.ts'
import type { Seen } from './world-port.ts'
import { saveVersion, type Doc, type Sent, type Version } from './world-saves.ts'

type Logged = { args: string; verdict: CommandVerdict; command: WireCommand; userId: string; device: string }
type Entry = { v: number; op: 'U' | 'D'; committedAt: number }
type Scope = { v: number; entries: Map<string, Entry> }
type State = {
  epoch: string
  docs: Map<string, Doc>
  log: Map<string, Logged>
  effects: { id: string; doc: string }[]
  devices: Map<string, number>
  scopes: Map<string, Scope>
  /** after a restore: until then what rests on missing work is put off, and up to where each document is whole again */
  recoveringUntil: number
  restored: Map<string, number>
}

const pullLimit = 7
/** So long a restored server of a world waits for what desks send again; a world settles for longer than that. */
export const RECOVER_MS = 8 * 60_000

export type ModelServer = {
  ask: (userId: string, op: Op, input: unknown) => Promise<unknown>
  /** documents a person sees, as they stand */
  view: (userId: string) => Map<string, Seen>
  verdicts: () => ReadonlySet<string>
  /** everything ever written into bodies or sent with refused saves, as text */
  texts: () => string
  effects: () => readonly { id: string; doc: string }[]
  docs: () => ReadonlyMap<string, Doc>
  /** ends a person's sessions, or lets them in again */
  expire: (userId: string, expired: boolean) => void
  backup: () => () => void
  repost: (userId: string, posts: readonly Post[]) => void
}

/** A county server in memory after sync.md §4.5: the same shared decisions, the same push and pull algorithm. */
export function modelServer(
  now: () => number,
  newId: () => string,
  county: Directory,
  mutant: Mutant,
  sm3: Sm3,
  count: (what: string) => void = () => undefined,
  chance: Chance = chanceOf(1),
): ModelServer {
  let directory = county
  /** one command earlier, for a mutant */
  let before: State | undefined
  let sequence = 0
  let state: State = {
    epoch: newId(),
    docs: new Map(),
    log: new Map(),
    effects: [],
    devices: new Map(),
    scopes: new Map(),
    recoveringUntil: 0,
    restored: new Map(),
  }
  const hash = (node: PmNode): string => bodySm3(sm3, node)
  const sessions = { expired: new Set<string>() }

  const scopesOf = (userId: string): string[] => [
    `user:${userId}`,
    ...(directory.posts.some((p) => p.userId === userId && (p.role === 'officeChecker' || p.role === 'leader'))
      ? ['office:liuhe']
      : []),
  ]
  const scopesOfDoc = (doc: DocumentState): string[] => {
    if (doc.state === 'X2') return []
    return [...participants(doc).map((id) => `user:${id}`), ...(wasSubmitted(doc) ? [`office:${doc.unitId}`] : [])]
  }
  const publish = (before: DocumentState | undefined, after: DocumentState): void => {
    const wanted = new Set(scopesOfDoc(after))
    const held = [...state.scopes].filter(([, s]) => s.entries.get(after.id)?.op === 'U').map(([id]) => id)
    for (const id of new Set([...wanted, ...held])) {
      if (!wanted.has(id) && mutant === 'forgetLeaveTombstone') continue
      const scope = state.scopes.get(id) ?? { v: 0, entries: new Map<string, Entry>() }
      const plain = mutant === 'plainSequence'
      const v = plain ? ++sequence : scope.v + 1
      const committedAt = now() + (plain ? chance.below(4000) : 0)
      const entry: Entry = { v, op: wanted.has(id) ? 'U' : 'D', committedAt }
      state.scopes.set(id, { v, entries: new Map(scope.entries).set(after.id, entry) })
    }
    void before
  }

  const push = (userId: string, request: PushRequest): PushResponse => {
    const results: CommandVerdict[] = []
    const done = (stop?: PushResponse['stop']): PushResponse => ({ epoch: state.epoch, results, ...(stop ? { stop } : {}) })
    if (request.epoch !== state.epoch) return done({ kind: 'epoch' })
    const device = `${request.device}|${userId}`
    for (const cmd of request.cmds) {
      const last = state.devices.get(device) ?? 0
      const args = canonicalJson([cmd.name, cmd.ver, cmd.doc, cmd.args])
      const known = mutant === 'noIdempotencyLog' || mutant === 'trustSeqOnly' ? undefined : state.log.get(cmd.id)
      if (known) {
        if (cmd.seq === last + 1) state.devices.set(device, cmd.seq)
        const same = known.args === args && known.userId === userId
        results.push(
          same ? { ...known.verdict, seq: cmd.seq } : { id: cmd.id, seq: cmd.seq, status: 'rejected', code: 'SY-ID-REUSED' },
        )
        continue
      }
      if (cmd.seq <= last && mutant === 'trustSeqOnly') {
        results.push({ id: cmd.id, seq: cmd.seq, status: 'applied' })
        continue
      }
      // without a log a repeat cannot be told from news
      if (cmd.seq <= last && mutant !== 'noIdempotencyLog') return done({ kind: 'forked', lastSeq: last })
      if (cmd.seq > last + 1) return done({ kind: 'gap', lastSeq: last })
      if (mutant === 'lastSeqOutsideSnapshot') before = copyOf(state)
      const verdict = restsOnMissing(cmd) ? waits(cmd) : execute(userId, request.device, cmd)
      if (verdict.status === 'deferred' || (verdict.status === 'rejected' && refusedTooSoon(cmd, verdict))) {
        count('put off')
        results.push(waits(cmd))
        return done()
      }
      if (verdict.status === 'applied' && cmd.was && (state.restored.get(cmd.doc) ?? 0) === cmd.was.rev - 1)
        state.restored.set(cmd.doc, cmd.was.rev)
      state.log.set(cmd.id, { args, verdict, command: cmd, userId, device: request.device })
      state.devices.set(device, Math.max(last, cmd.seq))
      results.push(verdict)
    }
    return done()
  }

  /** Like src-server/commands/recovering.ts. */
  const recovering = (): boolean => now() < state.recoveringUntil
  const waits = ({ id, seq }: WireCommand): CommandVerdict => ({ id, seq, status: 'deferred', code: 'SY-WAITS' })
  const restsOnMissing = (cmd: WireCommand): boolean => {
    if (!recovering()) return false
    const doc = state.docs.get(cmd.doc)?.state
    const baseVersion = cmd.name === 'SubmitBody' ? (cmd.args as CommandArgs<'SubmitBody'>).baseVersion : 0
    return (
      (doc?.rev ?? 0) < Math.max(cmd.baseRev ?? 0, (cmd.was?.rev ?? 0) - 1) ||
      baseVersion > (doc?.bodyVersion ?? 0) ||
      cmd.dependsOn.some((id) => !state.log.has(id))
    )
  }
  const refusedTooSoon = (cmd: WireCommand, { code }: CommandVerdict): boolean =>
    recovering() && (code === 'RV-BASE' || (cmd.was !== undefined && cmd.was.rev > (state.restored.get(cmd.doc) ?? 0) + 1))

  const execute = (userId: string, device: string, cmd: WireCommand): CommandVerdict => {
    const refuse = (code: string, detail?: string): CommandVerdict => ({
      id: cmd.id,
      seq: cmd.seq,
      status: 'rejected',
      code,
      ...(detail ? { detail } : {}),
    })
    const missing = cmd.dependsOn.find((id) => state.log.get(id)?.verdict.status !== 'applied')
    if (missing) return refuse('SY-PARKED', missing)
    const command = parseCommand(cmd.name, cmd.args)
    if (!command || command.args.docId !== cmd.doc) return refuse('SY-MALFORMED')
    const doc = state.docs.get(cmd.doc)
    const judged = judge(userId, device, doc, command, cmd)
    if (!('next' in judged)) return refuse(judged.code, judged.detail)
    state.docs.set(cmd.doc, judged.next)
    state.effects.push({ id: cmd.id, doc: cmd.doc })
    publish(doc?.state, judged.next.state)
    const { rev, bodyVersion, bodySm3 } = judged.next.state
    return { id: cmd.id, seq: cmd.seq, status: 'applied', rev, bodyVersion, bodySm3 }
  }

  type Judged = { next: Doc } | { code: string; detail?: string | undefined }
  /** A desk's saves of a document that took effect, the newest first. */
  const sentBy = (userId: string, device: string, docId: string): Sent[] =>
    [...state.log.values()]
      .filter((l) => l.userId === userId && l.device === device && l.command.doc === docId)
      .filter((l) => l.command.name === 'SubmitBody' && l.verdict.status === 'applied')
      .toSorted((a, b) => b.command.seq - a.command.seq)
      .map((l) => ({ args: l.command.args as Sent['args'], version: l.verdict.bodyVersion ?? 0 }))

  const judge = (userId: string, device: string, doc: Doc | undefined, command: Command, cmd: WireCommand): Judged => {
    const name = directory.posts.find((p) => p.userId === userId)?.name ?? ''
    const unitId = doc?.state.unitId ?? (command.name === 'CreateDraft' ? command.args.unitId : '')
    const context: DecideContext = {
      actor: actorOf({ me: { userId, name } }, doc?.state, unitId, directory),
      now: now(),
      authoredAt: cmd.authoredAt,
      directory,
      device,
      commandId: cmd.id,
      recovering: recovering(),
    }
    if (recovering() && cmd.was && cmd.name.endsWith('Lease')) context.now = Math.min(now(), cmd.authoredAt)
    if (doc && !participants(doc.state).includes(userId) && !scopesOf(userId).includes(`office:${doc.state.unitId}`))
      return { code: 'WF-NOT-YOURS' }
    let version: Version | undefined
    if (command.name === 'CreateDraft') version = first(command.args)
    if (command.name === 'SubmitBody' && doc) {
      const may = decide(doc.state, command, {
        ...context,
        body: { version: doc.state.bodyVersion, sm3: doc.state.bodySm3, header: doc.state.header },
      })
      if (!may.ok) return may
      const sent = sentBy(userId, device, doc.state.id)
      // as the county server does: made again after a restore, suggestions have the same ids
      const by = { author: userId, authoredAt: cmd.authoredAt, now: now(), newId: derivedIds(cmd.id, sm3), hash, sent }
      const saved = saveVersion(doc, command.args, by)
      if ('code' in saved) return saved
      if (saved.late) count('late draft taken')
      version = saved
    }
    if (doc && openTaskOf(doc.state, userId) && (command.name === 'Sign' || command.name === 'DecideChanges')) {
      context.changeIds = new Set(listChanges(schema.nodeFromJSON(doc.versions.at(-1)?.json)).map((c) => c.id))
    }
    const body = version && { version: version.version, sm3: version.sm3, header: headerOf(schema.nodeFromJSON(version.json)) }
    const decided = decide(doc?.state, command, { ...context, body })
    if (!decided.ok) return decided
    return {
      next: {
        state: evolveAll(doc?.state, decided.events, now()),
        versions: [...(doc?.versions ?? []), ...(version ? [version] : [])],
      },
    }
  }

  const first = (args: CommandArgs<'CreateDraft'>): Version => ({
    version: 1,
    sm3: args.bodySm3,
    json: args.body,
    tracked: false,
  })

  /** A scope as far as its rows are committed; the true server's all are. */
  const committed = (scope: Scope | undefined): Scope => {
    if (!scope) return { v: 0, entries: new Map() }
    if (mutant !== 'plainSequence') return scope
    const entries = [...scope.entries].filter(([, entry]) => entry.committedAt <= now())
    return { v: Math.max(0, ...entries.map(([, entry]) => entry.v)), entries: new Map(entries) }
  }

  const pull = (userId: string, device: string, request: PullRequest): PullResponse => {
    const mine = scopesOf(userId)
    const scopes: PullResponse['scopes'] = {}
    const docs: PulledDoc[] = []
    const seen = before && chance.once(0.5) ? before : state
    for (const id of mine) {
      const scope = committed(seen.scopes.get(id))
      const cursor = request.cursors[id] ?? 0
      const reset = cursor > scope.v
      const due = [...scope.entries].filter(([, e]) => e.v > (reset ? 0 : cursor)).toSorted(([, a], [, b]) => a.v - b.v)
      const page = due.slice(0, Math.max(0, pullLimit - docs.length))
      for (const [docId, entry] of page) {
        if (mutant === 'dropsRow' && chance.once(0.03)) continue
        const doc = seen.docs.get(docId)
        docs.push({
          id: docId as PulledDoc['id'],
          scope: id,
          v: entry.v,
          op: entry.op,
          ...(entry.op === 'U' && doc ? { data: doc.state } : {}),
        })
      }
      scopes[id] = {
        to: page.length === due.length ? scope.v : (page.at(-1)?.[1].v ?? (reset ? 0 : cursor)),
        head: scope.v,
        reset,
      }
      // a mutant's fault is to be seen, not mended
      const scopeNow = scopes[id]
      if ((mutant === 'none' || mutant === 'dropsRow') && scopeNow && scopeNow.to === scopeNow.head) {
        const there = [...scope.entries].filter(([, e]) => e.op === 'U')
        scopeNow.digest = digestOf(there.map(([docId]) => entryHash(docId, state.docs.get(docId)?.state.rev ?? 0)))
      }
    }
    const complete = Object.values(scopes).every((s) => s.to === s.head)
    const left = Object.keys(request.cursors).filter((id) => !mine.includes(id))
    return { epoch: state.epoch, scopes, left, docs, lastSeq: state.devices.get(`${device}|${userId}`) ?? 0, complete }
  }

  const mayRead = (userId: string, doc: DocumentState): boolean =>
    doc.state !== 'X2' && scopesOfDoc(doc).some((s) => scopesOf(userId).includes(s))

  const answer = (userId: string, op: Op, input: unknown): unknown => {
    switch (op) {
      case 'hello': {
        const { device } = input as { device: string }
        return {
          epoch: state.epoch,
          now: now(),
          proto: { min: 1, max: 1 },
          lastSeq: state.devices.get(`${device}|${userId}`) ?? 0,
          directoryVersion: directory.version,
          recovering: recovering(),
        }
      }
      case 'push':
        return push(userId, input as PushRequest)
      case 'pull': {
        const request = input as PullRequest
        return request.epoch === state.epoch
          ? pull(userId, request.device, request)
          : { epoch: state.epoch, scopes: {}, left: [], docs: [], lastSeq: 0, complete: false }
      }
      case 'bodies':
        return (input as string[]).flatMap((id) => {
          const doc = state.docs.get(id)
          const head = doc?.versions.at(-1)
          return doc && head && mayRead(userId, doc.state)
            ? [{ doc: id, version: head.version, sm3: head.sm3, body: head.json }]
            : []
        })
      case 'directory':
        return input === directory.version ? null : directory
    }
  }

  const view = (userId: string): Map<string, Seen> => {
    const seen = new Map<string, Seen>()
    for (const [id, doc] of state.docs) {
      const head = doc.versions.at(-1)
      if (head && mayRead(userId, doc.state))
        seen.set(id, { state: doc.state, version: head.version, sm3: head.sm3, body: head.json })
    }
    return seen
  }
  const copyOf = (from: State): State => ({
    ...from,
    docs: new Map(from.docs),
    log: new Map(from.log),
    effects: [...from.effects],
    devices: new Map(from.devices),
    scopes: new Map(from.scopes),
    restored: new Map(from.restored),
  })
  return {
    ask: async (userId, op, input) => {
      if (sessions.expired.has(userId)) throw new TransportError({ kind: 'auth' })
      return answer(userId, op, input)
    },
    view,
    verdicts: () => new Set(state.log.keys()),
    texts: () => {
      const branches = [...state.log.values()].flatMap((l) =>
        l.command.name === 'SubmitBody' && l.verdict.status === 'rejected' ? [JSON.stringify(l.command.args)] : [],
      )
      return [...[...state.docs.values()].map((doc) => readings(headOf(doc))), ...branches].join('\n')
    },
    effects: () => state.effects,
    docs: () => state.docs,
    repost: (userId, posts) => {
      const others = directory.posts.filter((post) => post.userId !== userId)
      directory = { ...directory, version: directory.version + 1, posts: [...others, ...posts] }
    },
    expire: (userId, expired) => void (expired ? sessions.expired.add(userId) : sessions.expired.delete(userId)),
    backup: () => {
      const kept = copyOf(state)
      return () => {
        state = { ...copyOf(kept), epoch: newId(), recoveringUntil: now() + RECOVER_MS }
        state.restored = new Map([...state.docs].map(([id, doc]) => [id, doc.state.rev]))
      }
    },
  }
}

export const headOf = (doc: Doc): PmNode => schema.nodeFromJSON(doc.versions.at(-1)?.json)

/** A text with all marks, and as it reads when everything is accepted: what was compared may strike half of a marker and insert it anew. */
export const readings = (head: PmNode): string => [head, acceptAll(head)].map((node) => node.textContent).join('\n')
