import type { Packed } from '../../src-shared/workflow/issue/part.ts'
import { noIssue, numberText } from '../../src-shared/workflow/issue/part.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { sm3OfJson } from '../sm3.ts'
import { wholePath } from '../store/blob-files.ts'
import { readBody } from '../store/body-store.ts'
import type { Tx } from '../store/database.ts'
import { readClean } from './clean-copies.ts'
import { isWhole } from './incoming-files.ts'

/**
 * What goes to the archive (DA/T 22, 国家档案局令第8号第十条), each with its SM3: 正本, 定稿, 花脸稿, 发文稿纸, 附件 and metadata. Every text
 * is read and hashed again, and so are the files of the layout, which is the 正本 where there is one; undefined where one is
 * missing or is not what it was. Throws BodyDamaged.
 */
export async function packageOf(tx: Tx, doc: DocumentState, dataDir: string): Promise<Packed[] | undefined> {
  const { clean, signed } = doc
  const number = doc.issue?.number
  if (!clean || !signed || !number) return undefined
  const [original, marked] = [await readClean(tx, doc), await readBody(tx, doc.id, doc.bodyVersion)]
  if (!original || marked?.sm3 !== signed.bodySm3) return undefined
  const files = doc.attachments.map(({ sm3 }) => sm3)
  const there = files.length === 0 ? [] : await tx.selectFrom('blob').select('sm3').where('sm3', 'in', files).execute()
  if (files.some((sm3) => !there.some((one) => one.sm3 === sm3))) return undefined
  const layout = layoutOf(doc)
  for (const { sm3, size } of layout) if (!(await isWhole(wholePath(dataDir, sm3), sm3, size))) return undefined
  const name = `${numberText(number)} 正本`
  const texts: Packed[] = [
    ...(layout.length > 0
      ? layout.map(({ kind, sm3 }): Packed => ({ kind: 'original', name: `${name}.${kind}`, sm3 }))
      : [{ kind: 'original' as const, name, sm3: clean.sm3 }]),
    { kind: 'final', name: '定稿', sm3: clean.sm3 },
    { kind: 'marked', name: '花脸稿', sm3: signed.bodySm3 },
    { kind: 'slip', name: '发文稿纸', sm3: sm3OfJson(slipOf(doc)) },
  ]
  const attachments = doc.attachments.map(({ name, sm3 }): Packed => ({ kind: 'attachment', name, sm3 }))
  return [...texts, ...attachments, { kind: 'metadata', name: '元数据', sm3: sm3OfJson(metadataOf(doc)) }]
}

/** The files of the layout it went out as; none where it went out on paper alone. */
function layoutOf({ issue }: DocumentState): { kind: 'pdf' | 'ofd'; sm3: string; size: number }[] {
  const { layout } = issue ?? {}
  return layout
    ? [
        { kind: 'pdf', ...layout.pdf },
        { kind: 'ofd', ...layout.ofd },
      ]
    : []
}

/** 发文稿纸 as data: who had it when, what they wrote on it, and what was done after 签发. */
export const slipOf = ({ id, tasks, opinions, decisions, signed, issue }: DocumentState) => ({
  id,
  tasks,
  opinions,
  decisions,
  signed,
  issue: { ...(issue ?? noIssue), archived: null },
})

/** Metadata of GB/T 33480 and DA/T 46, as far as the document has them. */
export const metadataOf = ({ id, unitId, unitName, header, signed, issue, clean }: DocumentState) => ({
  id,
  unitId,
  unitName,
  header,
  number: issue?.number ? numberText(issue.number) : '',
  signer: signed?.by ?? null,
  signedOn: signed?.signedOn ?? '',
  scope: issue?.scope ?? [],
  copies: issue?.copies ?? 0,
  sm3: clean?.sm3 ?? '',
  layout: issue?.layout ?? null,
  seal: issue?.sealed ?? null,
})
