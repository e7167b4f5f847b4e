import { App } from 'antd'
import { useCallback, useState } from 'react'
import type { CommandArgs, CommandName } from '../../src-shared/workflow/commands.ts'
import type { DeskData } from '../data/api.ts'
import { codeOf } from '../desk.ts'
import { sentence } from './messages.ts'

type Send = <N extends CommandName>(name: N, args: CommandArgs<N>) => Promise<boolean>

/**
 * Gives commands one at a time and tells in words why one was refused or could not be given (UI-05); resolves to whether it was
 * taken. `before`: what is done first, such as writing the page down.
 */
export function useSend(data: Pick<DeskData, 'command'>, before?: () => Promise<unknown>): { busy: boolean; send: Send } {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const send: Send = useCallback(
    async (name, args) => {
      setBusy(true)
      try {
        await before?.()
        const decided = await data.command(name, args)
        if (!decided.ok) void message.warning(sentence(decided.code, decided.article), 6)
        return decided.ok
      } catch (error) {
        void message.error(sentence(codeOf(error)), 6)
        return false
      } finally {
        setBusy(false)
      }
    },
    [data, before, message],
  )
  return { busy, send }
}
