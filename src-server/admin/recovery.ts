/** As long as desks keep acknowledged commands: until then work of before a restore may come back (SY-100). */
export const RECOVERY_MS = 45 * 86_400_000
