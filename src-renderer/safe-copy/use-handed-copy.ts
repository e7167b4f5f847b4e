import { useEffect, type Dispatch, type SetStateAction } from 'react'
import { call, on } from '../desk.ts'

/**
 * Opens 导入 once a safe copy waits that was given to the desk from outside, before somebody signed in or since (UP-71). Never over
 * another dialog: what somebody fills in stays, and the copy waits for 导入 then.
 */
export function useHandedCopy<Open extends string>(show: Dispatch<SetStateAction<Open | 'import' | null>>): void {
  useEffect(() => {
    const ask = (): void => {
      // the copy is a comfort here: 导入安全副本 is there without it
      call('safeCopy.handed', undefined).then(
        (waits) => waits && show((open) => open ?? 'import'),
        () => undefined,
      )
    }
    ask()
    return on('safeCopy.handed', ask)
  }, [show])
}
