import type { MarkSpec } from 'prosemirror-model'
import type { Command, Plugin, Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { hasMark, openInView, type Library } from './library.ts'
import { loadPeer, type Found } from './peer.ts'
import { plainDocument, plainSchema } from './plain.ts'

/** What prosemirror-suggest-changes and its two forks export, as far as it is used here. */
export type SuggestChanges = {
  addSuggestionMarks: (marks: Record<string, MarkSpec>) => Record<string, MarkSpec>
  suggestChanges: () => Plugin
  withSuggestChanges: () => (this: EditorView, tr: Transaction) => void
  enableSuggestChanges: Command
  applySuggestions: Command
  revertSuggestions: Command
}

/** The README's schema: suggestion marks, allowed on blocks too. */
export const suggestSchema = (library: SuggestChanges) =>
  plainSchema({ marks: library.addSuggestionMarks({}), blockMarks: 'insertion modification deletion' })

/** `withSuggestChanges()` as dispatchTransaction, `suggestChanges()` as plugin, enabled; applySuggestions, revertSuggestions. */
export async function suggestChanges(found: Found): Promise<Library> {
  const library = await loadPeer<SuggestChanges>(found)
  const schema = suggestSchema(library)
  return {
    ...found,
    how: '`dispatchTransaction: withSuggestChanges()`, plugin `suggestChanges()`; `applySuggestions`, `revertSuggestions`',
    cannot: {},
    open: (start) =>
      openInView({
        doc: plainDocument(schema, start),
        plugins: [library.suggestChanges()],
        dispatch: library.withSuggestChanges(),
        enable: library.enableSuggestChanges,
        accept: [() => library.applySuggestions],
        reject: [() => library.revertSuggestions],
        isStruck: hasMark('deletion'),
      }),
  }
}
