/**
 * Canonical JSON: object keys sorted, no spaces, `undefined` members left out. The SM3 of a body version is the hash
 * of this text in UTF-8, so any reader can check it (RV-20).
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) {
    let list = ''
    for (const item of value) list += `${list === '' ? '' : ','}${canonicalJson(item ?? null)}`
    return `[${list}]`
  }
  let members = ''
  for (const key of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[key]
    if (member !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`
  }
  return `{${members}}`
}

/** Hash of a UTF-8 text as 64 hex digits. Shared code names the algorithm; the runtime brings it (SM3, GB/T 32905). */
export type Sm3 = (text: string) => string
