import { App } from 'antd'
import { useCallback } from 'react'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { Acts } from '../data/acts.ts'
import type { DeskData } from '../data/api.ts'
import { codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { useSend } from '../ui/use-send.ts'
import type { OpenPage } from './LivePage.tsx'

/** Commands about the open document: always after the page has been written down (UI-05). */
export function useActs(data: DeskData, docId: DocumentId, page: OpenPage | undefined): Acts {
  const { message } = App.useApp()
  const writeDown = useCallback(async () => page?.autosave.flush(), [page])
  const { busy, send } = useSend(data, writeDown)

  const prepare = useCallback(async (): Promise<boolean> => {
    try {
      await writeDown()
      await data.submitBody(docId)
      return true
    } catch (error) {
      void message.error(sentence(codeOf(error)))
      return false
    }
  }, [data, docId, writeDown, message])

  return { busy, prepare, act: send }
}
