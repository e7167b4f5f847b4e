import { App } from 'antd'
import { useState } from 'react'
import type { DocumentId } from '../../../src-shared/ids.ts'
import { call, codeOf } from '../../desk.ts'
import { sentence } from '../../ui/messages.ts'
import { tar } from '../../ui/text-archive.ts'

/** Saves the 归档包 where the person says: told while it goes on, and how it ended. */
export function useSavePackage(): { saving: boolean; save: (docId: DocumentId, fileNo: string) => Promise<void> } {
  const { message } = App.useApp()
  const [saving, setSaving] = useState(false)
  const save = async (docId: DocumentId, fileNo: string): Promise<void> => {
    const key = `archive-${docId}`
    setSaving(true)
    void message.loading({ key, content: tar.saving, duration: 0 })
    try {
      const saved = await call('archive.save', { docId, name: fileNo })
      if (saved) void message.success({ key, content: tar.saved(saved.place), duration: 6 })
      else message.destroy(key)
    } catch (error) {
      void message.error({ key, content: sentence(codeOf(error)), duration: 8 })
    } finally {
      setSaving(false)
    }
  }
  return { saving, save }
}
