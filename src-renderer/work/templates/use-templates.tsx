import { useState } from 'react'
import { v7 } from 'uuid'
import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { templateFrom } from '../../../src-shared/revision/template-from.ts'
import { fitsTemplate, keepsTemplates } from '../../../src-shared/templates/messages.ts'
import { issuingUnit } from '../../../src-shared/workflow/directory.ts'
import { verdicts } from '../../../src-shared/workflow/document-state.ts'
import { DeskError } from '../../../src-shared/ipc/desk-error.ts'
import { sentence } from '../../ui/messages.ts'
import { ttp } from '../../ui/text-templates.ts'
import { useUnitTemplates } from '../../ui/unit-templates.ts'
import { noChapter, type Chapter, type ChapterProps } from '../chapter.ts'
import { KeepTemplateDialog } from './KeepTemplateDialog.tsx'

/** 本机关范本 on the page of an own document, for those who check its organ's documents (AD-74). */
export function useTemplates({ data, session, state, directory, online, now }: ChapterProps): Chapter {
  const [open, setOpen] = useState(false)
  const templates = useUnitTemplates()
  const organ = directory && issuingUnit(directory, state.unitId)
  if (!organ || state.incoming || !keepsTemplates(directory, organ.id, session.session.user.id)) return noChapter

  const secret = state.header.secrecy !== ''
  const blocked = secret ? sentence('WF-SECRET') : online ? undefined : sentence('NET-OFFLINE')
  const keep = async (name: string, before: string | null): Promise<void> => {
    const body = await data.openBody(state.id)
    if (!body) throw new DeskError('TP-NO-BODY')
    const decided = verdicts(state)
    const text = bodyJson(templateFrom(body.working, (id) => decided.get(id), v7))
    if (!fitsTemplate(text)) throw new DeskError('TP-LARGE')
    await templates.keep({ unitId: organ.id, name, body: text, before })
  }
  return {
    ...noChapter,
    menu: [
      {
        key: 'template-keep',
        label: ttp.keep,
        title: blocked ?? '',
        disabled: blocked !== undefined,
        onClick: () => {
          void templates.look()
          setOpen(true)
        },
      },
    ],
    dialog: open && (
      <KeepTemplateDialog
        title={state.header.title}
        held={templates.all.filter(({ unitId }) => unitId === organ.id)}
        now={now}
        onKeep={keep}
        onRemove={templates.remove}
        onClose={() => setOpen(false)}
      />
    ),
  }
}
