import { z } from 'zod'

/*
 * What stands on the two sheets that go with a document on paper and are archived with it (8号令 art. 10): 发文稿纸 with the
 * opinions of 拟制, and 文件处理单 with those of 收文办理; and on registers. Pure data; '' and empty lists leave room for the pen.
 */

const words = z.string().max(4000)
const list = z.array(words).max(500).readonly()

/** An opinion as signed: whose, with the full date 'YYYY-MM-DD'. `late`: it came too late to take part in the route (C-03). */
export const sheetOpinion = z.object({
  stance: z.enum(['agree', 'disagree', 'note', 'return', 'withdraw']),
  text: words,
  name: words,
  unit: words,
  on: words,
  late: z.boolean(),
})
export type SheetOpinion = z.infer<typeof sheetOpinion>

/** A step: what was said at it, oldest first, and whose turn it is or will be. */
const sheetStep = z.object({ opinions: z.array(sheetOpinion).max(2000).readonly(), awaits: list })
export type SheetStep = z.infer<typeof sheetStep>

/** 发文稿纸. `number`, `copies`: given after 签发. */
const draftSheet = z.object({
  kind: z.literal('draft'),
  organ: words,
  docType: words,
  secrecy: words,
  urgency: words,
  openness: words,
  number: words,
  copies: words,
  title: words,
  mainTo: words,
  copyTo: words,
  attachments: list,
  unit: words,
  drafter: words,
  phone: words,
  /** 拟稿日期, 'YYYY-MM-DD' */
  draftedOn: words,
  sign: sheetStep,
  cosign: sheetStep,
  check: sheetStep,
  review: sheetStep,
  draft: sheetStep,
  /** 会签, where units were asked: `awaits` the units, `overdue` those that count as having no objection and since when, 'YYYY-MM-DD' */
  consult: sheetStep
    .extend({
      overdue: z
        .array(z.object({ unit: words, on: words }))
        .max(500)
        .readonly(),
    })
    .optional(),
})
export type DraftSheet = z.infer<typeof draftSheet>

/** A line of 承办 or 传阅: who, what came of it, when ('YYYY-MM-DD'). */
const handled = z.object({ name: words, text: words, on: words })

/** 文件处理单 of a 收文 (art. 24). `receivedOn`, `dueOn`: 'YYYY-MM-DD'. */
const incomingSheet = z.object({
  kind: z.literal('incoming'),
  organ: words,
  from: words,
  fromNumber: words,
  register: words,
  receivedOn: words,
  dueOn: words,
  copies: words,
  secrecy: words,
  urgency: words,
  title: words,
  attachments: list,
  proposal: z.array(sheetOpinion).max(2000).readonly(),
  instructions: z.array(sheetOpinion).max(2000).readonly(),
  handling: z.array(handled).max(2000).readonly(),
  circulation: z.array(handled).max(2000).readonly(),
  result: words,
})
export type IncomingSheet = z.infer<typeof incomingSheet>

/** A table of many lines on paper, such as a register. `widths`: of its columns, in 24ths of the page's width; the head stands on every page. */
const tableSheet = z
  .object({
    kind: z.literal('table'),
    title: words,
    heads: z.array(words).min(1).max(12).readonly(),
    widths: z.array(z.number().int().positive()).max(12).readonly(),
    rows: z.array(z.array(words).max(12).readonly()).max(20_000).readonly(),
  })
  .refine(({ heads, widths, rows }) => [widths, ...rows].every((one) => one.length === heads.length))
  .refine(({ widths }) => widths.reduce((sum, one) => sum + one, 0) === 24)
export type TableSheet = z.infer<typeof tableSheet>

export const paperSheet = z.discriminatedUnion('kind', [draftSheet, incomingSheet, tableSheet])
export type PaperSheet = z.infer<typeof paperSheet>

/** A sheet to be drawn: as a version is, by the same program (PP-130). */
export type SheetJob = { sheet: PaperSheet; watermark: string | null }

/** An empty 文件处理单 of an organ, to be filled in by pen (空白表). */
export const blankIncoming = (organ: string): IncomingSheet => ({
  kind: 'incoming',
  organ,
  from: '',
  fromNumber: '',
  register: '',
  receivedOn: '',
  dueOn: '',
  copies: '',
  secrecy: '',
  urgency: '',
  title: '',
  attachments: [],
  proposal: [],
  instructions: [],
  handling: [],
  circulation: [],
  result: '',
})
