import { commands } from 'vitest/browser'
import { afterAll, beforeAll, inject, it, vi } from 'vitest'
import manifest from '../../package.json'
import { manuscripts, suggestionMode } from './libraries/appended.ts'
import type { Library } from './libraries/library.ts'
import { ours } from './libraries/ours.ts'
import { page, type Row } from './libraries/page.ts'
import { foundOf, type Found } from './libraries/peer.ts'
import { levels } from './libraries/plan.ts'
import { runLevel } from './libraries/property.ts'
import { suggestChanges } from './libraries/suggest-changes.ts'
import { tiptapTrackChanges, trackChangeExtension } from './libraries/tiptap.ts'

/*
 * The property test of the open trackers and of ours: the same random starts and edits for all, and after every edit
 * "reject all is the original" and "accept all is what an untracked editor gives".
 */
const adapters: Record<string, (found: Found) => Promise<Library>> = {
  handlewithcare: suggestChanges,
  'magic-marker': suggestChanges,
  blocknote: suggestChanges,
  'suggestion-mode': suggestionMode,
  manuscripts,
  'tiptap-track-changes': tiptapTrackChanges,
  'track-change-extension': trackChangeExtension,
}
const { peers, sequences } = inject('libraries')
const options = { seed: 20_260_101, sequences, length: 8 }
const rows: Row[] = []

// two of the libraries log every transaction
beforeAll(() => {
  for (const name of ['log', 'warn', 'error', 'table', 'info'] as const)
    vi.spyOn(console, name).mockImplementation(() => undefined)
})

const run = (library: Library): void => {
  const { name, version, license, how, cannot } = library
  rows.push({ name, version, license, how, cannot, cells: levels.map((_, level) => runLevel(library, level, options)) })
}

for (const peer of peers) {
  const adapter = adapters[peer.key]
  if (!adapter) continue
  it(`${peer.name} ${peer.version}`, async ({ skip }) => {
    const found = foundOf(peer)
    if (!found) {
      rows.push({ name: peer.name, version: peer.version, missing: peer.reason ?? 'not installed' })
      return skip(peer.reason)
    }
    try {
      run(await adapter(found))
    } catch (error) {
      rows.push({ name: peer.name, version: peer.version, missing: `cannot be driven: ${String(error)}` })
      throw error
    }
  })
}
it('ours', () => run(ours(manifest.version)))

afterAll(async () => {
  await commands.writeFile('artifacts/bench/libraries.json', `${JSON.stringify({ ...options, rows }, null, 2)}\n`)
  await commands.writeFile(
    'docs/libraries.md',
    page(rows, { ...options, date: new Date().toISOString().slice(0, 10), prosemirror: manifest.dependencies }),
  )
})
