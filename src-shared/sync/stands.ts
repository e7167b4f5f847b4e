import type { Node as PmNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import type { DocumentId } from '../ids.ts'
import { runSteps } from '../revision/apply-steps.ts'
import type { Tx } from './store-port.ts'
import { changeIds, nodeOf, readText } from './text.ts'

/** A state of an open document the editor was given or has saved: what the next steps may rest on. */
export type Stand = {
  /** of the unsent text; null where there was none */
  generation: number | null
  base: PmNode
  baseVersion: number
  baseSm3: string
  text: PmNode
  /** of the newest record in the unsent text, 0 where there is none (SY-87) */
  stamp: number
  /** autosaves since the text was folded last, as far as this page knows */
  typed: number
}

/** How a document stands in the cache: its unsent text, or the newest body; undefined where the text is not here. */
export async function readStand(tx: Tx, docId: DocumentId): Promise<Stand | undefined> {
  const here = await readText(tx, docId)
  if (here)
    return {
      generation: here.row.generation,
      base: here.base,
      baseVersion: here.row.baseVersion,
      baseSm3: here.row.baseSm3,
      text: here.text,
      stamp: here.stamp,
      typed: 0,
    }
  const body = await tx.get('bodies', docId)
  if (!body) return undefined
  const base = nodeOf(body.body)
  return { generation: null, base, baseVersion: body.version, baseSm3: body.sm3, text: base, stamp: 0, typed: 0 }
}

/** Whether steps of the editor come by a state on their way, or end in it. */
export function passesBy(from: PmNode, steps: readonly Step[], by: PmNode): boolean {
  try {
    let now = from
    return steps.some((step) => {
      now = runSteps(now, [step])
      return now.eq(by)
    })
  } catch {
    return false
  }
}

/** Whether steps of the editor lead from one state to another: so they were made on it. */
export function leadsTo(from: PmNode, steps: readonly Step[], to: PmNode): boolean {
  try {
    return runSteps(from, steps).eq(to)
  } catch {
    return false
  }
}

export const sameStand = (a: Stand, b: Stand): boolean =>
  a.generation === b.generation && a.baseVersion === b.baseVersion && a.baseSm3 === b.baseSm3 && a.text.eq(b.text)

/** The editor may still be one or two states behind; older ones are forgotten. */
const kept = 4

/** Open documents, the states their editors may stand on, and which changes count as sent. */
export type Stands = {
  of: (docId: string) => readonly Stand[]
  push: (docId: string, stand: Stand) => void
  /** the editor saved: it stands here and nowhere else */
  settle: (docId: string, stand: Stand) => void
  /** these changes count as sent from here on; answers those that did not before */
  seal: (docId: string, ids: Iterable<string>) => string[]
  unseal: (docId: string, ids: Iterable<string>) => void
  isUnsent: (docId: string, changeId: string) => boolean
}

export function createStands(): Stands {
  const stands = new Map<string, Stand[]>()
  const sent = new Map<string, Set<string>>()
  const sentOf = (docId: string): Set<string> => {
    const found = sent.get(docId) ?? new Set<string>()
    sent.set(docId, found)
    return found
  }
  const seal = (docId: string, ids: Iterable<string>): string[] => {
    const known = sentOf(docId)
    const fresh = [...ids].filter((id) => !known.has(id))
    for (const id of fresh) known.add(id)
    return fresh
  }
  return {
    of: (docId) => stands.get(docId) ?? [],
    push: (docId, stand) => {
      stands.set(docId, [...(stands.get(docId) ?? []), stand].slice(-kept))
      seal(docId, changeIds(stand.base))
    },
    settle: (docId, stand) => void stands.set(docId, [stand]),
    seal,
    unseal: (docId, ids) => {
      for (const id of ids) sentOf(docId).delete(id)
    },
    isUnsent: (docId, changeId) => !sentOf(docId).has(changeId),
  }
}
