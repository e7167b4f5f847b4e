/* See unpacked.mjs. */
export function strangeInArchive(names: readonly string[]): string[]
export function checkUnpacked(
  folder: string,
  wanted: { executable: string; fuses: Record<string, boolean> },
): Promise<Record<string, boolean>>
