import { formatOfficialDate } from '../../../src-shared/document/official-date.ts'
import type {
  DraftSheet,
  IncomingSheet,
  PaperSheet,
  SheetOpinion,
  SheetStep,
  TableSheet,
} from '../../../src-shared/paper/sheets/model.ts'
import { tps } from '../../ui/text-sheets.ts'

/** A paragraph of a cell. */
export type SheetText = { text: string; align: 'left' | 'center' | 'right' }
/** A cell: its width in 24ths of the table. A label is repeated where its row goes on. */
export type SheetCell = { width: number; label: boolean; texts: readonly SheetText[] }
/** `weight`: how much of the spare room of the page it takes; such a row may go on on a second sheet. */
/** `joins`: its first cell is one with that of the row above. */
export type SheetRow = { cells: readonly SheetCell[]; weight: number; joins?: boolean }
/** `head`: a row that stands above those of every page. */
export type SheetForm = { title: string; head?: SheetRow; rows: readonly SheetRow[] }

/** A sheet as the rows of its table. Pure. */
export function formOfSheet(sheet: PaperSheet): SheetForm {
  if (sheet.kind === 'table') return tableForm(sheet)
  return sheet.kind === 'draft' ? draftForm(sheet) : incomingForm(sheet)
}

const whole = 24
const labelWidth = 3
const label = (text: string, width = labelWidth): SheetCell => ({ width, label: true, texts: [{ text, align: 'center' }] })
const value = (width: number, texts: readonly SheetText[]): SheetCell => ({ width, label: false, texts })
const plain = (text: string): SheetText[] => [{ text, align: 'left' }]

/** A row of labelled short values that share its width. */
const facts = (...pairs: readonly (readonly [string, string])[]): SheetRow => ({
  cells: pairs.flatMap(([name, text]) => [label(name), value(whole / pairs.length - labelWidth, plain(text))]),
  weight: 0,
})
const long = (name: string, texts: readonly string[]): SheetRow => ({
  cells: [label(name), value(whole - labelWidth, texts.length === 0 ? plain('') : texts.flatMap(plain))],
  weight: 0,
})
const said = (weight: number, ...pairs: readonly (readonly [string, readonly SheetText[]])[]): SheetRow => ({
  cells: pairs.flatMap(([name, texts]) => [label(name), value(whole / pairs.length - labelWidth, texts)]),
  weight,
})

const dayWords = (on: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(on) ? formatOfficialDate(on) : on)

const stanceWords = { agree: tps.agree, disagree: tps.disagree, return: tps.returned, withdraw: tps.withdrawn, note: '' } as const

/** What was said in words: the stance first, unless the words begin with it. */
function wordsOf({ stance, text, late }: SheetOpinion): string {
  const first = stanceWords[stance]
  const given = text.trim()
  return `${late ? tps.late : ''}${first !== '' && !given.startsWith(first.slice(0, -1)) ? first : ''}${given}`
}

/** An opinion: its words, and on the line below the name and the full date. */
const opinionTexts = (opinion: SheetOpinion, withUnit: boolean): SheetText[] => [
  { text: wordsOf(opinion), align: 'left' },
  ...(withUnit && opinion.unit !== '' ? [{ text: opinion.unit, align: 'right' } as const] : []),
  { text: [opinion.name, dayWords(opinion.on)].filter(Boolean).join('　'), align: 'right' },
]

/** What was said at a step, then who is to sign, with room for the pen. */
const stepTexts = ({ opinions, awaits }: SheetStep, withUnit = false): SheetText[] => {
  const all = opinions.flatMap((one) => opinionTexts(one, withUnit))
  if (awaits.length > 0) all.push({ text: tps.awaits(awaits.join('、')), align: 'left' })
  if (awaits.length > 0 || all.length === 0) all.push({ text: tps.blankDay, align: 'right' })
  return all
}

/** 会签: what was said, by unit, then whose silence counts as no objection, and since when. */
const consultTexts = (consult: NonNullable<DraftSheet['consult']>): SheetText[] => {
  const late = consult.overdue.map(({ unit, on }): SheetText => ({ text: tps.overdue(unit, dayWords(on)), align: 'left' }))
  const all = consult.opinions.length > 0 || consult.awaits.length > 0 ? stepTexts(consult, true) : []
  return [...all, ...late]
}

