/* See licences.mjs. */
export type BundledPackage = {
  place: string
  name: string
  version: string
  dev: boolean
  licence: string | undefined
  author: string | undefined
  text: string
}
export function isWelcome(expression: string | undefined): boolean
export function unwelcome(packages: readonly BundledPackage[]): string[]
export function licencesText(
  packages: readonly BundledPackage[],
  copied: readonly { name: string; text: string }[],
  electron: string,
): string
