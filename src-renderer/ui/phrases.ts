import { createContext, useContext } from 'react'

/** 常用语 a person has beside those the program offers at a step: their own, and their organ's. */
export type Phrases = {
  own: readonly string[]
  unit: readonly string[]
  /** keeps one's own on this desk */
  keepOwn: (words: readonly string[]) => Promise<void>
}

/** The 常用语 for all that writes; none where nobody says otherwise. */
export const PhrasesContext = createContext<Phrases>({ own: [], unit: [], keepOwn: async () => undefined })
export const usePhrases = (): Phrases => useContext(PhrasesContext)
