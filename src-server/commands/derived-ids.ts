/**
 * Ids for what the server makes of a command: the same ones whenever the command is judged anew. A restored server comes
 * to the same text that way, and what others wrote on it fits (SY-100). UUIDs of version 8: made of `hash`,
 * 64 hex digits of a text's SM3.
 */
export function derivedIds(cmdId: string, hash: (text: string) => string): () => string {
  let n = 0
  return () => {
    const hex = hash(`${cmdId}:${n++}`)
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  }
}
