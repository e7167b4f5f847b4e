import { createContext, useContext } from 'react'
import type { KeepTemplate, UnitTemplate } from '../../src-shared/templates/messages.ts'

/** 本机关范本 as this desk has them, by name. */
export type UnitTemplates = {
  all: readonly UnitTemplate[]
  /** asks the server whether there are others now; nothing where there is no line */
  look: () => Promise<void>
  /** errors: as `templates.keep` and `templates.remove` */
  keep: (wanted: KeepTemplate) => Promise<void>
  remove: (id: string) => Promise<void>
}

const no = async (): Promise<void> => undefined
/** None where nobody says otherwise. */
export const UnitTemplatesContext = createContext<UnitTemplates>({ all: [], look: no, keep: no, remove: no })
export const useUnitTemplates = (): UnitTemplates => useContext(UnitTemplatesContext)
