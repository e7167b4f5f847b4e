import { baseKeymap, chainCommands } from 'prosemirror-commands'
import { keymap } from 'prosemirror-keymap'
import type { Command, Plugin } from 'prosemirror-state'
import { goToNextCell, isInTable } from 'prosemirror-tables'
import { areaAt, caretIn, neighbour } from './areas.ts'
import { nodeType } from './node-types.ts'
import { pageCommands, type PageCommand } from './page-commands.ts'
import { leaveList, shiftLevel, splitParagraph } from './paragraphs.ts'

/** From one 要素 to the next on paper; Enter never splits an element (UI-21). */
const moveOn =
  (step: 1 | -1): Command =>
  (state, dispatch) => {
    const area = areaAt(state.doc, state.selection.head)
    if (!area || area.name === 'body') return false
    const next = neighbour(state.doc, area.name, step)
    if (next && dispatch) dispatch(caretIn(state.tr, next, step === 1 ? 'start' : 'end'))
    return true
  }

/** An arrow at the edge of an area goes to the next area on paper, which is not the next one in the tree. */
const arrow =
  (key: 'up' | 'down', step: 1 | -1): Command =>
  (state, dispatch, view) => {
    if (!state.selection.empty || !view?.endOfTextblock(key)) return false
    const area = areaAt(state.doc, state.selection.head)
    if (!area) return false
    const $head = state.selection.$head
    if (area.name === 'body') {
      const index = $head.index(1)
      if (isInTable(state) || (step === 1 ? index < state.doc.child(1).childCount - 1 : index > 0)) return false
    }
    const next = neighbour(state.doc, area.name, step)
    if (next && dispatch) dispatch(caretIn(state.tr, next, step === 1 ? 'start' : 'end'))
    return true
  }

const hardBreak: Command = (state, dispatch) => {
  const area = areaAt(state.doc, state.selection.from)
  if (area && area.name !== 'body' && area.name !== 'title') return true
  dispatch?.(state.tr.replaceSelectionWith(nodeType('hardBreak').create()).scrollIntoView())
  return true
}

/** Backspace at the start of an element does nothing: elements are never joined (RV-13). Styled paragraphs lose the style first. */
const backspaceAtStart: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.parentOffset > 0) return false
  const area = areaAt(state.doc, $from.pos)
  if (area && area.name !== 'body') return true
  if ($from.parent.attrs['list'] !== null) return shiftLevel(-1)(state, dispatch)
  return $from.index(1) === 0 && $from.depth === 2
}

const deleteAtEnd: Command = (state) => {
  const { $from, empty } = state.selection
  if (!empty || $from.parentOffset < $from.parent.content.size) return false
  const area = areaAt(state.doc, $from.pos)
  return area !== undefined && area.name !== 'body'
}

const insideTable =
  (command: Command): Command =>
  (state, dispatch, view) =>
    isInTable(state) ? command(state, dispatch, view) : false

/** ProseMirror's own keys but Escape, which leads back to the list here. */
const plainKeys: Record<string, Command> = Object.fromEntries(Object.entries(baseKeymap).filter(([key]) => key !== 'Escape'))

/** Keys that do what their place asks for: they are ways of writing, not commands of the table. */
const writingKeys: Record<string, Command> = {
  Enter: chainCommands(moveOn(1), leaveList, splitParagraph),
  'Shift-Enter': hardBreak,
  Tab: chainCommands(insideTable(goToNextCell(1)), moveOn(1), shiftLevel(1), () => true),
  'Shift-Tab': chainCommands(insideTable(goToNextCell(-1)), moveOn(-1), shiftLevel(-1), () => true),
  Backspace: backspaceAtStart,
  Delete: deleteAtEnd,
  ArrowDown: arrow('down', 1),
  ArrowUp: arrow('up', -1),
}

/** Keys inside the page. Shortcuts of the desk as a whole live in `app/commands.ts`. */
export function pageKeys(perform: (command: PageCommand) => boolean): Plugin[] {
  const tableKeys = Object.values(pageCommands).flatMap((command: PageCommand) =>
    command.keys.map((key): [string, Command] => [key, () => perform(command)]),
  )
  return [keymap({ ...writingKeys, ...Object.fromEntries(tableKeys) }), keymap(plainKeys)]
}
