/** See kinds.mjs. */
export function readOptions(words: readonly string[]): { kind: string; dirOnly: boolean; e2e: boolean; fast: boolean }
