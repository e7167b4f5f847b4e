import type { Kind } from './kinds.mjs'

/* See builder.mjs. */
export type PackSettings = {
  kind: Kind
  app: string
  output: string
  licences: string
  beside?: string | undefined
  electron: { version: string; dist?: string }
  e2e: boolean
  fast: boolean
}
export function packFolder(settings: PackSettings): Promise<string[]>
export function packDebian(settings: PackSettings & { folder: string }): Promise<string>
