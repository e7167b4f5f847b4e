import type { DocumentHeader } from '../document/header.ts'
import type { JobInk } from './inks.ts'

/** The four forms of GB/T 9704: §7 文件, §10.1 信函, §10.2 命令(令), §10.3 纪要. */
export const paperForms = ['file', 'letter', 'order', 'minutes'] as const
export type PaperForm = (typeof paperForms)[number]

/**
 * What stands on paper beside the text itself. Some of it is given only later in a document's life (发文字号, 印发): null until
 * then, and its place stays free.
 */
export type PaperFacts = {
  form: PaperForm
  /** 份号, six digits (§7.2.1) */
  serial: string | null
  secrecy: string
  urgency: string
  /** every issuing organ, the lead first (§7.2.4 联合行文) */
  organs: readonly string[]
  /** 发文字号 as 青政发〔2026〕3号 (§7.2.5) */
  number: string | null
  /** 签发人 of an upward document; none elsewhere (§7.2.6) */
  signers: readonly string[]
  upward: boolean
  /** how the end is set: with room for seals, without, or with a 签名章 (§7.3.5) */
  sealing: 'seal' | 'none' | 'stamp'
  /** 成文日期 where the text has none: the day of 签发 (§7.3.5.4); null before */
  datedOn: string | null
  /** 印发机关 and 印发日期 (§7.4.3) */
  printedBy: string | null
  printedOn: string | null
}

/** What a page is made from: the text of one version, named by its SM3, with the facts around it. */
export type PaperJob = {
  facts: PaperFacts
  /** the version's text as stored (`body-json.ts`) */
  body: unknown
  sm3: string
  version: number
  /** 清稿 or 最终稿: no marks. 花脸稿: with marks, who and step told apart in black and white */
  copy: 'clean' | 'marked'
  /** 水印: user and time where policy asks */
  watermark: string | null
  /** 套打: the red head is on the paper already and is left out */
  preprinted: boolean
  /** 花脸稿: who the letters stand for, in the order of their looks (`ui/persons.ts`); authors not named get letters of their own */
  persons?: readonly PaperPerson[]
  /** names of the route's steps by id, for the legend of the 花脸稿 */
  steps?: Readonly<Record<string, string>>
  /** 圈阅 and handwriting to be drawn, oldest first (PP-110) */
  inks?: readonly JobInk[] | undefined
  /** seals to be pressed over 署名 and 成文日期, one for each organ in the order of the names (PP-117) */
  seal?: readonly PaperSeal[] | undefined
}

/**
 * A seal: its picture by the SM3 of the bytes, as large as on paper, in mm. `place`: whose it is among the names of a joint issue,
 * from 0, where not all of them are pressed.
 */
export type PaperSeal = { sm3: string; width: number; height: number; place?: { at: number; of: number } }

/** An author of tracked changes as the 花脸稿 names them. */
export type PaperPerson = { userId: string; letter: string; name: string; post: string }

/** What a page could not be made as GB/T 9704 or the text asks; each has its sentences in `ui/messages.ts`. */
export const paperTroubleCodes = [
  'PP-BODY-UNREAD',
  'PP-BODY-OLD',
  'PP-FIRST-PAGE',
  'PP-INK-LOST',
  'PP-LONE-END',
  'PP-MAIN-TO-MOVED',
  'PP-MARK-SMALL',
  'PP-PICTURE-LARGE',
  'PP-PICTURE-MISSING',
  'PP-ROW-TALL',
  'PP-SEAL-MISSING',
  'PP-TABLE-WIDE',
  'PP-TITLE-LONG',
] as const
export type PaperTroubleCode = (typeof paperTroubleCodes)[number]
/** A trouble with the page it is on, counted from 1; null where it is none's. `detail`: words or numbers of it, never a text's content. */
export type PaperTrouble = { code: PaperTroubleCode; page: number | null; detail: string }

/** The form a 文种 is issued in; 函 as a letter (§10.1), all others as 文件. */
export const formOf = (docType: DocumentHeader['docType']): PaperForm =>
  docType === '函' ? 'letter' : docType === '命令' ? 'order' : docType === '纪要' ? 'minutes' : 'file'
