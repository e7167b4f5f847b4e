import { useCallback, useEffect, useRef, useState } from 'react'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import { openDeskData, type OpenDesk } from '../data/open-desk-data.ts'
import { bridge, call, codeOf, on } from '../desk.ts'
import type { LockReason } from '../sign-in/LockPage.tsx'
import { giveBackHalfWritten } from '../ui/half-written.ts'

/** What the window shows: from sign-in to the open desk, the locked one, and back. */
export type Stage =
  | { at: 'asking' }
  | { at: 'out' }
  | { at: 'opening'; session: DeskSession; look: boolean }
  | { at: 'failed'; session: DeskSession; reason: string }
  | { at: 'open'; session: DeskSession; desk: OpenDesk }
  | { at: 'locked'; session: DeskSession; why: LockReason | null }

/** The open window says how it writes down what it holds; answers how to take that back. */
export type Leave = (work: () => Promise<void>) => () => void

export type StageActs = {
  stage: Stage
  leave: Leave
  enter: (session: DeskSession) => void
  signOut: () => void
}

/** A cache that does not open a row again this soon is not mended by opening it once more. */
const againMs = 60_000

const stageOf = (session: DeskSession | null): Stage =>
  session === null
    ? { at: 'out' }
    : session.locked
      ? { at: 'locked', session, why: null }
      : { at: 'opening', session, look: false }

/**
 * The way from sign-in to the open desk, into the lock and back. A lock closes the desk: engine, cache handles, key and
 * everything that was opened with it (SE-64). A row that does not open has the desk closed and opened again, mended (SE-62).
 */
export function useStage(): StageActs {
  const [stage, setStage] = useState<Stage>({ at: 'asking' })
  const leaving = useRef<(() => Promise<void>) | undefined>(undefined)
  /** the desk that is open, and the closing of the one before: two never run on one cache */
  const desk = useRef<OpenDesk | undefined>(undefined)
  const closing = useRef<Promise<void>>(Promise.resolve())
  const session = useRef<DeskSession | undefined>(undefined)
  const mendedAt = useRef(-Infinity)

  const shut = useCallback((): Promise<void> => {
    const old = desk.current
    desk.current = undefined
    if (old) closing.current = old.close().catch(() => undefined)
    return closing.current
  }, [])

  useEffect(() => {
    call('session.current', undefined).then(
      (found) => setStage(stageOf(found)),
      () => setStage({ at: 'out' }),
    )
  }, [])

  const opening = stage.at === 'opening' ? stage : undefined
  useEffect(() => {
    if (!opening) return undefined
    let gone = false
    session.current = opening.session
    const mend = (): void => {
      if (performance.now() - mendedAt.current < againMs)
        return setStage({ at: 'failed', session: opening.session, reason: 'SY-CACHE' })
      mendedAt.current = performance.now()
      void Promise.resolve(leaving.current?.())
        .catch(() => undefined)
        .then(() => {
          void shut()
          setStage({ at: 'opening', session: opening.session, look: true })
        })
    }
    const open = async (): Promise<void> => {
      await closing.current
      if (gone) return
      const opened = await openDeskData(opening.session, bridge(), opening.look)
      if (gone) return void opened.close().catch(() => undefined)
      desk.current = opened
      giveBackHalfWritten(opened.halfWritten)
      setStage({ at: 'open', session: opening.session, desk: opened })
      opened.onUnreadable(mend)
    }
    open().catch((error: unknown) => {
      if (gone) return
      const code = codeOf(error)
      if (code === 'SE-DESK-LOCKED') setStage({ at: 'locked', session: opening.session, why: null })
      else setStage({ at: 'failed', session: opening.session, reason: code })
    })
    return () => {
      gone = true
    }
  }, [opening, shut])

  useEffect(
    () =>
      on('session.locked', ({ why }) => {
        void shut()
        document.documentElement.inert = false
        if (session.current) setStage({ at: 'locked', session: session.current, why })
      }),
    [shut],
  )

  const leave = useCallback<Leave>((work) => {
    leaving.current = work
    return () => {
      if (leaving.current === work) leaving.current = undefined
    }
  }, [])
  const enter = useCallback((next: DeskSession): void => setStage({ at: 'opening', session: next, look: false }), [])
  const signOut = useCallback((): void => {
    void shut()
      .then(() => call('session.signOut', undefined))
      .catch(() => undefined)
      .then(() => {
        session.current = undefined
        setStage({ at: 'out' })
      })
  }, [shut])
  return { stage, leave, enter, signOut }
}
