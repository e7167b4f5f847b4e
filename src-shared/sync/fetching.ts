import type { DeviceId, DocumentId } from '../ids.ts'
import { nextWanted, ranks, takeBodies, wantedLeft, type Wanted } from './bodies.ts'
import { getMeta, type Env } from './env.ts'
import { madeOf, noneTaken, type Made } from './page-rows.ts'
import type { Transport } from './ports.ts'
import { limits, PROTOCOL_VERSION, type BodiesResponse, type PullRequest, type PullResponse } from './protocol.ts'
import { takePage } from './pull-page.ts'

/** How far fetching is: documents of the list, and texts still to come. */
export type Progress = { list: { done: number; total: number } | null; texts: number }

export type FetchingPorts = {
  env: Env
  transport: Pick<Transport, 'pull' | 'bodies'>
  /** an answer in time, or it counts as no line */
  ask: <T>(request: Promise<T>) => Promise<T>
  /** something the person did waits to be sent */
  hasWork: () => boolean
  /** sends it */
  sendWork: () => Promise<void>
  /** returns as soon as nobody types, or after a while */
  quiet: () => Promise<void>
  onProgress: (progress: Progress) => void
  onMoved: (docIds: readonly DocumentId[]) => void
}

export type Pulled = { kind: 'done'; came: Set<DocumentId> } | { kind: 'otherEpoch' }

/** A page on its way, and its rows made as soon as it is here. */
type AskedPage = { page: Promise<PullResponse>; made: Promise<Made> }
type Asked = { wanted: Wanted; answer: Promise<BodiesResponse> }
type Cursors = PullRequest['cursors']

/** The first page is one a person waits for. */
const aheadDocs = 200

/** Storing so many documents or texts at once is felt by somebody who types. */
const many = 50

/** What was asked for ahead is looked at later: until then its failure is nobody's. */
const ahead = <T>(request: Promise<T>): Promise<T> => {
  request.catch(() => undefined)
  return request
}

/** The cursors a stored page leaves behind. */
function cursorsAfter(cursors: Cursors, page: PullResponse): Cursors {
  const now = new Map(Object.entries(cursors))
  for (const scope of page.left) now.delete(scope)
  for (const [scope, { to }] of Object.entries(page.scopes)) now.set(scope, to)
  return Object.fromEntries(now)
}

/**
 * Fetches pages and texts: while one answer is stored the next is on its way or being sealed, never more than one (SY-172). A desk with
 * nothing yet first gets what its person has to do, with the texts, then everything (SY-173). Between pages new work is
 * sent (SY-178), and large answers wait for a pause of somebody who types (SY-177).
 */
export function createFetching({ env, transport, ask, hasWork, sendWork, quiet, onProgress, onMoved }: FetchingPorts) {
  let texts = 0

  const pull = async (): Promise<Pulled> => {
    const start = await env.store.transact('r', ['meta', 'scopes', 'bodies'], async (tx) => ({
      epoch: await getMeta(tx, 'epoch'),
      device: await getMeta(tx, 'device'),
      scopes: await tx.all('scopes'),
      noTexts: (await tx.all('bodies', 1)).length === 0,
    }))
    const { epoch, device } = start
    if (epoch === undefined || device === undefined) return { kind: 'otherEpoch' }
    const isEmpty = start.scopes.length === 0
    const taken = noneTaken(start.noTexts, isEmpty)
    const came = new Set<DocumentId>()
    let isFirst = isEmpty
    let cursors: Cursors = Object.fromEntries(start.scopes.map((scope) => [scope.id, scope.cursor]))
    let done = 0
    const askNext = (): AskedPage => {
      const page = ahead(askPage(epoch, device, cursors, isFirst))
      return { page, made: ahead(page.then((got) => madeOf(env, got, taken))) }
    }
    let asked = askNext()
    for (;;) {
      const { made } = asked
      const page = await asked.page
      if (page.epoch !== epoch) return { kind: 'otherEpoch' }
      cursors = cursorsAfter(cursors, page)
      const isAhead = isFirst && !page.complete && Object.values(page.scopes).every((scope) => scope.to === 0)
      isFirst = false
      // a page asked for before work is sent does not have it, and must not be taken for one that does
      const sends = !page.complete && hasWork()
      const goesOn = !page.complete && !isAhead
      if (goesOn && !sends) asked = askNext()
      if (!isAhead && page.docs.length >= many) await quiet()
      await takePage(env, page, await made).finally(() => onMoved(page.docs.map((doc) => doc.id)))
      for (const doc of page.docs) came.add(doc.id)
      if (!isAhead) done += page.docs.length
      const rest = Object.values(page.scopes).reduce((sum, scope) => sum + (scope.rest ?? scope.head - scope.to), 0)
      if (page.complete) texts = await wantedLeft(env)
      onProgress({ list: page.complete ? null : { done, total: done + rest }, texts })
      if (page.complete) return { kind: 'done', came }
      if (sends) await sendWork()
      // what the person works on is not to share the line with all the rest
      if (isAhead) await bodies(ranks.own)
      if (isAhead || sends) asked = askNext()
    }
  }

  const askPage = (epoch: string, device: DeviceId, cursors: Cursors, isFirst: boolean): Promise<PullResponse> => {
    const request = { epoch, device, cursors, limit: limits.pullDocs, proto: PROTOCOL_VERSION }
    return ask(transport.pull(isFirst ? { ...request, limit: aheadDocs, ahead: true } : request))
  }

  const askTexts = async (lowest: number, without: readonly string[]): Promise<Asked | undefined> => {
    const wanted = await nextWanted(env, limits.bodiesDocs, lowest, new Set(without))
    return wanted && { wanted, answer: ahead(ask(transport.bodies(wanted.docs))) }
  }

  /** Texts in batches; new work of the person goes first, the rest comes in the next round. */
  const bodies = async (lowest: number = ranks.rest): Promise<void> => {
    let next = hasWork() ? undefined : await askTexts(lowest, [])
    if (next) texts = await wantedLeft(env)
    while (next) {
      const { wanted, answer }: Asked = next
      const got = await answer
      next = hasWork() ? undefined : await askTexts(lowest, wanted.ids)
      if (wanted.rank !== ranks.own && wanted.docs.length >= many) await quiet()
      await takeBodies(env, wanted, got, onMoved)
      texts = Math.max(0, texts - wanted.docs.length + got.rest.length)
      // what the answer had no room for
      if (!next && !hasWork()) next = await askTexts(lowest, [])
      if (lowest === ranks.rest) onProgress({ list: null, texts: next || hasWork() ? texts : 0 })
    }
  }

  return { pull, bodies }
}
