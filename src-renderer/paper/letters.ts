import type { PaperMark } from '../../src-shared/paper/content.ts'
import type { PaperJob, PaperPerson } from '../../src-shared/paper/model.ts'
import { tpp } from '../ui/text-paper.ts'

/** How an author's changes of one step look in black and white: the letter before each, one of four line styles. */
export type Look = { letter: string; look: number; name: string; step: string }
export type Letters = {
  of: (mark: PaperMark) => Look
  /** the person's own letter and who it is, for what was not changed but drawn */
  person: (userId: string) => Pick<PaperPerson, 'letter' | 'name' | 'post'>
  /** every look that was used, in the order of first use: the legend */
  used: () => readonly Look[]
}

/**
 * Letters of a 花脸稿 (UI-41 in black and white): a person's letter, with the number of the step where the person wrote at
 * more than one; authors the job does not name get 甲, 乙, 丙 …
 */
export function makeLetters(job: Pick<PaperJob, 'persons' | 'steps'>): Letters {
  const persons = new Map<string, { person: PaperPerson; look: number; steps: string[] }>()
  job.persons?.forEach((person, i) => persons.set(person.userId, { person, look: i % 4, steps: [] }))
  const strangers = [...'甲乙丙丁戊己庚辛壬癸']
  const looks = new Map<string, Look>()
  const known = (author: string) => {
    const found = persons.get(author)
    if (found) return found
    const n = persons.size
    const letter = strangers[n - (job.persons?.length ?? 0)] ?? String(n + 1)
    const fresh = { person: { userId: author, letter, name: tpp.unknownPerson, post: '' }, look: n % 4, steps: [] as string[] }
    persons.set(author, fresh)
    return fresh
  }
  return {
    of: (mark) => {
      const key = `${mark.author}\n${mark.step}`
      const ready = looks.get(key)
      if (ready) return ready
      const { person, look, steps } = known(mark.author)
      steps.push(mark.step)
      const letter = steps.length > 1 ? `${person.letter}${steps.length}` : person.letter
      const fresh: Look = {
        letter,
        look: (look + steps.length - 1) % 4,
        name: [person.name, person.post].filter(Boolean).join('　'),
        step: job.steps?.[mark.step] ?? '',
      }
      looks.set(key, fresh)
      return fresh
    },
    person: (userId) => known(userId).person,
    used: () => [...looks.values()],
  }
}
