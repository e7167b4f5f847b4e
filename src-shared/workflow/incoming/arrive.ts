import type { DocumentHeader } from '../../document/header.ts'
import type { DocumentId } from '../../ids.ts'
import type { RouteTemplate, Unit } from '../directory.ts'
import type { DocumentState, Task } from '../document-state.ts'
import type { Person } from '../person.ts'
import { noIncoming, type IncomingPart } from './part.ts'

/** What a 收文 begins with: whose it is, its 要素 and the text they stand in, and what is known of where it came from. */
export type Arrival = {
  docId: DocumentId
  unit: Pick<Unit, 'id' | 'name'>
  /** who began it: who sent it, or who registered it */
  by: Person
  header: DocumentHeader
  body: { version: number; sm3: string }
  route: RouteTemplate
  attachments?: DocumentState['attachments']
  links?: NonNullable<DocumentState['links']>
  incoming: Partial<IncomingPart>
  /** the turn it waits for, in S0 unless said otherwise; none: it only stands in the register */
  turn: Task | undefined
  state?: DocumentState['state']
  /** epoch ms */
  now: number
}

/** The first state of a 收文, delivered or registered from paper: its text is settled from the first day (WF-50). */
export function arrivalOf(arrival: Arrival): DocumentState {
  const { docId, unit, by, header, body, route, now } = arrival
  return {
    id: docId,
    kind: 'incoming',
    rev: 0,
    state: arrival.state ?? 'S0',
    unitId: unit.id,
    unitName: unit.name,
    drafter: by,
    header,
    route,
    assignees: {},
    step: arrival.turn?.step ?? 'receive',
    tasks: arrival.turn ? [arrival.turn] : [],
    opinions: [],
    decisions: [],
    attachments: arrival.attachments ?? [],
    threads: [],
    inks: [],
    lease: null,
    codrafters: [],
    leasesBroken: [],
    branches: [],
    tracked: true,
    bodyVersion: body.version,
    bodySm3: body.sm3,
    signed: null,
    clean: null,
    ...(arrival.links ? { links: arrival.links } : {}),
    incoming: { ...noIncoming, ...arrival.incoming },
    createdAt: now,
    updatedAt: now,
  }
}
