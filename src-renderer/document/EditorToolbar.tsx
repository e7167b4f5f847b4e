import AlignCenterOutlined from '@ant-design/icons/AlignCenterOutlined'
import AlignLeftOutlined from '@ant-design/icons/AlignLeftOutlined'
import AlignRightOutlined from '@ant-design/icons/AlignRightOutlined'
import BoldOutlined from '@ant-design/icons/BoldOutlined'
import OrderedListOutlined from '@ant-design/icons/OrderedListOutlined'
import PictureOutlined from '@ant-design/icons/PictureOutlined'
import RedoOutlined from '@ant-design/icons/RedoOutlined'
import TableOutlined from '@ant-design/icons/TableOutlined'
import UnderlineOutlined from '@ant-design/icons/UnderlineOutlined'
import UndoOutlined from '@ant-design/icons/UndoOutlined'
import UnorderedListOutlined from '@ant-design/icons/UnorderedListOutlined'
import { Button, Dropdown, Select, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import type { ParagraphStyle } from '../../src-shared/document/schema.ts'
import { t } from '../ui/text.ts'
import { redoDepth, undoDepth } from './editor/history.ts'
import { markType } from './editor/node-types.ts'
import { keyLabel, offReason, pageCommands, type PageCommand } from './editor/page-commands.ts'
import type { PageEditor } from './editor/page-editor.ts'
import { selectedParagraphs } from './editor/paragraphs.ts'

/** The styles in the order they are offered, with the command that sets each. */
const styles: Readonly<Record<ParagraphStyle, PageCommand>> = {
  body: pageCommands.styleBody,
  h1: pageCommands.styleH1,
  h2: pageCommands.styleH2,
  h3: pageCommands.styleH3,
  h4: pageCommands.styleH4,
  centered: pageCommands.styleCentered,
  right: pageCommands.styleRight,
}
const styleOptions = Object.entries(styles).map(([value, { title }]) => ({ value: value as ParagraphStyle, label: title }))

/** The table's menu, in groups. */
const tableMenu: readonly (readonly PageCommand[])[] = [
  [pageCommands.insertTable],
  [pageCommands.addRowBefore, pageCommands.addRowAfter, pageCommands.deleteRow],
  [pageCommands.addColumnBefore, pageCommands.addColumnAfter, pageCommands.deleteColumn],
  [pageCommands.mergeCells, pageCommands.splitCell],
  [pageCommands.deleteTable],
]

type Props = {
  editor: PageEditor | undefined
  editable: boolean
  tracked: boolean
  /** counts up with every change of text or selection: the toolbar reads the state anew */
  tick: number
}

/** The slim row above the page: style, list, alignment, marks, table, undo. */
export function EditorToolbar({ editor, editable, tracked }: Props) {
  const state = editor?.view.state
  const paragraphs = state ? selectedParagraphs(state) : []
  const first = paragraphs[0]?.node
  const able = editable && state !== undefined
  const mode = tracked ? 'tracked' : 'untracked'
  const active = (name: string): boolean => {
    if (!state) return false
    const { from, to, empty, $from } = state.selection
    const type = markType(name)
    return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type)
  }
  const tool = (command: PageCommand, icon: ReactNode, on = false, enabled = able) => {
    const off = offReason(command, mode)
    return (
      <Tooltip title={off ?? `${command.title} ${keyLabel(command)}`.trim()} mouseEnterDelay={0.5}>
        <Button
          type="text"
          size="small"
          className={`tool${on ? ' on' : ''}`}
          icon={icon}
          aria-label={command.title}
          aria-pressed={on}
          disabled={!enabled || off !== undefined}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => void editor?.perform(command)}
        />
      </Tooltip>
    )
  }
  const paragraphTool = (command: PageCommand, icon: ReactNode, attribute: 'list' | 'align', value: string) =>
    tool(command, icon, first?.attrs[attribute] === value, able && Boolean(first))
  const tableItem = (command: PageCommand) => {
    const off = offReason(command, mode)
    return {
      key: command.id,
      label: off === undefined ? command.title : <span title={off}>{command.title}</span>,
      disabled: off !== undefined || !state || !command.run(state),
      onClick: () => void editor?.perform(command),
    }
  }
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
        onChange={(style: ParagraphStyle) => editor?.perform(styles[style])}
      />
      <i />
      {tool(pageCommands.strong, <BoldOutlined />, active('strong'))}
      {tool(pageCommands.underline, <UnderlineOutlined />, active('underline'))}
      <i />
      {paragraphTool(pageCommands.orderedList, <OrderedListOutlined />, 'list', 'ordered')}
      {paragraphTool(pageCommands.bulletList, <UnorderedListOutlined />, 'list', 'bullet')}
      {paragraphTool(pageCommands.alignLeft, <AlignLeftOutlined />, 'align', 'left')}
      {paragraphTool(pageCommands.alignCenter, <AlignCenterOutlined />, 'align', 'center')}
      {paragraphTool(pageCommands.alignRight, <AlignRightOutlined />, 'align', 'right')}
      <Dropdown
        trigger={['click']}
        disabled={!able}
        menu={{
          items: tableMenu.flatMap((group, i) => [...(i > 0 ? [{ type: 'divider' as const }] : []), ...group.map(tableItem)]),
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
      {tool(pageCommands.insertPicture, <PictureOutlined />, false, able && pageCommands.insertPicture.run(state))}
      <i />
      {tool(pageCommands.undo, <UndoOutlined />, false, able && undoDepth(state) > 0)}
      {tool(pageCommands.redo, <RedoOutlined />, false, able && redoDepth(state) > 0)}
    </div>
  )
}
