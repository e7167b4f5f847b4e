import { useEffect, useRef } from 'react'
import { giveBackKept, takeAllKept } from './kept-opinions.ts'

/*
 * Texts of fields that were not sent yet: opinions in a dialog, remarks beside the page. When the desk is locked they are
 * collected, kept in the sealed cache and given back to the same field at the same place after unlocking (SE-66).
 */

/** opinions left for the text, kept by `kept-opinions.ts` */
const SIGNING = 'signing '
/** fields on screen: how to read them */
const fields = new Map<string, () => string>()
/** what waits for its field to open again */
const waiting = new Map<string, string>()

/** Everything half-written, by name of the field; nothing of it is left in memory. */
export function collectHalfWritten(): Record<string, string> {
  const found = new Map(waiting)
  for (const [name, read] of fields) if (read().trim() !== '') found.set(name, read())
  waiting.clear()
  for (const [place, text] of takeAllKept()) found.set(`${SIGNING}${place}`, text)
  return Object.fromEntries(found)
}

/** What was kept while the desk was locked. */
export function giveBackHalfWritten(texts: Readonly<Record<string, string>>): void {
  waiting.clear()
  const kept = Object.entries(texts)
  giveBackKept(kept.flatMap(([name, text]) => (name.startsWith(SIGNING) ? [[name.slice(SIGNING.length), text] as const] : [])))
  for (const [name, text] of kept) if (!name.startsWith(SIGNING)) waiting.set(name, text)
}

/**
 * Makes a field's text outlive a lock. `label` tells it from other fields of the same place; `read` and `write` are asked
 * for at the moment they are needed.
 */
export function useHalfWritten(label: string, read: () => string, write: (text: string) => void): void {
  const latest = useRef({ read, write })
  useEffect(() => {
    latest.current = { read, write }
  })
  useEffect(() => {
    const name = `${location.hash} ${label}`
    const kept = waiting.get(name)
    if (kept !== undefined) latest.current.write(kept)
    waiting.delete(name)
    const readNow = (): string => latest.current.read()
    fields.set(name, readNow)
    return () => {
      if (fields.get(name) === readNow) fields.delete(name)
    }
  }, [label])
}
