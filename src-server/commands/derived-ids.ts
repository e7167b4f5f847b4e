import { sm3 } from '../sm3.ts'

/**
 * Ids for what the server makes of a command: the same ones whenever the command is judged anew. A restored server comes
 * to the same text that way, and what others wrote on it fits (SY-100). UUIDs of version 8: made of a hash.
 */
export function derivedIds(cmdId: string): () => string {
  let n = 0
  return () => {
    const hex = sm3(`${cmdId}:${n++}`)
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  }
}
