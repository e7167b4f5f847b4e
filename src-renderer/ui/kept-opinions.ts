/** What a signer had written when they left for the text, by person and document; until the document is signed. */
const unfinished = new Map<string, string>()

const placeOf = (me: string, docId: string): string => `${me} ${docId}`

/** Keeps what was written for a signature: the dialog opens with it. In this window only; nobody else's dialog shows it. */
export const keepForSigning = (me: string, docId: string, text: string): void => void unfinished.set(placeOf(me, docId), text)

/** What was kept, if anything. */
export const keptForSigning = (me: string, docId: string): string | undefined => unfinished.get(placeOf(me, docId))

/** It was signed: nothing is left to keep. */
export const forgetForSigning = (me: string, docId: string): void => void unfinished.delete(placeOf(me, docId))

/** Everything kept, by place; nothing of it stays in memory. The desk is being locked (SE-66). */
export function takeAllKept(): [place: string, text: string][] {
  const all = [...unfinished]
  unfinished.clear()
  return all
}

/** The desk was opened again: what was kept is there for its dialog; what another person kept here is not. */
export function giveBackKept(all: readonly (readonly [place: string, text: string])[]): void {
  unfinished.clear()
  for (const [place, text] of all) unfinished.set(place, text)
}
