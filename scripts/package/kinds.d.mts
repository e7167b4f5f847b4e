/* See kinds.mjs. */
export type Kind = 'linux-x64' | 'linux-arm64' | 'win-x64' | 'win-arm64'
export const kinds: Record<Kind, { platform: string; arch: string; unpacked: string; executable: string }>
export function readOptions(words: readonly string[]): {
  kind: Kind
  dirOnly: boolean
  e2e: boolean
  fast: boolean
  version: string | undefined
  releaseKeys: string[]
}
