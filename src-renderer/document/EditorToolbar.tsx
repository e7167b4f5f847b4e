import AlignCenterOutlined from '@ant-design/icons/AlignCenterOutlined'
import AlignLeftOutlined from '@ant-design/icons/AlignLeftOutlined'
import AlignRightOutlined from '@ant-design/icons/AlignRightOutlined'
import BoldOutlined from '@ant-design/icons/BoldOutlined'
import OrderedListOutlined from '@ant-design/icons/OrderedListOutlined'
import RedoOutlined from '@ant-design/icons/RedoOutlined'
import TableOutlined from '@ant-design/icons/TableOutlined'
import UnderlineOutlined from '@ant-design/icons/UnderlineOutlined'
import UndoOutlined from '@ant-design/icons/UndoOutlined'
import UnorderedListOutlined from '@ant-design/icons/UnorderedListOutlined'
import { Button, Dropdown, Segmented, Select, Tooltip } from 'antd'
import { toggleMark } from 'prosemirror-commands'
import { redo, redoDepth, undo, undoDepth } from 'prosemirror-history'
import type { Command } from 'prosemirror-state'
import { isInTable } from 'prosemirror-tables'
import type { ReactNode } from 'react'
import type { ParagraphStyle } from '../../src-shared/document/schema.ts'
import { t } from '../ui/text.ts'
import { markType, selectedParagraphs, setParagraphs, setStyle, toggleList } from './editor/keys.ts'
import type { PageEditor } from './editor/page-editor.ts'
import { insertTable, tableCommands } from './editor/tables.ts'

export type PageView = 'original' | 'all' | 'final'

const styleOptions: { value: ParagraphStyle; label: string }[] = [
  { value: 'body', label: t.styleBody },
  { value: 'h1', label: t.styleH1 },
  { value: 'h2', label: t.styleH2 },
  { value: 'h3', label: t.styleH3 },
  { value: 'h4', label: t.styleH4 },
  { value: 'centered', label: t.styleCentered },
  { value: 'right', label: t.styleRight },
]

type Props = {
  editor: PageEditor | undefined
  editable: boolean
  view: PageView
  tracked: boolean
  onView: (view: PageView) => void
  /** counts up with every change of text or selection: the toolbar reads the state anew */
  tick: number
}

/** The slim row above the page: style, list, alignment, marks, table, undo; at its end the reading (原稿, 所有标记, 最终稿). */
export function EditorToolbar({ editor, editable, view, tracked, onView }: Props) {
  const state = editor?.view.state
  const paragraphs = state ? selectedParagraphs(state) : []
  const first = paragraphs[0]?.node
  const able = editable && view === 'all' && state !== undefined
  const run = (command: Command) => () => void editor?.run(command)
  const active = (name: string): boolean => {
    if (!state) return false
    const { from, to, empty, $from } = state.selection
    const type = markType(name)
    return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type)
  }
  const tool = (title: string, icon: ReactNode, command: Command, on = false, enabled = able) => (
    <Tooltip title={title} mouseEnterDelay={0.5}>
      <Button
        type="text"
        size="small"
        className={`tool${on ? ' on' : ''}`}
        icon={icon}
        aria-label={title}
        aria-pressed={on}
        disabled={!enabled}
        onMouseDown={(event) => event.preventDefault()}
        onClick={run(command)}
      />
    </Tooltip>
  )
  const inTable = state ? isInTable(state) : false
  const tableItem = (key: keyof typeof tableCommands, label: string) => ({
    key,
    label,
    disabled: !inTable,
    onClick: run(tableCommands[key]),
  })
  return (
    <div className="toolbar" role="toolbar" aria-label={t.page}>
      <Select
        size="small"
        variant="borderless"
        style={{ width: 118 }}
        popupMatchSelectWidth={150}
        value={first ? (first.attrs['style'] as ParagraphStyle) : 'body'}
        options={styleOptions}
        disabled={!able || !first}
        aria-label={t.paragraphStyle}
        onChange={(style: ParagraphStyle) => editor?.run(setStyle(style))}
      />
      <i />
      {tool(`${t.strong} Ctrl+B`, <BoldOutlined />, toggleMark(markType('strong')), active('strong'))}
      {tool(`${t.underline} Ctrl+U`, <UnderlineOutlined />, toggleMark(markType('underline')), active('underline'))}
      <i />
      {tool(
        t.orderedList,
        <OrderedListOutlined />,
        toggleList('ordered'),
        first?.attrs['list'] === 'ordered',
        able && Boolean(first),
      )}
      {tool(
        t.bulletList,
        <UnorderedListOutlined />,
        toggleList('bullet'),
        first?.attrs['list'] === 'bullet',
        able && Boolean(first),
      )}
      {tool(
        t.alignLeft,
        <AlignLeftOutlined />,
        setParagraphs({ align: 'left' }),
        first?.attrs['align'] === 'left',
        able && Boolean(first),
      )}
      {tool(
        t.alignCenter,
        <AlignCenterOutlined />,
        setParagraphs({ align: 'center' }),
        first?.attrs['align'] === 'center',
        able && Boolean(first),
      )}
      {tool(
        t.alignRight,
        <AlignRightOutlined />,
        setParagraphs({ align: 'right' }),
        first?.attrs['align'] === 'right',
        able && Boolean(first),
      )}
      <Dropdown
        trigger={['click']}
        disabled={!able}
        menu={{
          items: [
            { key: 'insert', label: t.insertTable, disabled: inTable, onClick: run(insertTable(3, 3)) },
            { type: 'divider' },
            tableItem('addRowBefore', t.addRowBefore),
            tableItem('addRowAfter', t.addRowAfter),
            tableItem('deleteRow', t.deleteRow),
            { type: 'divider' },
            tableItem('addColumnBefore', t.addColumnBefore),
            tableItem('addColumnAfter', t.addColumnAfter),
            tableItem('deleteColumn', t.deleteColumn),
            { type: 'divider' },
            tableItem('deleteTable', t.deleteTable),
          ],
        }}
      >
        <Button
          type="text"
          size="small"
          className="tool"
          icon={<TableOutlined />}
          aria-label={t.table}
          disabled={!able}
          onMouseDown={(event) => event.preventDefault()}
        />
      </Dropdown>
      <i />
      {tool(`${t.undo} Ctrl+Z`, <UndoOutlined />, undo, false, able && undoDepth(state) > 0)}
      {tool(`${t.redo} Ctrl+Y`, <RedoOutlined />, redo, false, able && redoDepth(state) > 0)}
      <span className="grow" />
      {tracked && (
        <Segmented
          size="small"
          value={view}
          onChange={onView}
          options={[
            { value: 'original', label: t.viewOriginal },
            { value: 'all', label: t.viewAll },
            { value: 'final', label: t.viewFinal },
          ]}
        />
      )}
    </div>
  )
}