function draftForm(sheet: DraftSheet): SheetForm {
  const noted = sheet.draft.opinions.flatMap((one) => opinionTexts(one, false))
  return {
    title: tps.draftTitle(sheet.organ),
    rows: [
      facts([tps.secrecy, sheet.secrecy || tps.notSecret], [tps.urgency, sheet.urgency], [tps.openness, sheet.openness]),
      said(6, [tps.sign, stepTexts(sheet.sign)], [tps.cosign, stepTexts(sheet.cosign, true)]),
      said(4, [tps.check, stepTexts(sheet.check)], [tps.review, stepTexts(sheet.review)]),
      ...(sheet.consult ? [said(2, [tps.consult, consultTexts(sheet.consult)])] : []),
      ...(noted.length > 0 ? [said(1, [tps.draftNote, noted])] : []),
      facts([tps.unit, sheet.unit], [tps.drafter, sheet.drafter]),
      facts([tps.phone, sheet.phone], [tps.draftedOn, dayWords(sheet.draftedOn)]),
      long(tps.title, [sheet.title]),
      long(tps.mainTo, [sheet.mainTo]),
      long(tps.copyTo, [sheet.copyTo]),
      long(tps.attachments, sheet.attachments),
      facts([tps.number, sheet.number], [tps.docType, sheet.docType], [tps.copies, sheet.copies]),
      facts([tps.proof, ''], [tps.typed, ''], [tps.issued, '']),
    ],
  }
}

const opinions = (all: readonly SheetOpinion[]): SheetText[] =>
  all.length > 0 ? all.flatMap((one) => opinionTexts(one, false)) : [{ text: tps.blankDay, align: 'right' }]

const blankLines = 4
const perLine = 3

/** 传阅: names with the day they had read it, three to a line, with lines left for more. */
function circulationRows({ circulation }: IncomingSheet): SheetRow[] {
  const width = (whole - labelWidth) / perLine
  const count = Math.max(blankLines, Math.ceil(circulation.length / perLine))
  const rows = Array.from({ length: count }, (_, i): SheetRow => {
    const cells = Array.from({ length: perLine }, (__, k) => {
      const one = circulation[i * perLine + k]
      return [
        value(3, plain(one?.name ?? '')),
        value(width - 3, plain(one ? [dayWords(one.on), one.text].filter(Boolean).join('　') : '')),
      ]
    })
    const middle = Math.floor((count - 1) / 2)
    return { cells: [label(i === middle ? tps.circulation : ''), ...cells.flat()], weight: 0, joins: true }
  })
  const head = Array.from({ length: perLine }, () => [label(tps.name), label(tps.on, width - 3)]).flat()
  return [{ cells: [label(''), ...head], weight: 0 }, ...rows]
}

function incomingForm(sheet: IncomingSheet): SheetForm {
  const handled = sheet.handling.flatMap(({ name, text, on }): SheetText[] => [
    { text, align: 'left' },
    { text: [name, dayWords(on)].filter(Boolean).join('　'), align: 'right' },
  ])
  return {
    title: tps.incomingTitle(sheet.organ),
    rows: [
      facts([tps.register, sheet.register], [tps.receivedOn, dayWords(sheet.receivedOn)]),
      facts([tps.from, sheet.from], [tps.fromNumber, sheet.fromNumber]),
      facts([tps.secrecy, sheet.secrecy], [tps.urgency, sheet.urgency], [tps.receivedCopies, sheet.copies]),
      long(tps.title, [sheet.title]),
      facts([tps.attachments, sheet.attachments.join('；')], [tps.dueOn, dayWords(sheet.dueOn)]),
      said(4, [tps.proposal, opinions(sheet.proposal)]),
      said(5, [tps.instructions, opinions(sheet.instructions)]),
      said(4, [tps.handling, handled.length > 0 ? handled : [{ text: tps.blankDay, align: 'right' }]]),
      ...circulationRows(sheet),
      said(2, [tps.result, plain(sheet.result)]),
    ],
  }
}

const tableForm = ({ title, heads, widths, rows }: TableSheet): SheetForm => ({
  title,
  head: { cells: heads.map((text, i) => label(text, widths[i])), weight: 0 },
  rows: rows.map((row) => ({ cells: row.map((text, i) => value(widths[i] ?? 0, plain(text))), weight: 0 })),
})
