import { z } from 'zod'
import { documentId, sm3Hex } from '../ids.ts'
import type { PlacedDocument } from '../paper/placed.ts'
import { paperInk } from '../paper/inks.ts'
import { layoutPair } from '../workflow/issue/layout.ts'
import { inksAtMost } from '../workflow/inks.ts'
import { paperSheet, type SheetJob } from '../paper/sheets/model.ts'
import { paperForms, paperTroubleCodes, type PaperJob, type PaperTrouble } from '../paper/model.ts'

/*
 * What the desk's page asks of main to have on paper (PP-40), and what passes between main and the hidden page that draws it
 * (PP-43), over one MessagePort and nowhere else.
 */

const line = z.string().max(200)

/** `PaperFacts` as they cross. */
const facts = z.object({
  form: z.enum(paperForms),
  serial: line.nullable(),
  secrecy: line,
  urgency: line,
  organs: z.array(line).max(50).readonly(),
  number: line.nullable(),
  signers: z.array(line).max(50).readonly(),
  upward: z.boolean(),
  sealing: z.enum(['seal', 'none', 'stamp']),
  datedOn: line.nullable(),
  printedBy: line.nullable(),
  printedOn: line.nullable(),
})

/**
 * One version to be put on paper. Main holds `body` against `sm3` (PP-41) and makes the clean text itself from `rejected`, the
 * ids of the changes that do not stand. `version`: its number, 0 for a text that is not a version yet. `at`: epoch ms, the only
 * date in the file, so that the same version gives the same bytes (PP-46).
 */
export const paperRequest = z.object({
  docId: documentId,
  version: z.number().int().nonnegative(),
  sm3: sm3Hex,
  at: z.number().int().nonnegative().max(8_000_000_000_000),
  body: z.record(z.string(), z.unknown()),
  rejected: z.array(z.string().max(64)).max(100_000),
  facts,
  copy: z.enum(['clean', 'marked']),
  watermark: z.string().max(100).nullable(),
  preprinted: z.boolean(),
  persons: z.array(z.object({ userId: line, letter: z.string().max(8), name: line, post: line })).max(500),
  steps: z.record(z.string().max(64), line),
  /** 圈阅 and handwriting, where they are asked for (PP-110) */
  inks: z.array(paperInk).max(inksAtMost).optional(),
})
export type PaperRequest = z.infer<typeof paperRequest>

/**
 * 发文稿纸 or 文件处理单 to be put on paper (PP-130): its data are all there is to it. `docId` null: an empty form. `version`: the
 * document's revision it was made from. `at`: as of a version.
 */
export const sheetRequest = z.object({
  docId: documentId.nullable(),
  version: z.number().int().nonnegative(),
  at: z.number().int().nonnegative().max(8_000_000_000_000),
  sheet: paperSheet,
  watermark: z.string().max(100).nullable(),
})
export type SheetRequest = z.infer<typeof sheetRequest>

/** A 清稿 to be bound as 版式文件: the text of the signed version, and what its 清稿 must be. */
export const layoutRequest = z.object({
  jobId: z.uuid(),
  request: paperRequest,
  cleanSm3: sm3Hex,
  seals: z
    .array(z.object({ sm3: sm3Hex, width: z.number().positive().max(200), height: z.number().positive().max(200) }))
    .max(16),
})
export const layoutMade = layoutPair.omit({ cleanSm3: true })

/** All that can be had on paper. */
export const anyPaper = z.union([sheetRequest, paperRequest])
export type AnyPaper = z.infer<typeof anyPaper>

/** A folder the person chose for many files: main alone knows where it is; `name`: its own name, to be shown. */
export const paperFolder = z.object({ folderId: z.uuid(), name: z.string() })

/** How it is printed. `scale`: percent of the true size; 100 keeps the measures of GB/T 9704. */
export const printSetup = z.object({
  printer: z.string().min(1).max(300),
  copies: z.number().int().min(1).max(999),
  duplex: z.enum(['simplex', 'longEdge']),
  scale: z.number().int().min(90).max(100),
})
export type PrintSetup = z.infer<typeof printSetup>

/** A printer of this machine; `name` is what the system calls it, `title` what a person does. */
export const printer = z.object({ name: z.string(), title: z.string(), isDefault: z.boolean() })
export type Printer = z.infer<typeof printer>

/** A file that was written: its name without the folder, and the SM3 of its bytes. */
export const paperFile = z.object({ name: z.string(), pages: z.number().int(), bytes: z.number().int(), sm3: sm3Hex })
export type PaperFile = z.infer<typeof paperFile>

/** How far a job is: waiting for its turn, drawing the pages, making the file or handing over to the printer, writing it. */
export const paperSteps = ['waiting', 'drawing', 'making', 'saving'] as const

/** Main to the hidden page. */
export type ToPaper = { type: 'draw'; job: PaperJob | SheetJob } | { type: 'place' } | { type: 'png'; file: string }

/** The hidden page to main; main parses every word (`src-main/paper/paper-words.ts`). */
export type FromPaper =
  | { type: 'drawn'; pages: number; troubles: readonly PaperTrouble[] }
  | { type: 'placed'; placed: PlacedDocument }
  | { type: 'png'; bytes: Uint8Array }
  | { type: 'failed' }

/** A trouble of the drawing as it crosses. */
export const paperTrouble: z.ZodType<PaperTrouble> = z.object({
  code: z.enum(paperTroubleCodes),
  page: z.number().int().nullable(),
  detail: z.string().max(200),
})
