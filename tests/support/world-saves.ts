import type { Node as PmNode } from 'prosemirror-model'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { applySteps, stepsFromJson } from '../../src-shared/revision/apply-steps.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { verifySubmission } from '../../src-shared/revision/verify.ts'
import type { CommandArgs } from '../../src-shared/workflow/commands.ts'
import { stepsHeldBy, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { bringIn } from '../../src-server/commands/bring-in.ts'
import { merge } from '../../src-server/commands/merge.ts'
import { wayToHead } from '../../src-server/commands/late-way.ts'

/* What the model server makes of a body save: the same proofs as the county server, over versions kept in a list. */

type Save = CommandArgs<'SubmitBody'>
export type Version = {
  version: number
  sm3: string
  json: Record<string, unknown>
  tracked: boolean
  /** made of a draft whose lease was broken */
  late?: true
}
export type Doc = { state: DocumentState; versions: readonly Version[] }
/** A save of one desk that took effect, and the version it made. */
export type Sent = { args: Save; version: number }
export type Refusal = { code: string; detail?: string }

export type Saver = {
  author: string
  authoredAt: number
  now: number
  newId: () => string
  hash: (node: PmNode) => string
  /** this desk's saves of the document, the newest first */
  sent: readonly Sent[]
}

/** The next version from a save, or why there is none. */
export function saveVersion(doc: Doc, args: Save, by: Saver): Version | Refusal {
  const planned = asSent(doc, args, by)
  return 'code' in planned ? (asLate(doc, args, by) ?? planned) : planned
}

const nextOf = (doc: Doc, node: PmNode, { hash }: Saver): Version => ({
  version: doc.versions.length + 1,
  sm3: hash(node),
  json: bodyJson(node),
  tracked: doc.state.tracked,
})

function asSent(doc: Doc, args: Save, by: Saver): Version | Refusal {
  const { tracked } = doc.state
  const stored = doc.versions[args.baseVersion - 1]
  if (!stored || stored.sm3 !== args.baseSm3) return { code: 'RV-BASE' }
  const base = schema.nodeFromJSON(stored.json)
  const verified = verifySubmission({
    base,
    steps: stepsFromJson(args.steps),
    author: by.author,
    held: stepsHeldBy(doc.state, by.author),
    tracked,
  })
  if (!verified.ok) return verified
  if (by.hash(verified.doc) !== args.resultSm3) return { code: 'RV-HASH' }
  if (args.baseVersion === doc.versions.length) return nextOf(doc, verified.doc, by)
  const broken = doc.state.leasesBroken.length > 0
  if (!tracked || (!broken && doc.versions.slice(args.baseVersion).some((v) => !v.tracked))) return { code: 'RV-STALE-BASE' }
  const head = headOf(doc)
  const merged = merge(base, stepsFromJson(args.steps), head, new Set(verified.changeIds))
  return merged.ok ? nextOf(doc, merged.doc, by) : { code: 'RV-MERGE', detail: merged.detail }
}

const headOf = (doc: Doc): PmNode => schema.nodeFromJSON(doc.versions.at(-1)?.json)

/** An untracked save of somebody whose lease was broken, as suggestions (SY-91); undefined where it is none. */
function asLate(doc: Doc, args: Save, by: Saver): Version | Refusal | undefined {
  const broken = doc.state.leasesBroken.findLast((one) => one.lease.by.userId === by.author)
  if (!doc.state.tracked || !broken) return undefined
  const [newest] = by.sent
  if (newest && newest.args.resultSm3 !== args.baseSm3 && newest.version > args.baseVersion) return undefined
  const ground = textBefore(doc, args, by, by.sent)
  if (!ground || ground.version > broken.version) return undefined
  const steps = stepsFromJson(args.steps)
  const sound = verifySubmission({ base: ground.text, steps, author: by.author, held: [], tracked: false })
  if (!sound.ok || by.hash(sound.doc) !== args.resultSm3) return undefined
  const at = Math.min(by.authoredAt, by.now)
  const mine = new Set(ground.late.flatMap((version) => cameWith(doc, version)))
  const theirs = mine.size > 0 ? wayToHead(ground.text, headOf(doc), mine) : undefined
  const made = bringIn(
    { base: ground.text, steps, work: sound.doc, author: by.author, step: args.step, at, theirs },
    {
      head: headOf(doc),
      held: stepsHeldBy(doc.state, by.author),
      ownThreads: new Set(),
      mergeable: false,
      wasUsed: () => false,
      now: by.now,
      newId: by.newId,
    },
  )
  return made.ok ? { ...nextOf(doc, made.doc, by), late: true } : { code: 'RV-MERGE', detail: made.detail }
}

/** Ids of the changes a version brought. */
function cameWith(doc: Doc, version: number): string[] {
  const [before, after] = [version - 2, version - 1].map((i) => listChanges(schema.nodeFromJSON(doc.versions[i]?.json)))
  const known = new Set(before?.map((change) => change.id))
  return (after ?? []).flatMap((change) => (known.has(change.id) ? [] : [change.id]))
}

type Ground = { text: PmNode; version: number; late: readonly number[] }

function textBefore(doc: Doc, args: Save, by: Saver, sent: readonly Sent[]): Ground | undefined {
  const stored = doc.versions[args.baseVersion - 1]
  if (stored?.sm3 === args.baseSm3) return { text: schema.nodeFromJSON(stored.json), version: args.baseVersion, late: [] }
  const at = sent.findIndex((one) => one.args.resultSm3 === args.baseSm3)
  const before = sent[at]
  const under = before && textBefore(doc, before.args, by, sent.slice(at + 1))
  if (!under) return undefined
  const text = applySteps(under.text, before.args.steps)
  return by.hash(text) === args.baseSm3 ? { text, version: under.version, late: [...under.late, before.version] } : undefined
}
