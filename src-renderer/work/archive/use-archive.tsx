import { App } from 'antd'
import { useState } from 'react'
import { holdersOf } from '../../../src-shared/workflow/directory.ts'
import { call, codeOf } from '../../desk.ts'
import { sentence } from '../../ui/messages.ts'
import { tar } from '../../ui/text-archive.ts'
import { noChapter, type Chapter, type ChapterProps } from '../chapter.ts'

/** 档案 on a filed document's page, for the archivist of its organ: the 归档包 as a file. */
export function useArchive({ session, state, directory, online }: ChapterProps): Chapter {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const filed = state.issue?.archived ?? state.incoming?.archived
  const keeps =
    directory && holdersOf(directory, state.unitId, ['archivist']).some((one) => one.userId === session.session.user.id)
  if (!filed || !keeps) return noChapter

  const save = async (): Promise<void> => {
    setBusy(true)
    const key = `archive-${state.id}`
    void message.loading({ key, content: tar.saving, duration: 0 })
    try {
      const saved = await call('archive.save', { docId: state.id, name: filed.fileNo })
      if (saved) void message.success({ key, content: tar.saved(saved.place), duration: 6 })
      else message.destroy(key)
    } catch (error) {
      void message.error({ key, content: sentence(codeOf(error)), duration: 8 })
    } finally {
      setBusy(false)
    }
  }
  return {
    ...noChapter,
    menu: [
      {
        key: 'archive-save',
        label: tar.save,
        title: online ? '' : sentence('NET-OFFLINE'),
        disabled: !online || busy,
        onClick: () => void save(),
      },
    ],
  }
}
