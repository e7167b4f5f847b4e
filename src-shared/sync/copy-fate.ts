import type { Node as PmNode } from 'prosemirror-model'
import type { JournalRecord } from '../ipc/journal-record.ts'
import { applySteps } from '../revision/apply-steps.ts'
import { argsOf } from './args-of.ts'
import type { WholeText } from './copied-text.ts'
import type { Env } from './env.ts'
import { isNotIn, isTrackedWork } from './late-text.ts'
import { signedIds } from './recover.ts'
import type { OutboxRow } from './store-port.ts'
import { changeIds, hashOf, nodeOf, type Text } from './text.ts'

export type CommandRecord = Extract<JournalRecord, { type: 'command' }>

/** What of a command tells which text it leads to. */
type Saved = Pick<OutboxRow, 'docId' | 'name' | 'ver' | 'args'>

/** Whether a text is exactly what the unsent commands of its document lead to. */
export function isCovered(env: Env, text: PmNode, rows: readonly Saved[], docId?: string): boolean {
  const sm3 = hashOf(env, text)
  return rows.some((row) => (docId === undefined || row.docId === docId) && resultOf(row) === sm3)
}

/** The text a command leads to, by its hash; undefined for one that carries none, or whose steps are not made yet. */
function resultOf(row: Saved): string | undefined {
  if (row.name === 'CreateDraft') return argsOf<'CreateDraft'>(row).bodySm3
  return row.name === 'SubmitBody' ? argsOf<'SubmitBody'>(row).resultSm3 : undefined
}

/**
 * What becomes of a document's text in the copy. 'text': it is the unsent text from here on; 'none': its commands hold all
 * of it, or it is here; 'drop': so they do, and the text here is done with; 'item': it is kept before its author;
 * 'conflict': so are its commands, which build on it.
 */
export type Fate = 'text' | 'none' | 'drop' | 'item' | 'conflict'

export function fateOf(
  env: Env,
  fresh: readonly CommandRecord[],
  copied: WholeText | undefined,
  lineage: readonly CommandRecord[],
  local: Text | undefined,
): Fate {
  const saves = fresh.filter(isSave)
  const isResult = (text: PmNode): boolean =>
    isCovered(
      env,
      text,
      lineage.map(({ command: { doc: docId, name, ver, args } }) => ({ docId, name, ver, args })),
    )
  if (copied && local?.text.eq(copied.text)) return 'none'
  if (!copied || copied.text.eq(copied.base)) {
    if (saves.length === 0 || !local) return 'none'
    if (isResult(local.text)) return 'drop'
    // untracked work of two desks on one text: neither may be written over the other
    return isTrackedWork(local.base, local.text) ? 'none' : 'conflict'
  }
  const { base, text } = copied
  const covered = isResult(text)
  // a change that may still grow at the other desk must not be sent from here: the two would be one by name only
  if (!covered && !isPlaced(copied, lineage)) return 'item'
  if (!local) return covered && saves.length === 0 ? 'none' : 'text'
  // what stands here is an earlier state of the same text: nothing was written here since
  if ((local.text.eq(base) || isResult(local.text)) && (saves.length > 0 || !covered)) return 'text'
  if (saves.length === 0) return covered ? 'none' : 'item'
  if (!isTrackedWork(base, text) || !isTrackedWork(local.base, local.text)) return 'conflict'
  return covered ? 'none' : 'item'
}

const isSave = ({ command }: CommandRecord): boolean => command.name === 'SubmitBody' || command.name === 'CreateDraft'

/** The text a draft's commands lead to from its first; undefined where they do not begin with it, or do not fit. */
export function builtFrom(lineage: readonly CommandRecord[]): PmNode | undefined {
  try {
    let text: PmNode | undefined
    for (const { command } of lineage) {
      if (command.name === 'CreateDraft') text = nodeOf(argsOf<'CreateDraft'>(command).body)
      else if (command.name === 'SubmitBody' && text) text = applySteps(text, argsOf<'SubmitBody'>(command).steps)
    }
    return text
  } catch {
    return undefined
  }
}

/** Whether every change of a text is carried by a command, so that its desk types no further in it. */
function isPlaced({ base, text }: WholeText, lineage: readonly CommandRecord[]): boolean {
  const carried = new Set(
    lineage.flatMap(({ command }) => {
      const args = command.args as { steps?: unknown[]; sealed?: string[] }
      return command.name === 'SubmitBody' ? [...(args.sealed ?? []), ...signedIds(args.steps ?? [])] : []
    }),
  )
  return [...changeIds(text)].filter(isNotIn(base)).every((id) => carried.has(id))
}
