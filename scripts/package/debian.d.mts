/* See debian.mjs. */
export type FpmWords = {
  depends: string[]
  recommends: string[]
  places: [from: string, to: string][]
  name: string
  version: string
  architecture: string
  maintainer: string
  description: string
  file: string
  section?: string
  priority?: string
  compression?: string
  postinst?: string
  postrm?: string
}
export function readFpmWords(words: readonly string[]): FpmWords
export function controlText(asked: FpmWords, installedKb: number): string
