import { useMemo } from 'react'
import { v7 } from 'uuid'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import { againOf, choicesOf, opinionOf, type Choice, type RefusedOpinion } from '../../src-shared/sync/choices.ts'
import type { Command } from '../../src-shared/workflow/commands.ts'
import { personFor, type Directory } from '../../src-shared/workflow/directory.ts'
import { openTaskOf, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { AttentionItem } from '../data/api.ts'

export type Offered = { choices: readonly Choice[]; opinion: RefusedOpinion | undefined; again: Command | undefined }

/** What the person at this desk may do with an item, judged on the document as the desk has it now (UI-11). */
export function useChoices(
  item: AttentionItem,
  doc: DocumentState | undefined,
  directory: Directory | undefined,
  session: DeskSession,
  now: number,
  today: string,
): Offered {
  return useMemo(() => {
    const { id: userId, name } = session.session.user
    const context = doc &&
      directory && {
        actor: openTaskOf(doc, userId)?.assignee ?? personFor(directory, { userId, name }, doc.unitId),
        now,
        authoredAt: now,
        directory,
        device: session.device,
        commandId: v7(),
      }
    const { cmdId, code, commandName, args, body } = item
    const question = { item: { cmdId, code, commandName, args, hasText: body !== undefined }, doc, me: userId, context }
    return { choices: choicesOf(question, today), opinion: opinionOf(question), again: againOf(question, today) }
  }, [item, doc, directory, session, now, today])
}
