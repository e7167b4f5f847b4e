import { App } from 'antd'
import { useEffect } from 'react'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { Attachment } from '../../src-shared/workflow/document-state.ts'
import { useTransfers, type Progress } from '../attachments/transfers.ts'
import { useWhere } from '../attachments/use-where.ts'
import type { DeskData } from '../data/api.ts'
import { call, codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { tf } from '../ui/text-files.ts'

/**
 * Picking, opening and removing attachments of a document, and their ways in, up and down. `from`: who sent the document, for
 * the question main asks before a file goes to another program.
 */
export function useAttaching(
  data: DeskData,
  docId: DocumentId,
  attachments: readonly Attachment[],
  from: string | undefined,
  onAdded: () => void,
) {
  const { message } = App.useApp()
  const transfers = useTransfers()
  const where = useWhere(attachments)
  const taking = [...transfers.values()].filter((one) => one.direction === 'in' && one.docId === docId)
  // what takes long is shown where it will lie
  const isTaking = taking.length > 0
  useEffect(() => {
    if (isTaking) onAdded()
  }, [isTaking])

  const add = async (): Promise<void> => {
    try {
      const attachment = await call('attachment.pick', { docId })
      if (!attachment) return
      const decided = await data.command('AddAttachment', { docId, attachment })
      if (!decided.ok) void message.warning(sentence(decided.code, decided.article), 6)
      onAdded()
    } catch (error) {
      if (codeOf(error) === 'AT-CANCELLED') void message.info(tf.cancelled)
      else void message.error(sentence(codeOf(error)), 6)
    }
  }
  const open = (one: Attachment): void =>
    void call('attachment.open', { sm3: one.sm3, name: one.name, from }).catch((error: unknown) => {
      if (codeOf(error) !== 'AT-CANCELLED') void message.warning(sentence(codeOf(error)), 6)
    })
  const remove = async (one: Attachment): Promise<void> => {
    try {
      const decided = await data.command('RemoveAttachment', { docId, sm3: one.sm3 })
      if (!decided.ok) void message.warning(sentence(decided.code, decided.article), 6)
    } catch (error) {
      void message.error(sentence(codeOf(error)), 6)
    }
  }
  const cancel = (id: string): void => void call('file.cancel', { id }).catch(() => undefined)
  /** once more, or on from where it was stopped */
  const again = (one: Attachment, direction: Progress['direction']): void => {
    if (direction !== 'up') return open(one)
    call('file.send', { sm3: one.sm3 }).then(
      (isHere) => void (isHere || message.warning(sentence('AT-SPOILT'), 6)),
      (error: unknown) => void message.warning(sentence(codeOf(error)), 6),
    )
  }
  return { add, open, remove, cancel, again, transfers, taking, where }
}
