import type { Node as PmNode } from 'prosemirror-model'
import { bodySm3 } from '../../src-shared/document/body-json.ts'
import { canonicalJson, type Sm3 } from '../../src-shared/document/canonical.ts'
import { headerOf } from '../../src-shared/document/header.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { acceptAll } from '../../src-shared/revision/resolve.ts'
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
import type { Directory } from '../../src-shared/workflow/directory.ts'
import { openTaskOf, participants, wasSubmitted, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { evolveAll } from '../../src-shared/workflow/evolve.ts'
import { actorOf } from '../../src-shared/sync/view.ts'
import type { WorldClock } from './clock.ts'
import type { Ask, Op } from './line.ts'
import { saveVersion, type Doc, type Sent, type Version } from './world-saves.ts'

/** Deliberate faults of the server; the simulation must notice each. */
export type Mutant = 'none' | 'noIdempotencyLog' | 'trustSeqOnly' | 'forgetLeaveTombstone'

type Logged = { args: string; verdict: CommandVerdict; command: WireCommand; userId: string; device: string }
type Entry = { v: number; op: 'U' | 'D' }
type State = {
  epoch: string
  docs: Map<string, Doc>
  log: Map<string, Logged>
  effects: { id: string; doc: string }[]
  devices: Map<string, number>
  scopes: Map<string, { v: number; entries: Map<string, Entry> }>
}

/** What a world needs of a server, model or real. */
export type WorldServer = {
  /** how it names a text */
  sm3: Sm3
  /** the way of one person on one device to the server */
  connect: (userId: string, device: string) => Ask
  /** ends a person's sessions; with false the person signs in again */
  expire: (userId: string, expired: boolean) => Promise<void>
  /** Takes a backup; what it answers sets the server back to it. */
  backup: () => Promise<() => Promise<void>>
  look: () => Promise<Looked>
  close: () => Promise<void>
}

/** What a server is started with. */
export type ServerWorld = {
  clock: WorldClock
  newId: () => string
  county: Directory
  people: readonly { userId: string; name: string }[]
  count: (what: string) => void
}
export type StartWorldServer = (world: ServerWorld) => Promise<WorldServer>

/** A document as a person reads it from the server. */
export type Seen = { state: DocumentState; version: number; sm3: string; body: Record<string, unknown> }

/** A server when everything has settled: what the oracle compares the desks with. */
export type Looked = {
  /** per person the documents they see */
  views: ReadonlyMap<string, ReadonlyMap<string, Seen>>
  /** commands with a verdict */
  verdicts: ReadonlySet<string>
  /** commands that were applied, and to what */
  effects: readonly { id: string; doc: string }[]
  /** everything ever written into bodies or sent with refused saves, as text */
  texts: string
  /** `text` as it reads when everything is accepted */
  docs: ReadonlyMap<string, { state: DocumentState; text: string }>
  /** what is wrong with the server in itself */
  faults: readonly string[]
}

const pullLimit = 7

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
}

/** A county server in memory after sync.md §4.5: the same shared decisions, the same push and pull algorithm. */
export function modelServer(
  now: () => number,
  newId: () => string,
  county: Directory,
  mutant: Mutant,
  sm3: Sm3,
  count: (what: string) => void = () => undefined,
): ModelServer {
  let state: State = { epoch: newId(), docs: new Map(), log: new Map(), effects: [], devices: new Map(), scopes: new Map() }
  const hash = (node: PmNode): string => bodySm3(sm3, node)
  const sessions = { expired: new Set<string>() }

  const scopesOf = (userId: string): string[] => [
    `user:${userId}`,
    ...(county.posts.some((p) => p.userId === userId && (p.role === 'officeChecker' || p.role === 'leader'))
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
      const v = scope.v + 1
      state.scopes.set(id, { v, entries: new Map(scope.entries).set(after.id, { v, op: wanted.has(id) ? 'U' : 'D' }) })
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
      const verdict = execute(userId, request.device, cmd)
      state.log.set(cmd.id, { args, verdict, command: cmd, userId, device: request.device })
      state.devices.set(device, Math.max(last, cmd.seq))
      results.push(verdict)
    }
    return done()
  }

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
    const name = county.posts.find((p) => p.userId === userId)?.name ?? ''
    const unitId = doc?.state.unitId ?? (command.name === 'CreateDraft' ? command.args.unitId : '')
    const context: DecideContext = {
      actor: actorOf({ me: { userId, name } }, doc?.state, unitId, county),
      now: now(),
      authoredAt: cmd.authoredAt,
      directory: county,
      device,
      commandId: cmd.id,
    }
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
      const saved = saveVersion(doc, command.args, { author: userId, authoredAt: cmd.authoredAt, now: now(), newId, hash, sent })
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

  const pull = (userId: string, device: string, request: PullRequest): PullResponse => {
    const mine = scopesOf(userId)
    const scopes: PullResponse['scopes'] = {}
    const docs: PulledDoc[] = []
    for (const id of mine) {
      const scope = state.scopes.get(id) ?? { v: 0, entries: new Map<string, Entry>() }
      const cursor = request.cursors[id] ?? 0
      const reset = cursor > scope.v
      const due = [...scope.entries].filter(([, e]) => e.v > (reset ? 0 : cursor)).toSorted(([, a], [, b]) => a.v - b.v)
      const page = due.slice(0, Math.max(0, pullLimit - docs.length))
      for (const [docId, entry] of page) {
        const doc = state.docs.get(docId)
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
          directoryVersion: county.version,
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
        return input === county.version ? null : county
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
    expire: (userId, expired) => void (expired ? sessions.expired.add(userId) : sessions.expired.delete(userId)),
    backup: () => {
      const kept = copyOf(state)
      return () => {
        state = { ...copyOf(kept), epoch: newId() }
      }
    },
  }
}

const headOf = (doc: Doc): PmNode => schema.nodeFromJSON(doc.versions.at(-1)?.json)

/** A text with all marks, and as it reads when everything is accepted: what was compared may strike half of a marker and insert it anew. */
export const readings = (head: PmNode): string => [head, acceptAll(head)].map((node) => node.textContent).join('\n')

/** The model as a world's server. */
export const startModelServer =
  (mutant: Mutant, sm3: Sm3): StartWorldServer =>
  async ({ clock, newId, county, people, count }) => {
    const model = modelServer(clock.now, newId, county, mutant, sm3, count)
    return {
      sm3,
      connect: (userId) => (op, input) => model.ask(userId, op, input),
      expire: async (userId, expired) => model.expire(userId, expired),
      backup: async () => {
        const restore = model.backup()
        return async () => restore()
      },
      look: async () => ({
        views: new Map(people.map(({ userId }) => [userId, model.view(userId)])),
        verdicts: model.verdicts(),
        effects: model.effects(),
        texts: model.texts(),
        docs: new Map([...model.docs()].map(([id, doc]) => [id, { state: doc.state, text: acceptAll(headOf(doc)).textContent }])),
        faults: [],
      }),
      close: async () => undefined,
    }
  }
