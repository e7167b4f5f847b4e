/*
 * How hard a pen is pressed, 0–255. A pen says so; a mouse or a finger does not, and a brush is thin where it is quick.
 */

/** A pen that reports nothing counts as pressed by half. */
const HALF = 128
const MOST = 255
/** From this speed on (tenths of a millimetre a millisecond) the line is at its thinnest. */
const QUICK = 6

type Said = { pointerType: string; pressure: number }

/** The pressure of one report of the pointer. `speed` in tenths of a millimetre a millisecond, `before` the one before it. */
export function pressureOf({ pointerType, pressure }: Said, speed: number, before: number | undefined): number {
  if (pointerType === 'pen' && pressure > 0) return Math.round(pressure * MOST)
  const wanted = 200 - 150 * Math.min(1, speed / QUICK)
  // a hand changes its speed by and by, reports of a mouse do not
  return Math.round(before === undefined ? Math.max(HALF, wanted - 30) : before + (wanted - before) * 0.25)
}
