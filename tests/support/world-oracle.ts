import { bodySm3 } from '../../src-shared/document/body-json.ts'
import { canonicalJson, type Sm3 } from '../../src-shared/document/canonical.ts'
import { rowsOf } from './store.ts'
import type { Place } from './world.ts'
import type { Looked, Seen } from './world-port.ts'

/** A command a desk said yes to. */
export type Accepted = {
  userId: string
  place: number
  name: string
  docId: string
  /** what was said with it, which nobody else said */
  words?: string | undefined
}

/** What the oracle looks at when everything has settled. */
export type Judged = {
  server: Looked
  sm3: Sm3
  places: readonly Place[]
  people: readonly { userId: string; name: string }[]
  /** commands a desk said yes to */
  accepted: ReadonlyMap<string, Accepted>
  markers: readonly { text: string; docId: string; saved: boolean }[]
  /** the server was set back to a backup at some time */
  restored: boolean
  /** commands whose refusal reached a desk: a server that was set back may know nothing of it any more */
  told: ReadonlySet<string>
  fault: (text: string) => void
  count: (what: string) => void
}

const foreign = /^(?:SE|HTTP|WF|RV)-|^SY-(?:BUSY|EPOCH|INTERNAL|ANSWER)$/

const asksNothing: ReadonlySet<string> = new Set(['OpenTask', 'ReleaseLease'])

/**
 * Asks whether all came right: desks show what the server has, byte for byte; every command took effect once; nothing
 * typed is missing; no queue stands still.
 */
export function judge(world: Judged): void {
  const { server, places, accepted, markers, fault, count } = world
  for (const found of server.faults) fault(`server: ${found}`)
  const effects = server.effects.map((e) => `${e.id} ${e.doc}`)
  if (new Set(effects).size !== effects.length) fault('a command took effect twice')
  for (const { state } of server.docs.values()) {
    const n = server.effects.filter((e) => e.doc === state.id).length
    // a refused save that is kept counts the revision up too (RV-64)
    if (state.rev !== n + state.branches.length) fault(`document ${state.id}: rev ${state.rev} after ${n} commands`)
  }
  for (const { state } of server.docs.values()) if (state.signed) count('signed')
  const took = new Set(server.effects.map((e) => e.id))
  for (const row of places.flatMap((place) => rowsOf(place.files.disk, 'attention'))) {
    // an old copy of the profile may send an older form of a save the server has
    if (row.cmdId !== null && row.code !== 'SY-ID-REUSED' && took.has(row.cmdId))
      fault(`${row.commandName} ${row.cmdId} took effect, yet its author is told ${row.code}`)
  }
  for (const row of places.flatMap((place) => rowsOf(place.files.disk, 'attention'))) {
    // only the server says no: neither a line nor a session that ended is a verdict
    if (row.cmdId !== null && !world.restored && foreign.test(row.code) && !server.verdicts.has(row.cmdId))
      fault(`the author of ${row.commandName} ${row.cmdId} is told ${row.code}, which the server never said`)
  }
  places.forEach((place, i) => judgeDesk(world, place, i))
  for (const [cmdId, { place, userId, name, docId, words }] of accepted) {
    const stands = server.docs.get(docId)?.state
    if (words && took.has(cmdId) && !JSON.stringify(stands).includes(words)) fault(`${words} of ${name} ${cmdId} is lost`)
    // unsent, they go with a document that left: there is nothing to ask (SY-105)
    if (asksNothing.has(name) && !server.views.get(userId)?.has(docId)) continue
    const raised = places.some((p) => rowsOf(p.files.disk, 'attention').some((row) => row.cmdId === cmdId))
    if (!server.verdicts.has(cmdId) && !raised && !(world.restored && world.told.has(cmdId)))
      fault(`command ${cmdId} of desk ${place} is nowhere`)
  }
  const kept = places
    .map(
      (p) =>
        JSON.stringify(rowsOf(p.files.disk, 'attention')) +
        JSON.stringify(rowsOf(p.files.disk, 'texts')) +
        JSON.stringify(rowsOf(p.files.disk, 'typed')),
    )
    .join('')
  for (const marker of markers) {
    if (marker.saved && !server.texts.includes(marker.text) && !kept.includes(marker.text))
      fault(`typed ${marker.text} in ${marker.docId} is lost`)
    if ((server.docs.get(marker.docId)?.text ?? '').split(marker.text).length > 2) fault(`typed ${marker.text} stands twice`)
  }
}

function judgeDesk({ server, sm3, people, count, fault }: Judged, place: Place, i: number): void {
  const { disk } = place.files
  const status = place.desk?.status()
  if (!place.desk) return fault(`desk ${i} did not start`)
  if (status?.connection !== 'online' || status.trouble !== null) fault(`desk ${i} is ${JSON.stringify(status)}`)
  const queue = rowsOf(disk, 'outbox')
  if (queue.length > 0)
    fault(
      `desk ${i}: queue stuck with ${queue.map((row) => `${row.name}#${row.seq}${row.waiting ? ' waiting' : ''} ${row.status}`).join(', ')}`,
    )
  const over = rowsOf(disk, 'overlay')
  if (over.length > 0) fault(`desk ${i}: overlay left for ${over.map((row) => row.docId).join(', ')}`)
  const open = rowsOf(disk, 'history').filter((row) => row.open === 1)
  if (open.length > 0) fault(`desk ${i}: overlay left of ${open.map((row) => `${row.name}#${row.seq}`).join(', ')}`)
  const unsent = rowsOf(disk, 'working')
  for (const row of rowsOf(disk, 'attention')) {
    count(`attention ${row.code} ${row.commandName}`)
    const broken = server.docs.get(row.docId)?.state.leasesBroken ?? []
    const lost = broken.some((one) => one.lease.by.userId === people[i]?.userId && one.at <= row.at)
    if (row.body && lost) count(`text of a broken lease ${row.code}`)
  }
  if (unsent.length > 0)
    fault(
      `desk ${i}: text never sent: ${unsent.map((row) => `${row.docId} base ${row.baseVersion} awaits ${row.awaits}`).join(', ')}`,
    )
  const view = server.views.get((people[i] as (typeof people)[number]).userId) ?? new Map<string, Seen>()
  const mine = new Map(rowsOf(disk, 'docs').map((row) => [row.id as string, row.data]))
  const bodies = new Map(rowsOf(disk, 'bodies').map((row) => [row.docId as string, row]))
  for (const [id, truth] of view) {
    if (canonicalJson(mine.get(id) ?? null) !== canonicalJson(truth.state))
      fault(`desk ${i}: document ${id} differs (rev ${mine.get(id)?.rev} / ${truth.state.rev})`)
    const body = bodies.get(id)
    if (body?.version !== truth.version || body.sm3 !== truth.sm3 || canonicalJson(body.body) !== canonicalJson(truth.body))
      fault(`desk ${i}: body of ${id} differs (v${body?.version} / v${truth.version})`)
  }
  for (const id of mine.keys()) if (!view.has(id)) fault(`desk ${i}: document ${id} should be gone`)
  for (const [docId, editor] of place.desk.editors) {
    const truth = view.get(docId)
    if (truth && bodySm3(sm3, editor.shown) !== truth.sm3)
      fault(`desk ${i}: the editor of ${docId} shows another text than the server has`)
  }
}
