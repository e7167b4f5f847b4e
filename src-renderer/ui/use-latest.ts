import { useLayoutEffect, useRef, type RefObject } from 'react'

/** The value of the last finished render, for listeners and timers that outlive it. */
export function useLatest<T>(value: T): RefObject<T> {
  const ref = useRef(value)
  useLayoutEffect(() => {
    ref.current = value
  })
  return ref
}
