/*
 * ST_Array of steps between characters (GB/T 33190 §11.3), with `g count step` for equal ones.
 */

/**
 * Steps of a DeltaX or DeltaY, mm. Numbers that are none count as 0; at most `most` are made, whatever a count says, so a
 * hostile `g 999999999 1` costs nothing. `lawful`: every word was a number and every `g` whole.
 */
export function stepsOf(text: string, most: number): { steps: number[]; lawful: boolean } {
  const words = text.split(/\s+/).filter((word) => word !== '')
  const steps: number[] = []
  let lawful = true
  const read = (word: string | undefined): number => {
    const value = Number(word)
    if (word !== undefined && Number.isFinite(value)) return value
    lawful = false
    return 0
  }
  for (let i = 0; i < words.length && steps.length < most; i++) {
    if (words[i]?.toLowerCase() !== 'g') {
      steps.push(read(words[i]))
      continue
    }
    const count = read(words[i + 1])
    const step = read(words[i + 2])
    if (!Number.isInteger(count) || count < 1) lawful = false
    for (let k = 0; k < count && steps.length < most; k++) steps.push(step)
    i += 2
  }
  return { steps, lawful }
}
