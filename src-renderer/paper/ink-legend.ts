import { lettersOf, type JobInk } from '../../src-shared/paper/inks.ts'
import type { PaperJob } from '../../src-shared/paper/model.ts'
import { tpp } from '../ui/text-paper.ts'
import { item, type FlowItem } from './blocks.ts'
import { make } from './dom.ts'
import { elementsOf, findLetters } from './ink-letters.ts'
import type { Letters } from './letters.ts'

/** A drawing with the words that say what it is, and the letter of whoever drew it. */
export type NamedInk = { ink: JobInk; letter: string; words: string }

/** The words of the page that must be on paper for a drawing to have a place. */
export const keptWords = ({ under }: JobInk): string[] =>
  under ? lettersOf(under.block.content).flatMap(({ char }, i) => (under.kept[i] === true ? [char] : [])) : []

/** '2026年11月20日 15:04', in Asia/Shanghai. */
function momentOf(at: number): string {
  const civil = new Date(at + 8 * 3_600_000)
  const two = (n: number): string => String(n).padStart(2, '0')
  const day = `${civil.getUTCFullYear()}年${civil.getUTCMonth() + 1}月${civil.getUTCDate()}日`
  return `${day} ${two(civil.getUTCHours())}:${two(civil.getUTCMinutes())}`
}

/**
 * Sorts the drawings of a job by whether the laid out text in `host` has a place for them, and makes their list behind the
 * text: each with who, at which step, when, on which version where that is another one; those without a place say so and
 * quote what they stood beside (PP-113).
 */
export function prepareInks(job: PaperJob, host: HTMLElement, letters: Letters): { drawn: NamedInk[]; legend: FlowItem[] } {
  const drawn: NamedInk[] = []
  const lines: HTMLElement[] = []
  for (const ink of job.inks ?? []) {
    const { letter, post } = letters.person(ink.userId)
    const parts = [
      [ink.name, post].filter(Boolean).join(' '),
      job.steps?.[ink.step] ?? '',
      momentOf(ink.at),
      ink.kind === 'circled' ? tpp.circled : tpp.note,
      ink.version === job.version ? '' : tpp.onVersion(ink.version),
    ]
    const words = parts.filter(Boolean).join(' ')
    drawn.push({ ink, letter, words })
    const line = make('p', 'pp-p pp-legend')
    line.append(tpp.inkLine([letter, ...parts, hasPlace(ink, host) ? '' : tpp.inkLost(ink.quote)]))
    lines.push(line)
  }
  const head = make('p', 'pp-p pp-legend pp-heiti', tpp.inks)
  const legend =
    lines.length === 0 ? [] : [item(head, 'none', { gap: 1, keepNext: true }), ...lines.map((one) => item(one, 'lines'))]
  return { drawn, legend }
}

function hasPlace(ink: JobInk, host: HTMLElement): boolean {
  const words = keptWords(ink)
  if (words.every((char) => /\s/.test(char))) return false
  // 版记 is not laid out yet
  if (ink.under?.place === 'copyTo') return true
  return findLetters(elementsOf(host, ink.blockId), words) !== null
}
