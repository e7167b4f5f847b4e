import type { DocumentContent } from './make.ts'

const headings = (...words: string[]): DocumentContent['paragraphs'] =>
  words.flatMap((text) => [{ text, style: 'h1' as const }, ''])

/**
 * What a document of a 文种 usually consists of (条例第八条; its closing by practice, domain.md §2.1): headings with room under
 * each, and the closing words of its kind. Only a start: everything in it can be written over.
 */
const bodies: Readonly<Record<string, DocumentContent['paragraphs']>> = {
  决议: [''],
  决定: ['', ...(headings('一、', '二、') ?? [])],
  命令: [''],
  公报: [''],
  公告: ['', '特此公告。'],
  通告: ['', '特此通告。'],
  意见: ['', ...(headings('一、总体要求', '二、主要任务', '三、保障措施') ?? [])],
  通知: ['', ...(headings('一、', '二、') ?? []), '特此通知。'],
  通报: [''],
  报告: ['', ...(headings('一、基本情况', '二、存在问题', '三、下一步打算') ?? []), '特此报告。'],
  请示: ['', ...(headings('一、基本情况', '二、请示事项') ?? []), '妥否，请批示。'],
  批复: ['', '此复。'],
  议案: ['', '请审议。'],
  函: ['', '盼复。'],
  纪要: ['', ...(headings('一、', '二、') ?? [])],
}

/** The paragraphs a draft of this 文种 may begin with; one empty paragraph for a kind without a template. */
export const templateOf = (docType: string): NonNullable<DocumentContent['paragraphs']> => bodies[docType] ?? ['']
