/** A value a test cannot go on without. */
export function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('a value the test needs is missing')
  return value
}
