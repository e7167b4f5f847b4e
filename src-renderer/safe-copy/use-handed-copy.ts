import { useEffect } from 'react'
import { call, on } from '../desk.ts'

/** Calls `open` (a stable one) once a safe copy waits that was given to the desk from outside, before somebody signed in or since (UP-71). */
export function useHandedCopy(open: () => void): void {
  useEffect(() => {
    const ask = (): void => {
      // the copy is a comfort here: 导入安全副本 is there without it
      call('safeCopy.handed', undefined).then(
        (waits) => waits && open(),
        () => undefined,
      )
    }
    ask()
    return on('safeCopy.handed', ask)
  }, [open])
}
