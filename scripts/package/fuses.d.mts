/** See fuses.mjs. */
export function shippedFuses(options: { e2e: boolean }): Record<string, boolean>
export function readFuses(executable: string): Promise<Record<string, boolean>>
export function wrongFuses(wanted: Record<string, boolean>, found: Record<string, boolean>): string[]
