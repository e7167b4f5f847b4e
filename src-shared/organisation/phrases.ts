import { z } from 'zod'

/** Bounds of a list of 常用语: as many as one looks through at a glance, each a sentence and no text. */
export const phraseLimits = { most: 30, letters: 60 } as const

/** A list of 常用语 as it is kept: no empty one, none twice. */
export const phraseList = z
  .array(z.string().trim().min(1).max(phraseLimits.letters))
  .max(phraseLimits.most)
  .refine((words) => new Set(words).size === words.length)

/** Why a list cannot be kept: too many, or one too long. */
export type PhraseTrouble = { code: 'PH-MANY'; n: number } | { code: 'PH-LONG'; line: string }

/** A list from what a person wrote, one phrase a line; empty lines and repeated ones fall away. */
export function phrasesOf(text: string): { words: string[]; trouble: PhraseTrouble | undefined } {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const words = [...new Set(lines.filter((line) => line !== ''))]
  const long = words.find((line) => line.length > phraseLimits.letters)
  const trouble: PhraseTrouble | undefined =
    words.length > phraseLimits.most
      ? { code: 'PH-MANY', n: words.length }
      : long === undefined
        ? undefined
        : { code: 'PH-LONG', line: long }
  return { words, trouble }
}

/** What a field offers: the program's words for that very step first, then one's own, then the organ's; none twice (AD-61). */
export const offeredPhrases = (own: readonly string[], unit: readonly string[], usual: readonly string[]): string[] => [
  ...new Set([...usual, ...own, ...unit]),
]
