import { elementNames } from '../../src-shared/document/schema.ts'
import type { Change } from '../../src-shared/revision/types.ts'
import { t } from './text.ts'

const placeNames: Readonly<Record<string, string>> = {
  title: t.title,
  mainTo: t.mainTo,
  attachmentNote: t.attachmentNote,
  issuer: t.issuer,
  issuedOn: t.issuedOn,
  remark: t.remark,
  copyTo: t.copyTo,
  table: t.table,
  tableRow: t.table,
  tableCell: t.table,
}

const attributeNames: Readonly<Record<string, string>> = {
  style: t.paragraphStyle,
  list: t.bulletList,
  level: t.level,
  align: t.alignment,
  docType: t.docType,
  urgency: t.urgency,
  secrecy: t.secrecy,
  openness: t.openness,
  strong: t.strong,
  em: t.em,
  underline: t.underline,
}

const styleNames: Readonly<Record<string, string>> = {
  body: t.styleBody,
  h1: t.styleH1,
  h2: t.styleH2,
  h3: t.styleH3,
  h4: t.styleH4,
  centered: t.styleCentered,
  right: t.styleRight,
  bullet: t.bulletList,
  ordered: t.orderedList,
  left: t.alignLeft,
  center: t.alignCenter,
}

/** What kind of change it is, in one word or two. */
export function changeKind(change: Change): string {
  switch (change.kind) {
    case 'insert':
      return t.kindInsert
    case 'delete':
      return t.kindDelete
    case 'replace':
      return t.kindReplace
    case 'format':
      return t.kindFormat
    case 'split':
      return t.kindSplit
    case 'join':
      return t.kindJoin
    case 'insertBlock':
      return blockWord(change.place, t.kindInsertBlock, t.kindInsertTable, t.kindInsertRow, t.kindInsertCell)
    case 'deleteBlock':
      return blockWord(change.place, t.kindDeleteBlock, t.kindDeleteTable, t.kindDeleteRow, t.kindDeleteCell)
    case 'attribute':
      return t.kindAttribute
  }
}

function blockWord(place: string, paragraph: string, table: string, row: string, cell: string): string {
  if (place === 'table') return table
  if (place === 'tableRow') return row
  return place === 'tableCell' ? cell : paragraph
}

const valueWord = (value: unknown): string =>
  value === null || value === '' || value === false
    ? t.none
    : value === true
      ? t.yes
      : (styleNames[String(value)] ?? String(value))

/** The value change of a format or attribute change: "段落样式：正文 改为 一级标题". */
export function attributeWords(change: Change): string | undefined {
  const attribute = change.attribute
  if (!attribute) return undefined
  return t.attrChange(attributeNames[attribute.name] ?? attribute.name, valueWord(attribute.old), valueWord(attribute.new))
}

/** Where a change is: the element's name, or nothing for the body. */
export const changePlace = (change: Change): string | undefined =>
  (elementNames as readonly string[]).includes(change.place) ? placeNames[change.place] : undefined

/** A change in one line, for lists in dialogs and for screen readers. */
export function describeChange(change: Change): string {
  const place = changePlace(change)
  const words = attributeWords(change) ?? [change.oldText, change.newText].filter(Boolean).join(' → ')
  return `${place ? `${place} ` : ''}${changeKind(change)}${words ? ` ${words}` : ''}`
}
