/** The limit of a test over many worlds: only against one that never ends. */
export const hour = 3_600_000

/** The seeds of this run: few by default, many with LIUHEN_LONG=1, any others by LIUHEN_FIRST_SEED and LIUHEN_SEEDS. */
export const seedsOfRun = (normal: number, long: number): { first: number; seeds: number } => ({
  first: Number(process.env['LIUHEN_FIRST_SEED'] ?? 1),
  seeds: Number(process.env['LIUHEN_SEEDS'] ?? (process.env['LIUHEN_LONG'] === '1' ? long : normal)),
})
