/** Types of the stand-alone checker, for our own tests. */
export type BundleFinding = { code: string; words: string; version?: number }
export function sm3(text: string): string
export function canonical(value: unknown): string
export function applySteps(schema: unknown, body: unknown, steps: readonly unknown[]): unknown
export function verifyBundle(text: string): { ok: boolean; findings: BundleFinding[]; facts: Record<string, unknown> }
