/**
 * Canonical JSON: object keys sorted, no spaces, `undefined` members left out. The SM3 of a body version is the hash
 * of this text in UTF-8, so any reader can check it (RV-20).
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
    return `{${members.join(',')}}`
  }
  return JSON.stringify(value)
}

/** Hash of a UTF-8 text as 64 hex digits. Shared code names the algorithm; the runtime brings it (SM3, GB/T 32905). */
export type Sm3 = (text: string) => string
