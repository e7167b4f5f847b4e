import type { MenuProps } from 'antd'
import type { ReactNode } from 'react'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Acts } from '../data/acts.ts'
import type { DeskData } from '../data/api.ts'

/** What a chapter of the work on a document is told. */
export type ChapterProps = {
  data: DeskData
  session: DeskSession
  state: DocumentState
  directory: Directory | undefined
  online: boolean
  /** epoch ms */
  now: number
  acts: Acts
}

/** The one thing a person is asked to do now, where it is of this chapter. `blocked`: why it cannot be done at the moment. */
export type ChapterPrimary = { label: string; blocked: string | undefined; run: () => void }

/**
 * What one chapter (发文办理, 收文办理, 会签, 流转) puts on a document's page: at most one primary button, entries of the menu, lines
 * under the route, and its dialogs while they are open.
 */
export type Chapter = {
  primary: ChapterPrimary | undefined
  menu: NonNullable<MenuProps['items']>
  bar: ReactNode
  dialog: ReactNode
  /** why the route's own button cannot be pressed now */
  blocked?: string | undefined
}
