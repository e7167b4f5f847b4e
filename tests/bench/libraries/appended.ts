import type { MarkSpec, Node as PmNode } from 'prosemirror-model'
import type { Command, EditorState, Plugin, PluginKey } from 'prosemirror-state'
import { hasMark, openInView, type Library } from './library.ts'
import { loadPeer, type Found } from './peer.ts'
import { plainDocument, plainSchema } from './plain.ts'

type SuggestionMode = {
  addSuggestionMarks: (marks: Record<string, MarkSpec>) => Record<string, MarkSpec>
  suggestionModePlugin: (options: object) => Plugin
  acceptAllSuggestions: Command
  rejectAllSuggestions: Command
}

/** prosemirror-suggestion-mode: a plugin that appends what was removed. */
export async function suggestionMode(found: Found): Promise<Library> {
  const library = await loadPeer<SuggestionMode>(found)
  const schema = plainSchema({ marks: library.addSuggestionMarks({}) })
  return {
    ...found,
    how: 'plugin `suggestionModePlugin({ inSuggestionMode: true })`; `acceptAllSuggestions`, `rejectAllSuggestions`',
    cannot: { align: 'handles replace and mark steps only; attribute steps are not among them' },
    open: (start) =>
      openInView({
        doc: plainDocument(schema, start),
        plugins: [library.suggestionModePlugin({ inSuggestionMode: true, username: 'wang' })],
        accept: [() => library.acceptAllSuggestions],
        reject: [() => library.rejectAllSuggestions],
        isStruck: hasMark('suggestion_delete'),
      }),
  }
}

type Change = { id: string }
type Manuscripts = {
  trackChangesPlugin: (options: { userID: string; initialStatus: string }) => Plugin
  trackChangesPluginKey: PluginKey<{ changeSet: { pending: Change[] } }>
  trackCommands: { setChangeStatuses: (status: string, ids: string[]) => Command; refreshChanges: () => Command }
  ChangeSet: { flattenTreeToIds: (changes: Change[]) => string[] }
}

const dataTracked = { dataTracked: { default: null } }
const tracked = (tag: string): MarkSpec => ({
  excludes: 'tracked_insert tracked_delete',
  attrs: dataTracked,
  toDOM: () => [tag, 0],
})

const isDeleted = (node: PmNode): boolean => {
  const data = node.attrs['dataTracked'] as { operation: string }[] | null | undefined
  return hasMark('tracked_delete')(node) || (data?.some(({ operation }) => operation === 'delete') ?? false)
}

/** @manuscripts/track-changes-plugin: inverts the transaction and applies it again with `dataTracked` attributes. */
export async function manuscripts(found: Found): Promise<Library> {
  const library = await loadPeer<Manuscripts>(found)
  const marks = { tracked_insert: tracked('ins'), tracked_delete: tracked('del') }
  const schema = plainSchema({ marks, attrs: dataTracked })
  const setAll = (status: string) => (state: EditorState) => {
    const { changeSet } = library.trackChangesPluginKey.getState(state) ?? { changeSet: { pending: [] } }
    return library.trackCommands.setChangeStatuses(status, library.ChangeSet.flattenTreeToIds(changeSet.pending))
  }
  // the plugin mends doubled change ids with the first transaction after them
  const decide = (status: string) => [library.trackCommands.refreshChanges, setAll(status)]
  return {
    ...found,
    how: 'plugin `trackChangesPlugin`; `refreshChanges`, then `setChangeStatuses` of all pending changes',
    cannot: {},
    open: (start) =>
      openInView({
        doc: plainDocument(schema, start),
        plugins: [library.trackChangesPlugin({ userID: 'wang', initialStatus: 'enabled' })],
        accept: decide('accepted'),
        reject: decide('rejected'),
        isStruck: isDeleted,
      }),
  }
}
