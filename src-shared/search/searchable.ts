import { z } from 'zod'
import type { BodyJson } from '../document/body-json.ts'
import { documentId } from '../ids.ts'
import { placesOf } from '../sync/rows.ts'
import type { DocumentState, StateName } from '../workflow/document-state.ts'
import { registerText } from '../workflow/incoming/part.ts'
import { datedOn } from '../workflow/issue/joint.ts'
import { numberText } from '../workflow/issue/part.ts'

/** How far a document is, as a person asks for it: several states each. */
export const stages = ['drafting', 'reviewing', 'signed', 'issued', 'handling', 'closed', 'stopped'] as const
export type Stage = (typeof stages)[number]

const statesOf: Record<Stage, readonly StateName[]> = {
  drafting: ['F0'],
  reviewing: ['F1', 'F2', 'F3', 'F4', 'F5'],
  signed: ['F6', 'F7', 'F8', 'F9'],
  issued: ['F10', 'F11', 'F12'],
  handling: ['S0', 'S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S6r', 'S7'],
  closed: ['S8', 'S9'],
  stopped: ['X1', 'X2', 'XR'],
}
const stageOf = (state: StateName): Stage => stages.find((stage) => statesOf[stage].includes(state)) ?? 'stopped'

/** Where it lies for the one who asks: a place of the desk, or among what one may read only. */
export const shelves = ['todo', 'drafts', 'active', 'done', 'reading'] as const
export type Shelf = (typeof shelves)[number]

/** A document as search knows it: what is asked for, and what a result shows. */
export const searchable = z.object({
  id: documentId,
  title: z.string(),
  /** 发文字号 or 来文字号, and 收文号; '' where it has none yet */
  number: z.string(),
  /** 来文单位, 拟稿单位, 署名, 主送, 抄送, those it was sent to */
  units: z.array(z.string()),
  /** everybody who had to do with it, the drafter first */
  persons: z.array(z.string()),
  docType: z.string(),
  urgency: z.string(),
  stage: z.enum(stages),
  shelves: z.array(z.enum(shelves)),
  /** the day it bears: of 签发, or that of what came in; else of its last move; 'YYYY-MM-DD' */
  on: z.string(),
  updatedAt: z.number(),
})
export type Searchable = z.infer<typeof searchable>

const shanghai = 8 * 3_600_000
const civilDay = (ms: number): string => new Date(ms + shanghai).toISOString().slice(0, 10)

/** What search knows of a document, as this person sees it. Pure; a new part of a document is added here and nowhere else. */
export function searchableOf(doc: DocumentState, userId: string): Searchable {
  const { header } = doc
  const acted = [
    doc.drafter,
    ...doc.codrafters,
    ...doc.tasks.flatMap((task) => [task.assignee, ...(task.doneBy ? [task.doneBy] : [])]),
    ...doc.opinions.map((opinion) => opinion.by),
    ...(doc.signed ? [doc.signed.by] : []),
  ]
  const places = placesOf(doc, userId)
  return {
    id: doc.id,
    title: header.title,
    number: numberOf(doc),
    units: told([
      doc.incoming?.fromUnit ?? '',
      doc.unitName,
      header.issuer,
      header.mainTo,
      header.copyTo,
      ...(doc.issue?.scope ?? []).map((unit) => unit.unitName),
    ]),
    persons: told(acted.map((person) => person.name)),
    docType: header.docType,
    urgency: header.urgency,
    stage: stageOf(doc.state),
    shelves: places.length > 0 ? places : ['reading'],
    on: datedOn(doc) ?? (doc.incoming?.datedOn || civilDay(doc.updatedAt)),
    updatedAt: doc.updatedAt,
  }
}

const told = (words: readonly string[]): string[] => [...new Set(words.map((word) => word.trim()).filter(Boolean))]

/** 发文字号 or 来文字号, and 收文号 */
const numberOf = ({ issue, incoming }: DocumentState): string =>
  told([
    issue?.number ? numberText(issue.number) : '',
    incoming?.number ?? '',
    incoming?.register ? registerText(incoming.register) : (incoming?.temporary ?? ''),
  ]).join(' ')

type Part = { type?: string; text?: string; content?: Part[]; marks?: { type: string }[] }

const textblocks: ReadonlySet<string> = new Set([
  'mainTo',
  'attachmentNote',
  'issuer',
  'issuedOn',
  'remark',
  'copyTo',
  'paragraph',
])

/**
 * The full text that is looked through: the body as it stands with every change accepted, a line per block, then what was said
 * of it, and names of attachments. The title is not part of it, it is looked through on its own.
 */
export function searchText(doc: DocumentState | undefined, body: BodyJson | undefined): string {
  const lines: string[] = []
  const walk = (part: Part): void => {
    if (part.type === 'title') return
    if (part.type !== undefined && textblocks.has(part.type)) lines.push(lineOf(part))
    else for (const child of part.content ?? []) walk(child)
  }
  if (body) walk(body as Part)
  const said = [...(doc?.opinions ?? []), ...(doc?.incoming?.progress ?? []), doc?.incoming?.result, doc?.incoming?.reply]
  for (const one of said) lines.push((one?.text ?? '').replaceAll('\n', ' '))
  for (const { name } of [...(doc?.attachments ?? []), ...(doc?.incoming?.layout ?? [])]) lines.push(name)
  return lines.filter((line) => line !== '').join('\n')
}

const lineOf = (block: Part): string =>
  (block.content ?? [])
    .map((child) => (child.marks?.some((mark) => mark.type === 'del') ? '' : (child.text ?? '')))
    .join('')
    .replaceAll('\n', ' ')
