import type { Node as PmNode } from 'prosemirror-model'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { applySteps, stepsFromJson, stepsToJson } from '../../src-shared/revision/apply-steps.ts'
import { verifySubmission } from '../../src-shared/revision/verify.ts'
import type { CommandArgs } from '../../src-shared/workflow/commands.ts'
import { stepsHeldBy, threadsOpenedBy, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { upcast } from '../../src-shared/workflow/upcast.ts'
import { sm3, sm3OfJson } from '../sm3.ts'
import { readDocument, readHead } from '../store/body-store.ts'
import type { Tx } from '../store/database.ts'
import { planOf, type Planned } from './body-plan.ts'
import { bringIn } from './bring-in.ts'
import { derivedIds } from './derived-ids.ts'
import { wayToHead } from './late-way.ts'

type Save = CommandArgs<'SubmitBody'>
/** Who saves, from which desk and with which command, when by its clock and by the server's. */
export type Saver = { author: string; device: string; cmdId: string; authoredAt: number; now: number }

/** Enough of a desk's saves to follow a chain of them that was cut by the line; a desk has one or two under way. */
const savesLookedAt = 50

/**
 * The next version from an untracked save of somebody whose lease was broken meanwhile: its text as tracked suggestions of
 * theirs over the head, proved (RV-35, SY-91). Undefined where this is no such save: then it is refused for the reason it
 * was refused for.
 */
export async function planLate(tx: Tx, state: DocumentState, args: Save, by: Saver): Promise<Planned | undefined> {
  const broken = state.leasesBroken.findLast((one) => one.lease.by.userId === by.author)
  if (!state.tracked || !broken) return undefined
  const ground = await groundOf(tx, state, args, by)
  if (!ground || ground.version > broken.version) return undefined
  const work = workOn(ground.doc, args, by.author)
  if (!work) return undefined
  const head = await readHead(tx, state)
  const mine = new Set(await changesOf(tx, state.id, ground.late))
  const made = bringIn(
    {
      base: ground.doc,
      steps: stepsFromJson(args.steps),
      work,
      author: by.author,
      step: args.step,
      at: Math.min(by.authoredAt, by.now),
      theirs: mine.size > 0 ? wayToHead(ground.doc, head.doc, mine) : undefined,
    },
    {
      head: head.doc,
      held: stepsHeldBy(state, by.author),
      ownThreads: threadsOpenedBy(state, by.author),
      mergeable: false,
      wasUsed: () => false,
      now: by.now,
      newId: derivedIds(by.cmdId, sm3),
    },
  )
  if (!made.ok) return { ok: false, code: 'RV-MERGE', detail: made.detail }
  return planOf({
    doc: made.doc,
    state,
    onto: head.doc,
    version: state.bodyVersion + 1,
    baseVersion: args.baseVersion,
    steps: stepsToJson(made.steps),
    tracked: true,
    changeIds: made.changeIds,
  })
}

/** `late`: versions that hold what led from there to the text as suggestions. */
type Ground = { doc: PmNode; version: number; late: readonly number[] }
type Sent = { args: Save; version: number }

/**
 * The text a late save was made on, and the version that rests on in the end. The desk counted on an earlier save to
 * become a version as it was; where that one came late too and became suggestions, its text is put together again from
 * what was sent. Undefined for a save from before this desk's newest one: an old copy of text that is here already.
 */
async function groundOf(tx: Tx, state: DocumentState, args: Save, by: Saver): Promise<Ground | undefined> {
  const sent = await savesOf(tx, state.id, by)
  const [newest] = sent
  const continues = newest?.args.resultSm3 === args.baseSm3
  if (newest && !continues && newest.version > args.baseVersion) return undefined
  return textBefore(tx, state.id, args, sent)
}

async function textBefore(tx: Tx, docId: string, args: Save, sent: readonly Sent[]): Promise<Ground | undefined> {
  const stored = await readDocument(tx, docId, args.baseVersion)
  if (stored?.sm3 === args.baseSm3) return { doc: stored.doc, version: args.baseVersion, late: [] }
  const at = sent.findIndex((one) => one.args.resultSm3 === args.baseSm3)
  const before = sent[at]
  const under = before && (await textBefore(tx, docId, before.args, sent.slice(at + 1)))
  if (!under) return undefined
  const doc = applySteps(under.doc, before.args.steps)
  if (sm3OfJson(bodyJson(doc)) !== args.baseSm3) return undefined
  return { doc, version: under.version, late: [...under.late, before.version] }
}

/** This desk's saves of the document that took effect, the newest first. */
async function savesOf(tx: Tx, docId: string, { author, device }: Saver): Promise<Sent[]> {
  const rows = await tx
    .selectFrom('command_log')
    .select(['ver', 'args', 'result'])
    .where('doc_id', '=', docId)
    .where('user_id', '=', author)
    .where('device_id', '=', device)
    .where('name', '=', 'SubmitBody')
    .where('status', '=', 'applied')
    .orderBy('seq', 'desc')
    .limit(savesLookedAt)
    .execute()
  return rows.flatMap(({ ver, args, result }) => {
    const read = upcast('SubmitBody', ver, JSON.parse(args))
    return read.ok ? [{ args: read.args as Save, version: Number(result['bodyVersion']) }] : []
  })
}

/** Ids of the changes some versions brought. */
async function changesOf(tx: Tx, docId: string, versions: readonly number[]): Promise<string[]> {
  if (versions.length === 0) return []
  const rows = await tx
    .selectFrom('change')
    .select('change_id')
    .where('doc_id', '=', docId)
    .where('version', 'in', [...versions])
    .execute()
  return rows.map((row) => row.change_id)
}

/** The text an untracked save leads to, with the hash it claims; undefined where it leads to none. */
function workOn(base: PmNode, args: Save, author: string): PmNode | undefined {
  try {
    const sound = verifySubmission({ base, steps: stepsFromJson(args.steps), author, held: [], tracked: false })
    return sound.ok && sm3OfJson(bodyJson(sound.doc)) === args.resultSm3 ? sound.doc : undefined
  } catch {
    return undefined
  }
}
