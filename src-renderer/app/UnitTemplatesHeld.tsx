import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { KeepTemplate, TemplatesResponse, UnitTemplate } from '../../src-shared/templates/messages.ts'
import type { DeskData } from '../data/api.ts'
import { useSyncStatus } from '../data/queries.ts'
import { call } from '../desk.ts'
import { UnitTemplatesContext } from '../ui/unit-templates.ts'

type Props = { data: Pick<DeskData, 'templates'>; children: ReactNode }

/**
 * Everything within offers 本机关范本: what this desk kept at once, and what the server has whenever there is a line (UI-99).
 * Answers are taken in the order they were asked for, so that an old one never covers a newer.
 */
export function UnitTemplatesHeld({ data, children }: Props) {
  const { connection } = useSyncStatus()
  const [all, setAll] = useState<readonly UnitTemplate[]>([])
  const turn = useRef<Promise<unknown>>(Promise.resolve())
  const gone = useRef(false)
  /** one after the other; the next does not fail with the one before */
  const inTurn = useCallback((work: () => Promise<void>): Promise<void> => {
    const done = turn.current.then(work)
    turn.current = done.catch(() => undefined)
    return done
  }, [])
  const take = useCallback(
    async ({ tag, templates }: TemplatesResponse): Promise<void> => {
      if (templates === null || gone.current) return
      setAll(templates)
      await data.templates.keep({ tag, templates })
    },
    [data],
  )
  /** without a line main refuses at once, and what is held stays */
  const look = useCallback(
    (): Promise<void> =>
      inTurn(async () => take(await call('templates.list', { tag: (await data.templates.held()).tag }))).catch(() => undefined),
    [data, inTurn, take],
  )
  useEffect(() => {
    gone.current = false
    void inTurn(async () => {
      const { templates } = await data.templates.held()
      if (!gone.current) setAll(templates)
    }).catch(() => undefined)
    return () => {
      gone.current = true
    }
  }, [data, inTurn])
  useEffect(() => {
    if (connection === 'online') void look()
  }, [connection, look])
  /** what was refused may have gone by a list that is no longer true */
  const changed = useCallback(
    (ask: () => Promise<TemplatesResponse>): Promise<void> =>
      inTurn(async () => take(await ask())).catch(async (error: unknown) => {
        await look()
        throw error
      }),
    [inTurn, look, take],
  )
  const held = useMemo(
    () => ({
      all,
      look,
      keep: (wanted: KeepTemplate) => changed(() => call('templates.keep', wanted)),
      remove: (id: string) => changed(() => call('templates.remove', { id })),
    }),
    [all, look, changed],
  )
  return <UnitTemplatesContext value={held}>{children}</UnitTemplatesContext>
}
