const figures = (text: string): number[] => text.split('.').map(Number)

/** Is `a` a later release than `b` (UP-03)? By figures, not by letters: 1.10.0 is later than 1.9.0. */
export function isNewer(a: string, b: string): boolean {
  const [left, right] = [figures(a), figures(b)]
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return false
}
