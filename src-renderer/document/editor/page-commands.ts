import { toggleMark } from 'prosemirror-commands'
import type { Command } from 'prosemirror-state'
import { mergeCells, splitCell } from 'prosemirror-tables'
import { v7 } from 'uuid'
import { moveBlock } from '../../../src-shared/revision/moves.ts'
import { c } from '../../ui/text-commands.ts'
import { tp } from '../../ui/text-pictures.ts'
import { t } from '../../ui/text.ts'
import { areaAt, areaSelection } from './areas.ts'
import { redo, undo } from './history.ts'
import { markType } from './node-types.ts'
import { selectedPicture, widen } from './picture-commands.ts'
import { describePicture } from './picture-frame.ts'
import { inserterOf } from './picture-inserter.ts'
import { setParagraphs, setStyle, shiftLevel, toggleList } from './paragraphs.ts'
import { insertTable, tableCommands } from './tables.ts'

/** Something a person can do to the page, by a tool or a key. */
export type PageCommand = {
  id: string
  title: string
  /** as prosemirror-keymap writes them; the first is shown */
  keys: readonly string[]
  run: Command
  /** whether its changes can be decided one by one; where not, it is off while tracking, with the reason */
  tracked: true | { reason: string }
}

const command = (id: string, title: string, run: Command, keys: readonly string[] = []): PageCommand => ({
  id,
  title,
  keys,
  run,
  tracked: true,
})

const untracked = (id: string, title: string, run: Command): PageCommand => ({
  id,
  title,
  keys: [],
  run,
  tracked: { reason: c.notTracked },
})

const selectArea: Command = (state, dispatch) => {
  const selection = areaSelection(state)
  if (selection) dispatch?.(state.tr.setSelection(selection))
  return true
}

/** 插入图片: what is chosen comes into the text later, through the door like all else. */
const insertPicture: Command = (state, dispatch, view) => {
  if (dispatch && view) void inserterOf(view)?.pick(view)
  return areaAt(state.doc, state.selection.to)?.name === 'body'
}

const describe: Command = (state, dispatch, view) => {
  if (!selectedPicture(state)) return false
  // after the page has taken the caret back from the tool
  if (dispatch && view) queueMicrotask(() => describePicture(view))
  return true
}

/**
 * The one table of what can be done to a page: the toolbar and the keys read it (RV-41). What is not in it has no way
 * into the page but writing itself, pasting and dragging, which the door records.
 */
export const pageCommands = {
  undo: command('undo', t.undo, undo, ['Mod-z']),
  redo: command('redo', t.redo, redo, ['Mod-y', 'Mod-Shift-z']),
  selectArea: command('selectArea', c.selectArea, selectArea, ['Mod-a']),
  strong: command('strong', t.strong, toggleMark(markType('strong')), ['Mod-b']),
  em: command('em', t.em, toggleMark(markType('em')), ['Mod-i']),
  underline: command('underline', t.underline, toggleMark(markType('underline')), ['Mod-u']),
  styleBody: command('styleBody', t.styleBody, setStyle('body'), ['Mod-Alt-0']),
  styleH1: command('styleH1', t.styleH1, setStyle('h1'), ['Mod-Alt-1']),
  styleH2: command('styleH2', t.styleH2, setStyle('h2'), ['Mod-Alt-2']),
  styleH3: command('styleH3', t.styleH3, setStyle('h3'), ['Mod-Alt-3']),
  styleH4: command('styleH4', t.styleH4, setStyle('h4'), ['Mod-Alt-4']),
  styleCentered: command('styleCentered', t.styleCentered, setStyle('centered')),
  styleRight: command('styleRight', t.styleRight, setStyle('right')),
  orderedList: command('orderedList', t.orderedList, toggleList('ordered')),
  bulletList: command('bulletList', t.bulletList, toggleList('bullet')),
  levelIn: command('levelIn', c.levelIn, shiftLevel(1)),
  levelOut: command('levelOut', c.levelOut, shiftLevel(-1)),
  alignLeft: command('alignLeft', t.alignLeft, setParagraphs({ align: 'left' })),
  alignCenter: command('alignCenter', t.alignCenter, setParagraphs({ align: 'center' })),
  alignRight: command('alignRight', t.alignRight, setParagraphs({ align: 'right' })),
  alignJustify: command('alignJustify', c.justify, setParagraphs({ align: 'justify' })),
  moveUp: command('moveUp', c.moveUp, moveBlock(-1, v7), ['Alt-Shift-ArrowUp']),
  moveDown: command('moveDown', c.moveDown, moveBlock(1, v7), ['Alt-Shift-ArrowDown']),
  insertPicture: command('insertPicture', tp.insert, insertPicture),
  pictureWider: command('pictureWider', tp.wider, widen(1), ['Alt-Shift-ArrowRight']),
  pictureNarrower: command('pictureNarrower', tp.narrower, widen(-1), ['Alt-Shift-ArrowLeft']),
  pictureNote: command('pictureNote', tp.describe, describe, ['F2']),
  insertTable: command('insertTable', t.insertTable, insertTable(3, 3)),
  addRowBefore: command('addRowBefore', t.addRowBefore, tableCommands.addRowBefore),
  addRowAfter: command('addRowAfter', t.addRowAfter, tableCommands.addRowAfter),
  deleteRow: command('deleteRow', t.deleteRow, tableCommands.deleteRow),
  addColumnBefore: command('addColumnBefore', t.addColumnBefore, tableCommands.addColumnBefore),
  addColumnAfter: command('addColumnAfter', t.addColumnAfter, tableCommands.addColumnAfter),
  deleteColumn: command('deleteColumn', t.deleteColumn, tableCommands.deleteColumn),
  deleteTable: command('deleteTable', t.deleteTable, tableCommands.deleteTable),
  mergeCells: untracked('mergeCells', c.mergeCells, mergeCells),
  splitCell: untracked('splitCell', c.splitCell, splitCell),
} as const satisfies Record<string, PageCommand>

/** Why a command is off while tracking; undefined where it may run. */
export const offReason = (one: PageCommand, mode: 'tracked' | 'untracked' | null): string | undefined =>
  mode === 'tracked' && one.tracked !== true ? one.tracked.reason : undefined

/** A key as people read it: 'Mod-Alt-1' is Ctrl+Alt+1. */
export const keyLabel = (one: PageCommand): string =>
  (one.keys[0] ?? '')
    .replace('Mod', 'Ctrl')
    .replace('ArrowUp', '↑')
    .replace('ArrowDown', '↓')
    .replace('ArrowLeft', '←')
    .replace('ArrowRight', '→')
    .split('-')
    .map((part) => (part.length === 1 ? part.toUpperCase() : part))
    .join('+')
