import { undo } from '../../../src-renderer/document/editor/history.ts'
import { TextSelection } from 'prosemirror-state'
import { pageCommands } from '../../../src-renderer/document/editor/page-commands.ts'
import { commit, compose, composeAndCancel, keys, press } from './ime.ts'
import type { TestPage } from './open-page.ts'

/** A number below another, the same row of them for the same seed. */
export type Random = (below: number) => number

export function makeRandom(seed: number): Random {
  let state = seed * 2_654_435_761
  return (below) => {
    state = (state ^ (state << 13)) | 0
    state = (state ^ (state >>> 17)) | 0
    state = (state ^ (state << 5)) | 0
    return (state >>> 0) % below
  }
}

const words = ['你好', '工作', '𠮷', 'é', '（', '《', '”', '👨‍👩‍👧', '落实到位']
const commands = [
  pageCommands.strong,
  pageCommands.styleH2,
  pageCommands.orderedList,
  pageCommands.moveDown,
  pageCommands.moveUp,
  pageCommands.insertTable,
  pageCommands.addRowAfter,
  pageCommands.deleteColumn,
]

/** A caret or a selection anywhere in the text, as a click and a drag make it. */
function selectAnywhere(page: TestPage, random: Random): void {
  const { view } = page.editor
  const { doc, tr } = view.state
  const size = doc.content.size
  const near = (pos: number): number => {
    const { head } = TextSelection.near(doc.resolve(Math.min(pos, size)), 1)
    // no caret stands in the middle of a letter
    return /^[\u200d\udc00-\udfff]/.test(doc.textBetween(head, Math.min(head + 1, size), ' ', ' ')) ? near(head + 1) : head
  }
  const anchor = near(random(size))
  const head = random(3) === 0 ? near(anchor + random(14)) : anchor
  const [$anchor, $head] = [doc.resolve(anchor), doc.resolve(head)]
  const clamped = view.someProp('createSelectionBetween', (make) => make(view, $anchor, $head))
  page.editor.dispatch(tr.setSelection(clamped ?? TextSelection.between($anchor, $head)))
}

/** One thing a person may do, with real keys and a real input method; tells what it was. */
export async function actAtRandom(page: TestPage, random: Random): Promise<string> {
  const { editor } = page
  editor.view.focus()
  if (random(3) > 0) selectAnywhere(page, random)
  const { from, to } = editor.view.state.selection
  const word = words[random(words.length)] ?? '字'
  const command = commands[random(commands.length)] ?? pageCommands.strong
  const acts: readonly [string, () => unknown][] = [
    ['compose', () => compose('z', 'zi', word)],
    ['composeShort', () => compose('z', word)],
    ['commit', () => commit(word)],
    ['cancel', () => composeAndCancel('q', 'qi')],
    ['Backspace', () => press('Backspace', keys.Backspace)],
    ['Delete', () => press('Delete', keys.Delete)],
    ['Enter', () => press('Enter', keys.Enter)],
    [command.id, () => editor.perform(command)],
    ['undo', () => editor.run(undo)],
    ['paste', () => editor.view.pasteHTML('<p>粘<del>删</del></p><p>贴</p>')],
  ]
  const [name, run] = acts[random(acts.length)] ?? ['nothing', () => undefined]
  await run()
  if (random(2) === 0) await page.settled()
  return `${name}(${word})@${from}-${to}`
}
