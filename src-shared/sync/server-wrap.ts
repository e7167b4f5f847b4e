/** Whose key, and which of theirs. */
type WhoseKey = { userId: string; kid: string }

/** What the third wrap of a person's key is derived from beside the server's secret (HKDF-SHA-256 info), as both ends know it (SE-70). */
export const serverWrapInfo = ({ userId, kid }: WhoseKey): string => `liuhen server wrap|${userId}|${kid}`

/** What the wrapped key is bound to: a wrap moved to another key file does not open. */
export const serverWrapContext = ({ userId, kid }: WhoseKey): string => `liuhen key|${userId}|${kid}|server`
