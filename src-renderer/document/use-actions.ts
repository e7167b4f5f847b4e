import { App } from 'antd'
import { useCallback, useState } from 'react'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { CommandArgs, CommandName } from '../../src-shared/workflow/commands.ts'
import type { Acts } from '../data/acts.ts'
import type { DeskData } from '../data/api.ts'
import { codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import type { OpenPage } from './LivePage.tsx'

/** Commands about the open document: always after the page has been written down (UI-05). */
export function useActs(data: DeskData, docId: DocumentId, page: OpenPage | undefined): Acts {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)

  const prepare = useCallback(async (): Promise<boolean> => {
    try {
      await page?.autosave.flush()
      await data.submitBody(docId)
      return true
    } catch (error) {
      void message.error(sentence(codeOf(error)))
      return false
    }
  }, [data, docId, page, message])

  const act = useCallback(
    async <N extends CommandName>(name: N, args: CommandArgs<N>): Promise<boolean> => {
      setBusy(true)
      try {
        await page?.autosave.flush()
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
    [data, page, message],
  )

  return { busy, prepare, act }
}
