import { elementNames } from '../../src-shared/document/schema.ts'
import type { Change } from '../../src-shared/revision/types.ts'
import { t } from './text.ts'
import { r } from './text-revisions.ts'

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
  approval: t.approval,
  weight: t.weight,
  concerned: t.concerned,
  otherSuperiors: t.otherSuperiors,
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

/** What kind of change it is, in one word or two; a change in many places is a 全部替换. */
export function changeKind(change: Change): string {
  if (change.places > 1 && change.kind === 'replace') return r.replacedAll(change.places)
  switch (change.kind) {
    case 'insert':
      return r.kindInsert
    case 'delete':
      return r.kindDelete
    case 'replace':
      return r.kindReplace
    case 'format':
      return r.kindFormat
    case 'split':
      return r.kindSplit
    case 'join':
      return r.kindJoin
    case 'insertBlock':
      return blockWord(change.place, r.kindInsertBlock, r.kindInsertTable, r.kindInsertRow, r.kindInsertCell)
    case 'deleteBlock':
      return blockWord(change.place, r.kindDeleteBlock, r.kindDeleteTable, r.kindDeleteRow, r.kindDeleteCell)
    case 'attribute':
      return r.kindAttribute
    case 'move':
      return change.moved === 'away' ? r.kindMoveAway : r.kindMoveHere
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
  return r.attrChange(attributeNames[attribute.name] ?? attribute.name, valueWord(attribute.old), valueWord(attribute.new))
}

/** Where a change is: the element's name, or nothing for the body and for a group that is in many places. */
export const changePlace = (change: Change): string | undefined =>
  change.places <= 1 && (elementNames as readonly string[]).includes(change.place) ? placeNames[change.place] : undefined

/** A change in one line, for lists in dialogs and for screen readers. */
export function describeChange(change: Change): string {
  const place = changePlace(change)
  const texts = [change.oldText, change.newText].filter(Boolean).join(' → ')
  const words = [texts, attributeWords(change)].filter(Boolean).join('，')
  return `${place ? `${place} ` : ''}${changeKind(change)}${words ? ` ${words}` : ''}`
}
