import { vi } from 'vitest'

/**
 * What a browser test waits for has ten seconds unless it says otherwise, not one: the machine that runs all tests is busy with
 * several, and a wait that is met ends at once all the same.
 */
const { waitFor } = vi
vi.waitFor = ((callback: () => unknown, options: Parameters<typeof waitFor>[1] = 10_000) =>
  waitFor.call(vi, callback, options)) as typeof waitFor
