import { useEffect, useState } from 'react'
import type { UpdateState } from '../../src-shared/ipc/update.ts'
import { call, on } from '../desk.ts'

/** How far this desk is with the next release; undefined until main has said it. */
export function useUpdate(): UpdateState | undefined {
  const [state, setState] = useState<UpdateState>()
  useEffect(() => {
    const off = on('update.state', setState)
    // what is told afterwards is newer
    call('update.state', undefined).then(
      (first) => setState((now) => now ?? first),
      () => undefined,
    )
    return off
  }, [])
  return state
}
