import { useEffect, useState } from 'react'
import type { LostDevice } from '../../src-shared/ipc/contract.ts'
import { call, on } from '../desk.ts'
import { moment } from '../ui/moments.ts'
import { tl } from '../ui/text-lost.ts'
import { useNow } from '../ui/use-now.ts'

/** What main knows of this machine being reported lost; null: nothing. */
export function useLostDevice(): LostDevice | null {
  const [lost, setLost] = useState<LostDevice | null>(null)
  useEffect(() => {
    let told = false
    const stop = on('device.lost', (next) => {
      told = true
      setLost(next)
    })
    call('device.lost', undefined).then(
      // what was told meanwhile is newer
      (found) => !told && setLost(found),
      () => undefined,
    )
    return () => {
      told = true
      stop()
    }
  }, [])
  return lost
}

/** Stands where sign-in or the lock would: this machine was reported lost, what became of its data, what to do (SE-77). */
export function LostDeviceCard({ lost }: { lost: LostDevice }) {
  const now = useNow()
  return (
    <section className="sign-card lost-device" role="alert" aria-label={tl.title}>
      <h2>{tl.title}</h2>
      <p>{tl.what[lost.state]}</p>
      <p>{tl.next[lost.state]}</p>
      {lost.at > 0 && (
        <p className="muted">
          {tl.when[lost.state]}：{moment(lost.at, now)}
        </p>
      )}
    </section>
  )
}
