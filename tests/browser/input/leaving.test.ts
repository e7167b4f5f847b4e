import { afterEach, expect, test } from 'vitest'
import type { Step } from 'prosemirror-transform'
import { acceptAll } from '../../../src-shared/revision/resolve.ts'
import type { DocumentId } from '../../../src-shared/ids.ts'
import type { DeskData } from '../../../src-renderer/data/api.ts'
import { makeAutosave, written } from '../../../src-renderer/document/autosave.ts'
import { compose, start } from '../../support/ui/ime.ts'
import { lines } from '../../support/ui/marks.ts'
import { openTestPage, type TestPage } from '../../support/ui/open-page.ts'

/* Saving and leaving while an input method is at work (case 20: nothing between the end of a composition and the save is lost). */

const docId = 'd1' as DocumentId
let page: TestPage
afterEach(() => page.close())

function opened() {
  page = openTestPage({ paragraphs: ['关于通知'] })
  page.select(0, 2)
  const saves: { steps: readonly Step[]; doc: typeof page.start }[] = []
  const data = {
    saveTyping: (_docId: DocumentId, steps: readonly Step[], doc: typeof page.start) => {
      saves.push({ steps, doc })
      return Promise.resolve()
    },
  } as unknown as DeskData
  const troubles: unknown[] = []
  return { saves, troubles, autosave: makeAutosave(docId, data, page.editor, (error) => void troubles.push(error)) }
}

test('[RV-43] a save asked for in the middle of a composition comes after it, with the word in it', async () => {
  const { autosave, saves } = opened()
  await start('n', 'ni')
  const flushed = autosave.flush()
  expect(saves).toEqual([])
  await compose('ni', '你好')
  await flushed
  expect(saves.map(({ doc }) => lines(acceptAll(doc)))).toEqual([['关于你好通知']])
  expect(page.original().eq(page.start)).toBe(true)
})

test('[RV-43] right at the end of a composition the save has the word, tracked', async () => {
  const { autosave, saves } = opened()
  await compose('n', '你好')
  await autosave.flush()
  const [save] = saves
  let doc = page.start
  for (const step of save?.steps ?? []) doc = step.apply(doc).doc ?? doc
  expect(doc.eq(page.doc())).toBe(true)
  expect(page.marked()).toBe('关于[+你好]通知')
})

test('[RV-43] a page left in the middle of a composition is written down with what was composed', async () => {
  const { autosave, saves, troubles } = opened()
  await start('n', 'nihao', '你好')
  const closing = autosave.close()
  await written(docId)
  await closing
  expect(saves.map(({ doc }) => lines(acceptAll(doc)))).toEqual([['关于你好通知']])
  expect(page.original().eq(page.start)).toBe(true)
  expect(page.editor.door.busy(page.editor.view)).toBe(false)
  expect(troubles).toEqual([])
})
