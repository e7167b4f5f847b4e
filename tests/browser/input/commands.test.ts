import * as commands from 'prosemirror-commands'
import { TextSelection, type Command, type EditorState, type Selection } from 'prosemirror-state'
import * as tables from 'prosemirror-tables'
import { Mapping } from 'prosemirror-transform'
import { afterEach, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { remoteKey } from '../../../src-renderer/document/editor/door.ts'
import { offReason, pageCommands, type PageCommand } from '../../../src-renderer/document/editor/page-commands.ts'
import { c } from '../../../src-renderer/ui/text-commands.ts'
import { openTestPage, type TestPage } from '../../support/ui/open-page.ts'

/*
 * Every command of prosemirror-commands and prosemirror-tables has a place here: in the table of page commands, recorded by
 * the door, refused by it while tracking, or changing nothing. A new version of either package that brings another one fails.
 */

/** What became of an export: a command and how to run it, or none at all. */
type Fate =
  | { fate: 'table'; ids: readonly (keyof typeof pageCommands)[] }
  | { fate: 'recorded' | 'block by block' | 'refused' | 'nothing'; run: Command }
  | { fate: 'no command' }

const paragraph = schema.nodes['paragraph']
const cellType = schema.nodes['tableCell']
const tableType = schema.nodes['table']
if (!paragraph || !cellType || !tableType) throw new Error('the schema lacks a node')

const none: Fate = { fate: 'no command' }
const recorded = (run: Command): Fate => ({ fate: 'recorded', run })
/** Recorded, but as blocks struck and put in: the shape of its steps is not known. */
const blockwise = (run: Command): Fate => ({ fate: 'block by block', run })
const refused = (run: Command): Fate => ({ fate: 'refused', run })
const nothing = (run: Command): Fate => ({ fate: 'nothing', run })
const inTable = (...ids: (keyof typeof pageCommands)[]): Fate => ({ fate: 'table', ids })

const commandFates: Record<keyof typeof commands, Fate> = {
  autoJoin: recorded(commands.autoJoin(commands.deleteSelection, ['paragraph'])),
  baseKeymap: none,
  chainCommands: none,
  createParagraphNear: recorded(commands.createParagraphNear),
  deleteSelection: recorded(commands.deleteSelection),
  exitCode: nothing(commands.exitCode),
  joinBackward: recorded(commands.joinBackward),
  joinDown: blockwise(commands.joinDown),
  joinForward: recorded(commands.joinForward),
  joinTextblockBackward: recorded(commands.joinTextblockBackward),
  joinTextblockForward: recorded(commands.joinTextblockForward),
  joinUp: recorded(commands.joinUp),
  lift: recorded(commands.lift),
  liftEmptyBlock: recorded(commands.liftEmptyBlock),
  macBaseKeymap: none,
  newlineInCode: nothing(commands.newlineInCode),
  pcBaseKeymap: none,
  selectAll: nothing(commands.selectAll),
  selectNodeBackward: nothing(commands.selectNodeBackward),
  selectNodeForward: nothing(commands.selectNodeForward),
  selectParentNode: nothing(commands.selectParentNode),
  selectTextblockEnd: nothing(commands.selectTextblockEnd),
  selectTextblockStart: nothing(commands.selectTextblockStart),
  setBlockType: recorded(commands.setBlockType(paragraph, { style: 'h2' })),
  splitBlock: recorded(commands.splitBlock),
  splitBlockAs: recorded(commands.splitBlockAs()),
  splitBlockKeepMarks: recorded(commands.splitBlockKeepMarks),
  toggleMark: inTable('strong', 'em', 'underline'),
  wrapIn: blockwise(commands.wrapIn(tableType)),
}

const tableFates: Record<keyof typeof tables, Fate> = {
  CellBookmark: none,
  CellSelection: none,
  ResizeState: none,
  TableMap: none,
  TableView: none,
  __clipCells: none,
  __insertCells: none,
  __pastedCells: none,
  addColSpan: none,
  addColumn: none,
  addColumnAfter: inTable('addColumnAfter'),
  addColumnBefore: inTable('addColumnBefore'),
  addRow: none,
  addRowAfter: inTable('addRowAfter'),
  addRowBefore: inTable('addRowBefore'),
  cellAround: none,
  cellNear: none,
  colCount: none,
  columnIsHeader: none,
  columnResizing: none,
  columnResizingPluginKey: none,
  deleteCellSelection: recorded(tables.deleteCellSelection),
  deleteColumn: inTable('deleteColumn'),
  deleteRow: inTable('deleteRow'),
  deleteTable: inTable('deleteTable'),
  findCell: none,
  findCellPos: none,
  findCellRange: none,
  findTable: none,
  fixTables: none,
  fixTablesKey: none,
  goToNextCell: nothing(tables.goToNextCell(1)),
  handlePaste: none,
  inSameTable: none,
  isInTable: none,
  mergeCells: inTable('mergeCells'),
  moveCellForward: none,
  moveTableColumn: recorded(tables.moveTableColumn({ from: 0, to: 1 })),
  moveTableRow: recorded(tables.moveTableRow({ from: 0, to: 1 })),
  nextCell: none,
  pointsAtCell: none,
  removeColSpan: none,
  removeColumn: none,
  removeRow: none,
  rowIsHeader: none,
  selectedRect: none,
  selectionCell: none,
  setCellAttr: refused(tables.setCellAttr('colwidth', [120])),
  splitCell: inTable('splitCell'),
  splitCellWithType: refused(tables.splitCellWithType(() => cellType)),
  tableEditing: none,
  tableEditingKey: none,
  tableNodeTypes: none,
  tableNodes: none,
  // the schema has no header cells: these find nothing to turn a cell into
  toggleHeader: nothing(tables.toggleHeader('row')),
  toggleHeaderCell: nothing(tables.toggleHeaderCell),
  toggleHeaderColumn: nothing(tables.toggleHeaderColumn),
  toggleHeaderRow: nothing(tables.toggleHeaderRow),
  updateColumnsOnResize: none,
}

const cell = (text: string, attrs: Record<string, unknown> = {}) =>
  schema.node('tableCell', { id: v7(), ...attrs }, schema.node('paragraph', { id: v7() }, text ? schema.text(text) : undefined))
const row = (...cells: ReturnType<typeof cell>[]) => schema.node('tableRow', { id: v7() }, cells)

/** Paragraphs, a list, an empty one, and a table with a merged cell in it. */
function sample() {
  const doc = makeDocument(
    {
      elements: { title: '关于工作安排的通知' },
      paragraphs: ['现将事项', { text: '一、提高认识', style: 'h1' }, '', '请各村落实'],
    },
    v7,
  )
  const table = schema.node('table', { id: v7() }, [
    row(cell('合并', { colspan: 2 }), cell('丙')),
    row(cell('甲'), cell(''), cell('乙')),
  ])
  const body = doc.child(1)
  return doc.copy(
    doc.content.replaceChild(1, body.copy(body.content.addToEnd(table).addToEnd(body.child(3).copy(body.child(0).content)))),
  )
}

/** Carets in every textblock, selections within and across blocks, and cells. */
function selections(state: EditorState): Selection[] {
  const found: Selection[] = []
  const blocks: { from: number; to: number; inBody: boolean }[] = []
  const cells: number[] = []
  state.doc.descendants((node, pos, parent) => {
    if (node.type.name === 'tableCell') cells.push(pos)
    if (!node.isTextblock) return true
    blocks.push({ from: pos + 1, to: pos + 1 + node.content.size, inBody: parent?.type.name === 'body' })
    return false
  })
  for (const { from, to } of blocks)
    for (const at of new Set([from, Math.floor((from + to) / 2), to])) found.push(TextSelection.create(state.doc, at))
  const body = blocks.filter((block) => block.inBody)
  for (const [i, block] of body.entries()) {
    const next = body[i + 1]
    if (block.to > block.from) found.push(TextSelection.create(state.doc, block.from, block.to))
    if (next) found.push(TextSelection.create(state.doc, Math.floor((block.from + block.to) / 2), next.to))
  }
  for (const from of cells) for (const to of cells) found.push(tables.CellSelection.create(state.doc, from, to))
  return found
}

let page: TestPage
afterEach(() => page.close())

/** Runs a command from every selection of the sample, each time on a fresh text; tells how often it did something. */
function tryOut(run: Command): { ran: number; changed: number } {
  page = openTestPage(sample())
  const { editor, start } = page
  const outcome = { ran: 0, changed: 0 }
  for (const selection of selections(editor.view.state)) {
    const { tr, doc } = editor.view.state
    const again = tr.replaceWith(0, doc.content.size, start.content).setMeta(remoteKey, true)
    editor.dispatch(again.setSelection(selection.map(again.doc, new Mapping())))
    if (!run(editor.view.state, editor.view.dispatch, editor.view)) continue
    outcome.ran += 1
    editor.view.state.doc.check()
    expect(page.original().eq(start)).toBe(true)
    if (!page.doc().eq(start)) outcome.changed += 1
  }
  const { landed, passed, escaped } = editor.door.counters
  expect({ landed, escaped }).toEqual({ landed: passed, escaped: 0 })
  return outcome
}

describe('[RV-41] every command there is', () => {
  test('of prosemirror-commands and prosemirror-tables has a fate', () => {
    page = openTestPage({ paragraphs: ['甲'] })
    expect(Object.keys(commandFates).toSorted()).toEqual(Object.keys(commands).toSorted())
    expect(Object.keys(tableFates).toSorted()).toEqual(Object.keys(tables).toSorted())
  })

  const all = Object.entries<Fate>({ ...commandFates, ...tableFates })
  const running = all.flatMap(([name, fate]) => ('run' in fate ? [[name, fate.fate, fate.run] as const] : []))
  test.each(running)('%s is %s', (name, fate, run) => {
    // an element is never joined or lifted by writing, but a bare command may ask for it: it is recorded like all else
    const { ran, changed } = tryOut(run)
    const { refused: turnedAway, coarse } = page.editor.door.counters
    expect({ name, coarse: coarse > 0 }).toEqual({ name, coarse: fate === 'block by block' })
    expect(page.escapes()).toHaveLength(coarse)
    if (fate === 'nothing') expect({ changed, turnedAway }).toEqual({ changed: 0, turnedAway: 0 })
    else if (fate !== 'refused') expect(turnedAway).toBe(0)
    else {
      expect({ changed, all: turnedAway === ran && ran > 0 }).toEqual({ changed: 0, all: true })
      expect(page.refusals()).toEqual(Array.from({ length: ran }, () => c.notTracked))
    }
  })

  test.each(Object.values(pageCommands).map((command: PageCommand) => [command.id, command] as const))(
    '%s of the table',
    (_id, command) => {
      const { changed } = tryOut((_state, _dispatch, view) => (view ? page.editor.perform(command) : false))
      if (command.tracked === true) expect(page.editor.door.counters.refused).toBe(0)
      else {
        expect(changed).toBe(0)
        expect(new Set(page.refusals())).toEqual(new Set([command.tracked.reason]))
      }
    },
  )

  test('what tracking cannot take runs in a draft before the first 报送', () => {
    page = openTestPage(sample(), { mode: 'untracked' })
    page.caret('合并')
    expect(offReason(pageCommands.splitCell, 'untracked')).toBeUndefined()
    expect(page.editor.perform(pageCommands.splitCell)).toBe(true)
    expect(page.doc().child(1).child(4).child(0).childCount).toBe(3)
    expect(page.refusals()).toEqual([])
  })

  test('a bare mergeCells past the table is turned away with the reason', () => {
    page = openTestPage(sample())
    const [first, second] = selections(page.editor.view.state).filter((one) => one instanceof tables.CellSelection)
    for (const selection of [first, second])
      if (selection) page.editor.dispatch(page.editor.view.state.tr.setSelection(selection))
    tables.mergeCells(page.editor.view.state, page.editor.view.dispatch)
    expect(page.doc().eq(page.start)).toBe(true)
    expect(page.refusals()).toEqual([c.notTracked])
  })

  test('keys are used once', () => {
    page = openTestPage({ paragraphs: ['甲'] })
    const keys = Object.values(pageCommands).flatMap((command: PageCommand) => [...command.keys])
    expect(new Set(keys).size).toBe(keys.length)
  })
})
