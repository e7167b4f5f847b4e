/** How large a page is shown: so that all of it, or its width, is in sight, or in percent of its true size. */
export type Zoom = 'page' | 'width' | number
/** Scales one can choose beside whole page and page width, in percent. */
export const zooms: readonly Zoom[] = ['page', 'width', 50, 75, 100, 125, 150, 200]

const steps = [25, 33, 50, 67, 75, 90, 100, 110, 125, 150, 175, 200, 250, 300, 400] as const

/** The next scale up or down from the one that is shown, in percent; at the ends it stays. Pure. */
export function zoomStep(percent: number, by: 1 | -1): number {
  const exact = Math.round(percent)
  const next = by > 0 ? steps.find((one) => one > exact) : steps.findLast((one) => one < exact)
  return next ?? (by > 0 ? (steps.at(-1) ?? exact) : steps[0])
}

/** What a key asks of the scale: Ctrl+= and Ctrl+- step, Ctrl+0 shows the whole page. */
export function zoomKey({
  key,
  ctrlKey,
  altKey,
  metaKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>): 1 | -1 | 0 | null {
  if (!(ctrlKey || metaKey) || altKey) return null
  return key === '=' || key === '+' ? 1 : key === '-' || key === '_' ? -1 : key === '0' ? 0 : null
}
