import { z } from 'zod'
import type { Node as PmNode } from 'prosemirror-model'
import { bodySm3 } from '../../src-shared/document/body-json.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { journalRecord, liveBefore, type JournalRecord, type TextRecord } from '../../src-shared/ipc/journal-record.ts'
import { applySteps } from '../../src-shared/revision/apply-steps.ts'
import { finalOf } from '../../src-shared/revision/views.ts'
import { commandArgs } from '../../src-shared/workflow/commands.ts'
import { sm3 } from '../sm3.ts'

type Command = Extract<JournalRecord, { type: 'command' }>['command']

/** What of a journal the server had not answered: commands in the order they were given, and typed text by document. */
export type Unsent = { commands: Command[]; texts: ReadonlyMap<string, readonly TextRecord[]>; unread: number }

const settled = z.object({ type: z.literal('settled'), cmdIds: z.array(z.string()), docIds: z.array(z.string()) })

/** What is live of a journal's records, by their numbers: a later record of a command takes the place of an earlier one (SY-87). */
export function unsentOf(records: readonly (readonly [number, unknown])[]): Unsent {
  const commands = new Map<string, Command>()
  const texts = new Map<string, TextRecord[]>()
  let unread = 0
  for (const [, raw] of [...new Map(records)].toSorted(([a], [b]) => a - b)) {
    const done = settled.safeParse(raw).data
    for (const id of done?.cmdIds ?? []) commands.delete(id)
    for (const id of done?.docIds ?? []) texts.delete(id)
    if (done) continue
    const record = journalRecord.safeParse(raw).data
    if (!record) unread++
    else if (record.type === 'command') commands.set(record.command.id, record.command)
    else texts.set(record.docId, [...liveBefore(texts.get(record.docId) ?? [], record), record])
  }
  return { commands: [...commands.values()], texts, unread }
}

const kept = z.object({ base: z.record(z.string(), z.unknown()), text: z.record(z.string(), z.unknown()).optional() })

/** The text a person had before them when they last typed; undefined where the journal holds no beginning of it. */
export function typedText(records: readonly TextRecord[]): PmNode | undefined {
  const start = records.findLastIndex((record) => record.type === 'working')
  const first = records[start]
  const body = first?.type === 'working' ? kept.safeParse(first.body).data : undefined
  if (!body) return undefined
  try {
    return records
      .slice(start + 1)
      .reduce(
        (doc, record) => (record.type === 'typed' ? applySteps(doc, record.steps) : doc),
        schema.nodeFromJSON(body.text ?? body.base),
      )
  } catch {
    return undefined
  }
}

/** The body of a version the server has. */
type ReadVersion = (docId: string, version: number) => Promise<Record<string, unknown> | undefined>

/** The texts unsent saves lead to, the newest of each document; what rests on an unsent save is worked out from that one. */
export async function savedTexts(commands: readonly Command[], readVersion: ReadVersion): Promise<ReadonlyMap<string, PmNode>> {
  const newest = new Map<string, PmNode>()
  for (const { name, args, doc } of commands) {
    const draft = name === 'CreateDraft' ? commandArgs.CreateDraft.safeParse(args).data : undefined
    const save = name === 'SubmitBody' ? commandArgs.SubmitBody.safeParse(args).data : undefined
    try {
      if (draft) newest.set(doc, schema.nodeFromJSON(draft.body))
      if (!save) continue
      const before = newest.get(doc)
      const stored = await readVersion(doc, save.baseVersion)
      const base = before && bodySm3(sm3, before) === save.baseSm3 ? before : stored && schema.nodeFromJSON(stored)
      if (base && bodySm3(sm3, base) === save.baseSm3) newest.set(doc, applySteps(base, save.steps))
    } catch {
      // its steps stand in the list of commands all the same
    }
  }
  return newest
}

/** A text as an office reads it: a paragraph a line, tracked changes as they would stand. */
export function plainText(doc: PmNode): string {
  const lines: string[] = []
  finalOf(doc, () => undefined).descendants((node) => {
    if (!node.isTextblock) return true
    lines.push(node.textContent)
    return false
  })
  return `${lines.join('\n')}\n`
}
