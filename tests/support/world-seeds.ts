/** The limit of a test over many worlds: only against one that never ends. */
export const hour = 3_600_000

/**
 * The seeds of this run: few by default, many with LIUHEN_LONG=1, any others by LIUHEN_FIRST_SEED and LIUHEN_SEEDS. `drawn`:
 * seeds that found a fault once; unless others are asked for they always run.
 */
export function seedsOfRun(normal: number, long: number, drawn: readonly number[] = []) {
  const asked = process.env['LIUHEN_FIRST_SEED']
  const first = Number(asked ?? 1)
  const seeds = Number(process.env['LIUHEN_SEEDS'] ?? (process.env['LIUHEN_LONG'] === '1' ? long : normal))
  const row = Array.from({ length: seeds }, (_, i) => first + i)
  return { first, seeds, all: [...(asked === undefined ? drawn : []), ...row] }
}
