import { vi } from 'vitest'
import { userEvent } from 'vitest/browser'

/**
 * Clicks what `find` answers once it answers (it throws until then). Where the page put another in its place before the click
 * came, it is looked for again: a click waits for the element it was given, also for one that is gone.
 */
export async function pressOn(find: () => HTMLElement): Promise<void> {
  for (let left = 3; ; left--) {
    const found = await vi.waitFor(find)
    try {
      return await userEvent.click(found, { timeout: 3000 })
    } catch (error) {
      if (left === 0) throw error
    }
  }
}
