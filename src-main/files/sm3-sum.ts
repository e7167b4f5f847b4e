import { createSM3 } from 'hash-wasm'

/** SM3 (GB/T 32905) of bytes that come one after another; Electron's own crypto has none. */
export type Sm3Sum = {
  /** About 10 ms per MB: give it pieces, not files (SY-150). */
  add: (bytes: Uint8Array) => void
  /** 64 hex digits; once, at the end. */
  hex: () => string
}

export async function sm3Sum(): Promise<Sm3Sum> {
  const sum = await createSM3()
  sum.init()
  return { add: (bytes) => void sum.update(bytes), hex: () => sum.digest('hex') }
}
