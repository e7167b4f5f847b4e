import { App } from 'antd'
import { useEffect, useRef } from 'react'
import { v7 } from 'uuid'
import { templateOf } from '../../src-shared/document/templates.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import { nodeOf } from '../../src-shared/sync/text.ts'
import type { UnitTemplate } from '../../src-shared/templates/messages.ts'
import { copyAsDraft } from '../../src-shared/revision/copy-as-draft.ts'
import { issuingUnit, type Directory } from '../../src-shared/workflow/directory.ts'
import { verdicts } from '../../src-shared/workflow/document-state.ts'
import type { DeskData } from '../data/api.ts'
import { documentNow } from '../data/queries.ts'
import { codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { t } from '../ui/text.ts'

/** Another document's text as a new draft; undefined where that text is not on this desk and there is no line. */
async function copied(
  data: Pick<DeskData, 'createDraft' | 'openBody'>,
  docId: DocumentId,
  issuer: string,
): Promise<DocumentId | undefined> {
  const [body, state] = await Promise.all([data.openBody(docId), documentNow(docId)])
  if (!body) return undefined
  const decided = verdicts(state ?? { decisions: [] })
  return data.createDraft(copyAsDraft(body.working, (id) => decided.get(id), v7, issuer))
}

type Props = {
  data: Pick<DeskData, 'createDraft' | 'openBody'>
  /** units of the posts the person holds */
  unitIds: readonly string[]
  /** undefined until a new desk has it from the server */
  directory: Directory | undefined
  onMade: (id: DocumentId) => void
}

/** What a draft begins with: a 文种, with or without the usual parts of its kind; another document; a 范本 of the organ. */
type Beginning = { docType: string; template: boolean } | { copyOf: DocumentId } | { unitTemplate: UnitTemplate }
export type NewDraft = (from: Beginning) => void

/**
 * 拟稿 in a 文种, in the name of the organ the person belongs to. Chosen before a new desk has the county's directory, the
 * draft is made as soon as it is there (UI-06).
 */
export function useNewDraft(props: Props): NewDraft {
  const { message } = App.useApp()
  const wanted = useRef<Beginning | undefined>(undefined)

  const makeWanted = (): void => {
    const { data, unitIds, directory, onMade } = props
    const from = wanted.current
    if (from === undefined || !directory) return
    wanted.current = undefined
    const organ = unitIds.map((id) => issuingUnit(directory, id)).find((one) => one !== undefined)
    const issuer = organ?.name ?? ''
    const made =
      'copyOf' in from
        ? copied(data, from.copyOf, issuer)
        : 'unitTemplate' in from
          ? Promise.resolve().then(() =>
              data.createDraft(copyAsDraft(nodeOf(from.unitTemplate.body), () => undefined, v7, issuer)),
            )
          : data.createDraft({
              codes: { docType: from.docType },
              elements: { issuer },
              ...(from.template ? { paragraphs: templateOf(from.docType) } : {}),
            })
    made.then(
      (id) => (id === undefined ? void message.warning(t.draftFromMissing, 6) : onMade(id)),
      (error: unknown) => void message.error(sentence(codeOf(error))),
    )
  }
  useEffect(makeWanted)

  return (from) => {
    wanted.current = from
    if (!props.directory) void message.info(t.directoryComing)
    makeWanted()
  }
}
