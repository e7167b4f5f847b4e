import type { Link } from '../document-state.ts'
import { registerText, type Duplicate, type RegisterNumber } from './part.ts'

/** What a 收文 looks like, in words for who registers it: 2026-0345 《…》. */
export const resembles = ({ register, title }: Duplicate): string => `${registerText(register)} 《${title}》`

/** How 重份 is linked with what it is one of (C-14). */
export const linkTo = ({ docId, register, title }: Duplicate): Link => ({
  docId,
  as: 'related',
  title,
  number: registerText(register),
})

/** What a 来文字号 is compared by: its marks in one form, without blanks. */
export const numberKey = (number: string): string =>
  number
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(/[[(【〔（［]/g, '〔')
    .replace(/[\])】〕）］]/g, '〕')

/** What a unit's name or a title is compared by: without blanks, book-title marks and brackets in one form. */
export const wordsKey = (text: string): string => text.normalize('NFKC').replace(/[\s《》]+/g, '')

/** A registered 收文 as a list has it. */
export type Registered = {
  id: string
  title: string
  fromUnit: string
  number: string
  datedOn: string
  register: RegisterNumber | null
}

/** The registered 收文 one looks like, among those at hand: the same (来文单位, 文号), else the same (标题, 日期) (C-14). */
export function alikeAmong(known: Omit<Registered, 'register'>, all: readonly Registered[]): Duplicate | undefined {
  const others = all.filter((one) => one.id !== known.id && one.register !== null)
  const found = (by: Duplicate['by'], is: (one: Registered) => boolean): Duplicate | undefined => {
    const same = others.find(is)
    return same?.register ? { docId: same.id as Duplicate['docId'], register: same.register, title: same.title, by } : undefined
  }
  const from = wordsKey(known.fromUnit)
  const number = numberKey(known.number)
  const title = wordsKey(known.title)
  return (
    (number === '' ? undefined : found('number', (one) => wordsKey(one.fromUnit) === from && numberKey(one.number) === number)) ??
    (known.datedOn === '' ? undefined : found('title', (one) => one.datedOn === known.datedOn && wordsKey(one.title) === title))
  )
}
