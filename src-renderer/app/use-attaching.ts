import { App } from 'antd'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { Attachment } from '../../src-shared/workflow/document-state.ts'
import type { DeskData } from '../data/api.ts'
import { call, codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'

/** Picking, opening and removing attachments of a document. */
export function useAttaching(data: DeskData, docId: DocumentId, onAdded: () => void) {
  const { message } = App.useApp()
  const add = async (): Promise<void> => {
    try {
      const attachment = await call('attachment.pick', { docId })
      if (!attachment) return
      const decided = await data.command('AddAttachment', { docId, attachment })
      if (!decided.ok) void message.warning(sentence(decided.code, decided.article), 6)
      onAdded()
    } catch (error) {
      void message.error(sentence(codeOf(error)))
    }
  }
  const open = (one: Attachment): void =>
    void call('attachment.open', { sm3: one.sm3, name: one.name }).catch((error: unknown) =>
      message.warning(sentence(codeOf(error)), 6),
    )
  const remove = async (one: Attachment): Promise<void> => {
    try {
      const decided = await data.command('RemoveAttachment', { docId, sm3: one.sm3 })
      if (!decided.ok) void message.warning(sentence(decided.code, decided.article), 6)
    } catch (error) {
      void message.error(sentence(codeOf(error)), 6)
    }
  }
  return { add, open, remove }
}
