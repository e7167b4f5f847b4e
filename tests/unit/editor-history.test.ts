import { EditorState, TextSelection, type Command, type Transaction } from 'prosemirror-state'
import { beforeEach, describe, expect, test } from 'vitest'
import { closeHistory, history, redo, redoDepth, undo, undoDepth } from '../../src-renderer/document/editor/history.ts'
import { schema } from '../../src-shared/document/schema.ts'

const empty = schema.topNodeType.createAndFill() ?? schema.node('doc')

let state: EditorState
let time = 1000

const dispatch = (tr: Transaction): void => void (state = state.apply(tr))
const go = (command: Command): boolean => command(state, dispatch)
const text = (): string => state.doc.textContent

/** Types after a pause, at the caret or at a place. */
function type(letters: string, pause = 10, change: (tr: Transaction) => Transaction = (tr) => tr): void {
  time += pause
  dispatch(change(state.tr.insertText(letters)).setTime(time))
}

const caretAt = (at: number): void => dispatch(state.tr.setSelection(TextSelection.create(state.doc, at)))

let start = 0

beforeEach(() => {
  time = 1000
  state = EditorState.create({ doc: empty, plugins: [history({ depth: 4 })] })
  state.doc.descendants((node, pos) => {
    if (node.isTextblock && node.type.name === 'paragraph') start = pos + 1
    return true
  })
  caretAt(start)
})

describe('[UI-26] what one undo takes back', () => {
  test('letters typed without a pause go together, those after one alone', () => {
    type('一')
    type('二')
    type('三', 2000)
    go(undo)
    expect(text()).toBe('一二')
    go(undo)
    expect(text()).toBe('')
    expect(go(undo)).toBe(false)
  })

  test('another place is another edit, and so is one that says so', () => {
    type('一')
    type('二')
    caretAt(start)
    type('四')
    type('五', 10, closeHistory)
    go(undo)
    expect(text()).toBe('四一二')
    go(undo)
    expect(text()).toBe('一二')
  })

  test('what an input method writes goes together, however long it takes', () => {
    for (const letters of ['ni', 'hao']) type(letters, 3000, (tr) => tr.setMeta('composition', 7))
    go(undo)
    expect(text()).toBe('')
  })

  test('what is appended to an edit goes with it, wherever it is', () => {
    type('一二三')
    const first = state.tr.insertText('四', start)
    dispatch(first.setTime((time += 9000)))
    dispatch(state.tr.insertText('五', start + 4).setMeta('appendedTransaction', first))
    expect(text()).toBe('四一二三五')
    go(undo)
    expect(text()).toBe('一二三')
  })

  test('redo brings all of it back with the caret, until something else is typed', () => {
    for (const letter of '一二三') type(letter, 2000)
    go(undo)
    go(undo)
    expect([undoDepth(state), redoDepth(state)]).toEqual([1, 2])
    go(redo)
    expect([text(), state.selection.from]).toEqual(['一二', start + 2])
    type('四', 2000)
    expect(go(redo)).toBe(false)
    expect(text()).toBe('一二四')
  })

  test('the oldest edits are forgotten first', () => {
    for (const letter of '一二三四五六') type(letter, 2000)
    while (go(undo));
    expect(text()).toBe('一二')
  })

  test('an edit that leaves the text as it was takes no undo, and keeps redo', () => {
    type('一')
    type('二', 2000)
    go(undo)
    dispatch(state.tr.replaceWith(start, start + 1, schema.text('一')).setTime((time += 5000)))
    expect([undoDepth(state), redoDepth(state)]).toEqual([1, 1])
    go(redo)
    expect(text()).toBe('一二')
  })

  test('an edit of which nothing is left is passed over', () => {
    type('一')
    type('二', 2000)
    dispatch(state.tr.delete(start + 1, start + 2).setMeta('addToHistory', false))
    go(undo)
    expect(text()).toBe('')
  })
})
