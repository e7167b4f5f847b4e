import { pause } from './ime.ts'

/** Resolves once a frame with what has been done so far is on its way to the screen. */
export const painted = (): Promise<void> =>
  new Promise((done) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.addEventListener('message', () => done())
      channel.port1.start()
      channel.port2.postMessage(null)
    })
  })

/** From the key to the painted frame, ms; begun once the page has come to rest. */
export async function timed(act: () => void): Promise<number> {
  await pause(400)
  const start = performance.now()
  act()
  await Promise.resolve()
  await painted()
  return Math.round(performance.now() - start)
}

/** Alt and a key, where the focus is. */
export function pressAlt(key: string): void {
  ;(document.activeElement ?? document.body).dispatchEvent(
    new KeyboardEvent('keydown', { key, altKey: true, bubbles: true, cancelable: true }),
  )
}

/** Moves the time line to a point of it. */
export function slideTo(at: number): void {
  const slider = document.querySelector<HTMLInputElement>('.timeline input')
  if (!slider) throw new Error('no time line')
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(slider, String(at))
  slider.dispatchEvent(new Event('input', { bubbles: true }))
}

export const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

/** The readings beside 所有标记, by the digit of their key. */
export const readings = [
  ['原稿', '1'],
  ['最终稿', '3'],
  ['按人', '4'],
  ['按环节', '5'],
  ['原稿对照现在', '6'],
  ['时间线', '7'],
] as const
