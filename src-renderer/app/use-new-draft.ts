import { App } from 'antd'
import { useEffect, useRef } from 'react'
import type { DocumentId } from '../../src-shared/ids.ts'
import { issuingUnit, type Directory } from '../../src-shared/workflow/directory.ts'
import type { DeskData } from '../data/api.ts'
import { codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { t } from '../ui/text.ts'

type Props = {
  data: Pick<DeskData, 'createDraft'>
  /** units of the posts the person holds */
  unitIds: readonly string[]
  /** undefined until a new desk has it from the server */
  directory: Directory | undefined
  onMade: (id: DocumentId) => void
}

/**
 * 拟稿 in a 文种, in the name of the organ the person belongs to. Chosen before a new desk has the county's directory, the
 * draft is made as soon as it is there (UI-06).
 */
export function useNewDraft(props: Props): (docType: string) => void {
  const { message } = App.useApp()
  const wanted = useRef<string | undefined>(undefined)

  const makeWanted = (): void => {
    const { data, unitIds, directory, onMade } = props
    const docType = wanted.current
    if (docType === undefined || !directory) return
    wanted.current = undefined
    const organ = unitIds.map((id) => issuingUnit(directory, id)).find((one) => one !== undefined)
    data
      .createDraft({ codes: { docType }, elements: { issuer: organ?.name ?? '' } })
      .then(onMade, (error: unknown) => void message.error(sentence(codeOf(error))))
  }
  useEffect(makeWanted)

  return (docType) => {
    wanted.current = docType
    if (!props.directory) void message.info(t.directoryComing)
    makeWanted()
  }
}
