import { useEffect, useState } from 'react'
import { call, on } from '../desk.ts'

/** Whether there is no line because of the server's certificate (SE-120): no line that comes back by itself. */
export function useDistrust(): boolean {
  const [distrusted, setDistrusted] = useState<boolean>()
  useEffect(() => {
    const off = on('connection.state', (told) => setDistrusted(told.distrusted))
    // what is told afterwards is newer
    call('app.info', undefined).then(
      (info) => setDistrusted((now) => now ?? info?.distrusted),
      () => undefined,
    )
    return off
  }, [])
  return distrusted === true
}
