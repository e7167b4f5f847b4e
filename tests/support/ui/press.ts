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

/** Text as it reads, whatever the page puts between its characters. */
export const spaceless = (text: string | null | undefined): string => (text ?? '').replaceAll(/\s/g, '')
/** What can be pressed and says these words, the newest of them that is seen; throws where there is none. */
export const named = (words: string, within = 'body'): HTMLElement => {
  const all = document.querySelectorAll<HTMLElement>(
    `${within} button, ${within} .ant-dropdown-menu-item, ${within} label, ${within} .ant-select-item-option`,
  )
  const seen = [...all].filter((one) => one.getClientRects().length > 0)
  const found =
    seen.findLast((one) => spaceless(one.textContent) === words) ??
    seen.findLast((one) => spaceless(one.textContent).includes(words))
  if (!found) throw new Error(`no ${words} among ${seen.map((one) => spaceless(one.textContent)).join('|')}`)
  return found
}
/** Clicks what says these words once it is there. */
export const press = (words: string, within?: string): Promise<void> => pressOn(() => named(words, within))
