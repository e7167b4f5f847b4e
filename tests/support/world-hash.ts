import { createHash } from 'node:crypto'

/** SHA-256 stands in for SM3 in the simulation: the model wants only that equal texts have equal names. */
export const quickHash = (text: string): string => createHash('sha256').update(text).digest('hex')
