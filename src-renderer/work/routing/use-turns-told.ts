import { useEffect, useState } from 'react'
import type { TurnTold } from '../../../src-shared/turns/messages.ts'
import { call } from '../../desk.ts'

const EVERY = 600_000

/** The late turns of others the clock told this person of: asked for when there is a line, and again every ten minutes (WF-115). */
export function useTurnsTold(online: boolean, now: number): readonly TurnTold[] {
  const [turns, setTurns] = useState<readonly TurnTold[]>([])
  const round = Math.floor(now / EVERY)
  useEffect(() => {
    if (!online) return undefined
    let gone = false
    call('turns.told', undefined).then(
      (answer) => !gone && setTurns(answer.turns),
      // what was told stays on the screen; the next round asks again
      () => undefined,
    )
    return () => {
      gone = true
    }
  }, [online, round])
  return turns
}
